"""The applications, each made once for a process of tests: to make one takes longer than most tests do."""

from functools import cache
from importlib import import_module
from typing import Any

import pytest
from flask import Flask
from urllib3 import BaseHTTPResponse, HTTPConnectionPool, HTTPHeaderDict, HTTPResponse
from werkzeug.test import Client

from shared.settings import settings
from web.app import create_app


@cache
def service_app(service: str) -> Flask:
    """The application of a service. It holds nothing between requests, so that tests can share it."""
    made: Flask = import_module(f"services.{service}.app").create_app()
    return made


@cache
def web_app(*, secure: bool = False) -> Flask:
    """The gateway, behind TLS or without. What a test asks of its configuration it takes back at its end."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(settings.__dict__, "secure_cookies", secure)
        return create_app()


class Inside(HTTPConnectionPool):
    """The gateway's connections to an application in its own process, without a network."""

    def __init__(self, app: Flask) -> None:
        super().__init__("inside")
        self.client = Client(app, use_cookies=False)

    def urlopen(  # type: ignore[override]
        self, method: str, url: str, *, body: bytes = b"", headers: dict[str, str], **_: Any
    ) -> BaseHTTPResponse:
        """What the application answers."""
        answer = self.client.open(url, method=method, data=body, headers=headers)
        return HTTPResponse(answer.data, HTTPHeaderDict(answer.headers.items()), answer.status_code)
