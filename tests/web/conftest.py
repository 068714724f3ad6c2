"""The gateway by itself: no service answers, which is what these tests are about."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from shared.settings import SERVICES, settings
from tests.apps import web_app
from web.clients.http import connection

NOBODY_LISTENS = "http://127.0.0.1:9"  # the port "discard"


@pytest.fixture
def app(keys: None, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The gateway as the embedded default runs it: plain HTTP on this machine."""
    return _app(monkeypatch, secure=False)


@pytest.fixture
def secure_app(keys: None, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The gateway as production runs it: behind TLS."""
    return _app(monkeypatch, secure=True)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without scripts, so to say."""
    return app.test_client()


def _app(monkeypatch: pytest.MonkeyPatch, *, secure: bool) -> Flask:
    for service in SERVICES:
        monkeypatch.setenv(f"{service.upper()}_URL", NOBODY_LISTENS)
    monkeypatch.setitem(settings.__dict__, "secure_cookies", secure)
    connection.cache_clear()
    return web_app(secure=secure)
