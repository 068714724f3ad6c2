"""Getting in where the password changes while a process runs: the address is read again when it is refused."""

from collections.abc import Callable
from typing import TypeVar

Connection = TypeVar("Connection")


def get_in(
    addresses: Callable[[], list[str]], connect: Callable[[str], Connection], refusal: type[Exception]
) -> Connection:
    """Connect by one of the addresses of now, the oldest first, each once. Raises what the last one ended with.

    While a password is changed there are two: when the old one is refused, the new one is in force already.
    """
    tried: set[str] = set()
    while True:
        untried = [address for address in addresses() if address not in tried]
        tried.add(untried[0])
        try:
            return connect(untried[0])
        except refusal:
            if not set(addresses()) - tried:
                raise
