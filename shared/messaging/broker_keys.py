"""Under which names the broker keeps our messages."""

KEY_PREFIX = "zhicheng:"


def unacked_key(service: str) -> str:
    """Where the broker keeps what the workers of a service have taken and not yet finished, less the prefix."""
    return f"{service}.unacked"
