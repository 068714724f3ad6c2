"""One HTTP client per service, and the one form in which a service's refusal comes back."""

import errno
import json as plain_json
import re
import socket
from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import urlencode

import structlog
from flask import g, request
from urllib3 import BaseHTTPResponse, HTTPConnectionPool, Timeout, connection_from_url, encode_multipart_formdata
from urllib3.connection import HTTPConnection
from urllib3.exceptions import HTTPError, ProtocolError

from shared import spans
from shared.arrival import CAME
from shared.arrival import HEADER as ARRIVED_AT
from shared.auth import NotSignedIn
from shared.client_address import HEADER as CLIENT_ADDRESS
from shared.settings import settings

CONNECT_SECONDS = 1.0
READ_SECONDS = 10.0
KEPT_CONNECTIONS = 20
NOT_MODIFIED = 304
# A host that vanishes sends no farewell. It is noticed by what it leaves unanswered: probes, also while nothing else
# is under way, and what was sent to it.
VANISHED_SECONDS = 2
PROBED = [
    *HTTPConnection.default_socket_options,
    (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
    (socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 1),
    (socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 1),
    (socket.IPPROTO_TCP, socket.TCP_KEEPCNT, VANISHED_SECONDS),
]
TAKES_ALL = (socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, VANISHED_SECONDS * 1000)
LARGE = 32 * 1024  # bytes: what is shorter is taken in by a host whose processes are all busy
# What people typed becomes part of paths and headers: nothing of it leads to another route or is no header.
PATH = re.compile(r"(?:/(?!\.{1,2}(?:/|$))[\w.~:%-]+)+", re.ASCII)
HEADER_VALUE = re.compile(r"[\x20-\x7e]*")

log = structlog.get_logger()
Headers = dict[str, str]


class ApiError(Exception):
    """A service said no: its stable code `error`, its sentence for people `detail`, and all that it answered."""

    def __init__(self, status: int, document: dict[str, Any]) -> None:
        self.status = status
        self.document = document
        self.error: str = document.get("error", "unexpected")
        self.detail: str = document.get("detail", "请求没有成功，请稍后再试。")
        self.fields: dict[str, Any] = document.get("fields") or {}
        super().__init__(f"{status} {self.error}")


class ServiceAway(ApiError):
    """A service can't be reached or doesn't answer in time; whether a change took effect is not known."""

    def __init__(self, service: str) -> None:
        self.service = service
        super().__init__(503, {"error": "service_away", "detail": "系统的一部分暂时无法访问，请稍后再试。"})


@cache
def connection(service: str, *, large: bool = False) -> HTTPConnectionPool:
    """The kept-alive connections to one service, of this process.

    Those for what is large are patient with a service that is too busy to take it in.
    """
    options = PROBED if large else [*PROBED, TAKES_ALL]
    return connection_from_url(settings.api_url(service), maxsize=KEPT_CONNECTIONS, socket_options=options)


def call(service: str, method: str, path: str, **content: Any) -> BaseHTTPResponse:
    """Ask a service in the name of the person of this request, with `content` as in `pass_on`.

    Raises ApiError if the service refuses, ServiceAway if it is down.
    """
    return _granted(pass_on(service, method, path, **content))


def pass_on(
    service: str,
    method: str,
    path: str,
    *,
    headers: Mapping[str, str] | None = None,
    params: Mapping[str, Any] | None = None,
    seconds: float = READ_SECONDS,
    **content: Any,
) -> BaseHTTPResponse:
    """The same, with whatever the service answers within `seconds`.

    What is sent is `json`, the `fields` of a form with files, or a `body` as it is. Raises ServiceAway, and ApiError
    for what can't be asked at all.
    """
    body, kind = _encoded(**content)
    target = f"{path}?{urlencode(params, doseq=True)}" if params else path
    _ensure_harmless(path, sent := _sent(kind | dict(headers or {})))
    return _answer(service, method, target, seconds, body=body, headers=sent)


def open_stream(service: str, method: str, path: str) -> BaseHTTPResponse:
    """A large file of the person of this request, to be read piece by piece and then closed.

    Raises ApiError if the service refuses, ServiceAway if it is down.
    """
    return _granted(_answer(service, method, path, READ_SECONDS, headers=_sent({}), preload_content=False))


def _granted(answer: BaseHTTPResponse) -> BaseHTTPResponse:
    if answer.status < 300 or answer.status == NOT_MODIFIED:
        return answer
    raise ApiError(answer.status, _document(answer))


def _answer(service: str, method: str, target: str, seconds: float, **asked: Any) -> BaseHTTPResponse:
    """What the service says. If it does not believe a token that was kept a while, it is asked again with a new one."""
    answer = _heard(service, method, target, seconds, **asked)
    if answer.status != NotSignedIn.status or not (renew := g.pop("renew_token", None)):
        return answer
    if _document(answer).get("error") != NotSignedIn.error or not renew():
        return answer
    return _heard(service, method, target, seconds, **asked | {"headers": asked["headers"] | _token()})


def _heard(service: str, method: str, target: str, seconds: float, **sent: Any) -> BaseHTTPResponse:
    """What the service says. A GET is asked once more, on a new connection, if it was sent on one that was lost."""
    large = len(sent.get("body", b"")) > LARGE
    timeout = Timeout(connect=READ_SECONDS if large else CONNECT_SECONDS, read=seconds)

    def ask() -> BaseHTTPResponse:
        return connection(service, large=large).urlopen(
            method, target, timeout=timeout, retries=False, redirect=False, **sent
        )

    try:
        try:
            return ask()
        except HTTPError as error:
            if not _is_lost(error):
                raise
            connection.cache_clear()  # the others lead to the same host
            if method != "GET":
                raise
            return ask()
    except HTTPError as error:
        log.warning("service away", service=service, error=type(error).__name__)
        raise ServiceAway(service) from error


def _is_lost(error: HTTPError) -> bool:
    """Whether the connection broke; an answer that is merely late may still come."""
    return isinstance(error, ProtocolError) or getattr(error.__cause__, "errno", None) == errno.ETIMEDOUT


def _encoded(*, json: Any = None, fields: Mapping[str, Any] | None = None, body: bytes = b"") -> tuple[bytes, Headers]:
    """The bytes of what is sent, and the header that says what they are."""
    if json is not None:
        text = plain_json.dumps(json, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return text.encode(), {"Content-Type": "application/json"}
    if fields is not None:
        form, kind = encode_multipart_formdata(fields)
        return form, {"Content-Type": kind}
    return body, {}


def _ensure_harmless(path: str, headers: Headers) -> None:
    """Raises ApiError for what people typed if it leads elsewhere, or is no header."""
    if not PATH.fullmatch(path):
        raise ApiError(404, {"error": "not_found", "detail": "没有找到您要查看的内容，请从菜单重新进入。"})
    if not all(HEADER_VALUE.fullmatch(value) for value in headers.values()):
        raise ApiError(400, {"error": "malformed", "detail": "表单的内容已损坏，请刷新页面后再试。"})


def _sent(headers: Headers) -> Headers:
    """The headers with those that tell who asks and in which request."""
    sent = {"X-Request-Id": g.get("request_id", ""), **spans.sent(g.get("span")), **_browser(), **headers}
    if CAME in request.environ:
        sent[ARRIVED_AT] = f"{request.environ[CAME]:.3f}"
    return sent | _token()


def _token() -> Headers:
    return {"Authorization": f"Bearer {g.token}"} if "token" in g else {}


def _browser() -> Headers:
    """Where the request began: services believe that from the gateway alone."""
    agent = request.user_agent.string.encode("ascii", "ignore").decode()
    return {CLIENT_ADDRESS: request.remote_addr or "", "X-Client-Agent": agent}


def _document(response: BaseHTTPResponse) -> dict[str, Any]:
    """The problem that a service describes, whatever it answered."""
    try:
        document = response.json()
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}
