"""The embedded default: everything the product needs, on one machine, by one command."""
