"""Is a process ready? HTTP ones are asked; of the others we wait for the line in which they say so."""

import http.client
import re
from collections.abc import Callable

SAYS_READY = re.compile(r"\bready\b")


def http_status(address: str, path: str = "/readyz", seconds: float = 2.0) -> int | None:
    """What an HTTP process answers; None if it does not."""
    connection = http.client.HTTPConnection(address, timeout=seconds)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def answers(address: str) -> Callable[[], bool]:
    """A check whether the process at this address can do its work."""
    return lambda: http_status(address) == http.HTTPStatus.OK
