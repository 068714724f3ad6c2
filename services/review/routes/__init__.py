"""The review service's HTTP side."""
