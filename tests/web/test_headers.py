"""What browsers are told with every answer."""

import gzip
import re

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient

from tests.web.routes import address, pages_of
from web.session import renew


@pytest.mark.parametrize("secure", [False, True])
def test_every_answer_is_protected_and_never_kept(secure: bool, request: pytest.FixtureRequest) -> None:
    app: Flask = request.getfixturevalue("secure_app" if secure else "app")
    client = app.test_client()
    for rule in pages_of(app):
        method = "POST" if "POST" in (rule.methods or ()) else "GET"
        headers = client.open(address(app, rule), method=method).headers

        assert headers["Content-Security-Policy"].startswith("default-src 'none'"), rule.rule
        assert "unsafe-inline" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["Cache-Control"] == "no-store", rule.rule
        assert ("Strict-Transport-Security" in headers) is secure


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(secure_app: Flask) -> None:
    cookies = secure_app.test_client().get("/login").headers.getlist("Set-Cookie")

    assert cookies
    for cookie in cookies:
        assert cookie.startswith("__Host-")
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))


def test_the_cookie_of_a_session_is_too(secure_app: Flask) -> None:
    with secure_app.test_request_context():
        (cookie,) = renew(Response(), "chosen-by-auth").headers.getlist("Set-Cookie")

    assert cookie.startswith("__Host-sid=chosen-by-auth; ")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))


def test_over_plain_http_the_cookie_has_a_plain_name(client: FlaskClient) -> None:
    (cookie,) = client.get("/login").headers.getlist("Set-Cookie")

    assert cookie.startswith("web=")
    assert {"HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))


def test_style_and_scripts_come_compressed_and_are_kept(client: FlaskClient) -> None:
    page = client.get("/login").text
    addresses = re.findall(r'(?:href|src)="(/[^"]+\.(?:css|js)\?v=[0-9a-f]{12})"', page)
    assert len(addresses) >= 4

    total = len(gzip.compress(page.encode()))
    for one in addresses:
        answer = client.get(one, headers={"Accept-Encoding": "gzip"})
        assert answer.headers["Content-Encoding"] == "gzip"
        assert "max-age=31536000" in answer.headers["Cache-Control"]
        with client.get(one) as plain:
            assert gzip.decompress(answer.data) == plain.data
        total += len(answer.data)
    assert total < 150_000
