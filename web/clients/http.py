"""One HTTP client per service, and the one form in which a service's refusal comes back."""

import re
from functools import cache
from typing import Any

import httpx
import structlog
from flask import g, request

from shared import spans
from shared.arrival import CAME
from shared.arrival import HEADER as ARRIVED_AT
from shared.client_address import HEADER as CLIENT_ADDRESS
from shared.settings import settings

CONNECT_SECONDS = 1.0
READ_SECONDS = 10.0
KEPT_CONNECTIONS = 20
NOT_MODIFIED = 304
# What people typed becomes part of paths and headers: nothing of it leads to another route or is no header.
PATH = re.compile(r"(?:/(?!\.{1,2}(?:/|$))[\w.~:%-]+)+", re.ASCII)
HEADER_VALUE = re.compile(r"[\x20-\x7e]*")

log = structlog.get_logger()


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
def connection(service: str) -> httpx.Client:
    """The kept-alive connections to one service, of this process."""
    return httpx.Client(
        base_url=settings.api_url(service),
        timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
        limits=httpx.Limits(max_keepalive_connections=KEPT_CONNECTIONS, keepalive_expiry=30),
        trust_env=False,
    )


def call(
    service: str, method: str, path: str, *, headers: dict[str, str] | None = None, **content: Any
) -> httpx.Response:
    """Ask a service in the name of the person of this request.

    `content` is what httpx takes: json, params, files, data. Raises ApiError if the service refuses, ServiceAway if it
    is down.
    """
    response = pass_on(service, method, path, headers=headers, **content)
    if response.is_success or response.status_code == NOT_MODIFIED:
        return response
    raise ApiError(response.status_code, _document(response))


def pass_on(
    service: str, method: str, path: str, *, headers: dict[str, str] | None = None, **content: Any
) -> httpx.Response:
    """The same, with whatever the service answers. Raises ServiceAway, and ApiError for what can't be asked at all."""
    sent = _sent(headers or {})
    if not PATH.fullmatch(path):
        raise ApiError(404, {"error": "not_found", "detail": "没有找到您要查看的内容，请从菜单重新进入。"})
    if not all(HEADER_VALUE.fullmatch(value) for value in sent.values()):
        raise ApiError(400, {"error": "malformed", "detail": "表单的内容已损坏，请刷新页面后再试。"})
    try:
        return connection(service).request(method, path, headers=sent, **content)
    except httpx.TransportError as error:
        log.warning("service away", service=service, error=type(error).__name__)
        raise ServiceAway(service) from error


def open_stream(service: str, method: str, path: str) -> httpx.Response:
    """A large file of the person of this request, to be read piece by piece and then closed.

    Raises ApiError if the service refuses, ServiceAway if it is down.
    """
    client = connection(service)
    try:
        response = client.send(client.build_request(method, path, headers=_sent({})), stream=True)
        if not response.is_success:
            response.read()  # to its end, which closes it
            raise ApiError(response.status_code, _document(response))
    except httpx.TransportError as error:
        log.warning("service away", service=service, error=type(error).__name__)
        raise ServiceAway(service) from error
    return response


def _sent(headers: dict[str, str]) -> dict[str, str]:
    """The headers with those that tell who asks and in which request."""
    sent = {"X-Request-Id": g.get("request_id", ""), **spans.sent(g.get("span")), **_browser(), **headers}
    if CAME in request.environ:
        sent[ARRIVED_AT] = f"{request.environ[CAME]:.3f}"
    return sent | {"Authorization": f"Bearer {g.token}"} if "token" in g else sent


def _browser() -> dict[str, str]:
    """Where the request began: services believe that from the gateway alone."""
    agent = request.user_agent.string.encode("ascii", "ignore").decode()
    return {CLIENT_ADDRESS: request.remote_addr or "", "X-Client-Agent": agent}


def _document(response: httpx.Response) -> dict[str, Any]:
    """The problem that a service describes, whatever it answered."""
    try:
        document = response.json()
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}
