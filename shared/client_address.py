"""Where the browser is that a request comes from: the gateway says so, and services believe nobody else."""

import socket
from functools import partial
from ipaddress import IPv6Address, ip_address

from cachetools import TTLCache, cached
from flask import request

from shared.settings import settings

HEADER = "X-Client-Address"
REMEMBERED_SECONDS = 60
UNKNOWN = "0.0.0.0"  # noqa: S104 - nothing listens there

_remembered = partial(cached, TTLCache(1, REMEMBERED_SECONDS))


def client_address() -> str:
    """The address of the browser if the gateway asks, else that of whoever asks, in its one written form."""
    told = request.headers.get(HEADER)
    return _written(told) if told and asked_by_gateway() else _asked_by()


def asked_by_gateway() -> bool:
    """Whether it is the gateway that asks."""
    return _asked_by() in _gateway()


def _asked_by() -> str:
    return _written(request.remote_addr or "")


@_remembered()
def _gateway() -> frozenset[str]:
    """The addresses that the gateway's name stands for; none while it is not there."""
    try:
        found = socket.getaddrinfo(settings.gateway_host, None, type=socket.SOCK_STREAM)
    except OSError:
        return frozenset()
    return frozenset(_written(str(address[0])) for *_, address in found)


def _written(address: str) -> str:
    try:
        parsed = ip_address(address)
    except ValueError:
        return UNKNOWN
    mapped = parsed.ipv4_mapped if isinstance(parsed, IPv6Address) else None
    return str(mapped or parsed)
