"""What people see when something is not there, away or broken."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from web.clients.http import ApiError
from web.errors import refused

HALF_SENTENCES = ("Not Found", "Traceback", "Error", "localhost", "127.0.0.1")


def test_an_unknown_address_is_told_in_chinese(client: FlaskClient) -> None:
    answer = client.get("/no-such-page")

    assert answer.status_code == 404
    assert "没有找到" in answer.text
    assert not any(word in answer.text for word in HALF_SENTENCES)


def test_a_service_that_is_away_is_told_as_a_page(client: FlaskClient) -> None:
    client.set_cookie("sid", "somebody")
    answer = client.get("/record")

    assert answer.status_code == 503
    assert "暂时" in answer.text
    assert not any(word in answer.text for word in HALF_SENTENCES)


def test_a_fault_of_ours_shows_a_number_and_no_details(app: Flask, client: FlaskClient) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.view_functions["sign_in.show"] = _broken

    answer = client.get("/login")

    assert answer.status_code == 500
    assert "编号" in answer.text
    assert "secret detail" not in answer.text


@pytest.mark.parametrize("status", [403, 404, 409, 412, 429])
def test_a_refusal_shows_the_services_own_sentence(app: Flask, status: int) -> None:
    with app.test_request_context():
        page, answered = refused(ApiError(status, {"error": "x", "detail": "这条规则不允许。"}))  # type: ignore[misc]

    assert answered == status
    assert "这条规则不允许。" in str(page)


def _broken() -> str:
    raise RuntimeError("secret detail")
