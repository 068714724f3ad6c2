"""The last two hours before a deadline, played against a stack of its own: `make storm`."""
