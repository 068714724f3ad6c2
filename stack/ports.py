"""Which port belongs to whom: a stack has one number, its base, and twelve ports from there."""

import errno
import random
import socket

DEFAULT_BASE = 8000
POSTGRES_OFFSET = 10
VALKEY_OFFSET = 11
SPAN = 12
FREE_RANGE = (20000, 32000)  # below the ports that the kernel gives to connections


def is_free(port: int) -> bool:
    """Whether a server of ours could listen there now."""
    with socket.socket() as probe:
        probe.setsockopt(
            socket.SOL_SOCKET, socket.SO_REUSEADDR, 1
        )  # as servers do: connections that just ended don't count
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            if error.errno in (errno.EADDRINUSE, errno.EACCES):
                return False
            raise
    return True


def free_base() -> int:
    """A base whose ports are all free now, picked at random so that two who ask at once don't meet.

    Raises OSError if there is none.
    """
    bases = list(range(*FREE_RANGE, SPAN))
    random.shuffle(bases)
    for base in bases:
        if all(is_free(base + offset) for offset in range(SPAN)):
            return base
    raise OSError(f"no {SPAN} free ports in a row in {FREE_RANGE}")
