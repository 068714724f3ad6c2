"""POSTing to an address outside, where whoever answers for a name must not lead us into our own network.

The name is resolved once, every address that it has is checked, and the connection goes to one that was checked: a
name that says something else a moment later changes nothing. The certificate is verified against the name.
"""

import ipaddress
import socket
import ssl
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from time import monotonic
from typing import Any

import httpcore

CONNECT_SECONDS = 3.0
TOTAL_SECONDS = 15.0
LARGEST_ANSWER = 1024 * 1024
# Not private to Python, but special (RFC 6890), or they carry an address that may be private (RFC 6052, 3056, 4380).
SPECIAL = tuple(ipaddress.ip_network(each) for each in ("192.0.0.0/24", "64:ff9b::/96", "2002::/16", "2001::/32"))

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class NotReached(Exception):
    """Nobody answered, or not within the limits; `str` says why in words for people."""


class AddressForbidden(NotReached):
    """The name leads to where nothing may be sent."""


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    content: bytes


def post(url: str, headers: Mapping[str, str], body: bytes, *, inside: bool = False) -> Reply:
    """POST once, without following redirects; raises NotReached. Never call it inside a transaction.

    `inside` lets plain HTTP go to this machine or network: to what the operator has put there.
    """
    ends = monotonic() + TOTAL_SECONDS
    if not (inside or url.startswith("https://")):
        raise AddressForbidden("对方的地址必须是 https")
    network = _CheckedNetwork(ends, inside=inside)
    try:
        with (
            httpcore.ConnectionPool(ssl_context=trusted(), network_backend=network) as pool,
            pool.stream("POST", url, headers=list(headers.items()), content=body, extensions=_timeouts()) as response,
        ):
            content = _bounded(response.iter_stream())
    except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError, ValueError, OSError) as error:
        raise NotReached(_in_words(error)) from error
    return Reply(response.status, {_text(name).lower(): _text(value) for name, value in response.headers}, content)


@cache
def trusted() -> ssl.SSLContext:
    """Whose certificates are believed: the machine's list, read once a process, which takes longer than a delivery."""
    return ssl.create_default_context()


def is_public(address: Address) -> bool:
    """Whether something may be sent to an address: it belongs to the public net and to one machine there."""
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        return is_public(address.ipv4_mapped)
    special = any(address in network for network in SPECIAL)
    return address.is_global and not (address.is_multicast or address.is_reserved or special)


def resolve(host: str, port: int, *, inside: bool = False) -> str:
    """The address to connect to: the first that the name has, if nothing is wrong with any. Raises NotReached."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotReached("找不到对方的地址（域名无法解析）") from error
    addresses = [str(entry[4][0]) for entry in found]
    if not (inside or all(is_public(_address(each)) for each in addresses)):
        raise AddressForbidden("对方的域名指向不允许访问的地址")
    return addresses[0]


class _CheckedNetwork(httpcore.NetworkBackend):
    """Connects to checked addresses only, and lets nothing last longer than until `ends`."""

    def __init__(self, ends: float, *, inside: bool) -> None:
        self._inner = httpcore.SyncBackend()
        self._ends = ends
        self._inside = inside

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        address = resolve(host, port, inside=self._inside)
        inner = self._inner.connect_tcp(address, port, _left(self._ends, timeout), local_address, socket_options)
        return _TimedStream(inner, self._ends)


class _TimedStream(httpcore.NetworkStream):
    """A stream of which no single step, nor all together, lasts longer than until `ends`."""

    def __init__(self, inner: httpcore.NetworkStream, ends: float) -> None:
        self._inner = inner
        self._ends = ends

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _left(self._ends, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, _left(self._ends, timeout))

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        inner = self._inner.start_tls(ssl_context, server_hostname, _left(self._ends, timeout))
        return _TimedStream(inner, self._ends)

    def close(self) -> None:
        self._inner.close()

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


def _left(ends: float, timeout: float | None) -> float:
    left = ends - monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout
    return left if timeout is None else min(left, timeout)


def _timeouts() -> dict[str, Any]:
    return {"timeout": {"connect": CONNECT_SECONDS}}


def _address(written: str) -> Address:
    return ipaddress.ip_address(written.partition("%")[0])  # without the zone of a link-local address


def _bounded(chunks: Iterable[bytes]) -> bytes:
    content = b""
    for chunk in chunks:
        content += chunk
        if len(content) > LARGEST_ANSWER:
            raise NotReached("对方的答复超过 1 MiB")
    return content


def _text(raw: bytes) -> str:
    return raw.decode("latin-1")


def _in_words(error: Exception) -> str:
    if isinstance(error.__context__, ssl.SSLCertVerificationError):
        return "对方的安全证书无法验证"
    if isinstance(error, httpcore.TimeoutException):
        return "对方没有在规定时间内答复"
    return f"暂时无法联系对方({type(error).__name__})"
