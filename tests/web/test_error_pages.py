"""What people see when something is not there, away or broken."""

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from web.clients.http import ApiError
from web.errors import refused

HOME = Path(__file__).parents[2]
ALONE = [HOME / "web" / "busy.html", *sorted((HOME / "deploy" / "nginx" / "pages").glob("*.html"))]
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
    assert '<a class="btn btn-primary" href="">再试一次</a>' in answer.text
    assert not any(word in answer.text for word in HALF_SENTENCES)


def test_a_fault_of_ours_shows_a_number_and_no_details(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    monkeypatch.setitem(app.view_functions, "sign_in.show", _broken)

    answer = client.get("/login")

    assert answer.status_code == 500
    assert "编号" in answer.text
    assert "secret detail" not in answer.text


@pytest.fixture
def without_form_tokens(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)


@pytest.mark.parametrize("status", [403, 404, 409, 412, 429])
def test_a_refusal_shows_the_services_own_sentence(app: Flask, status: int) -> None:
    with app.test_request_context():
        page, answered = refused(ApiError(status, {"error": "x", "detail": "这条规则不允许。"}))  # type: ignore[misc]

    assert answered == status
    assert "这条规则不允许。" in str(page)


def test_pages_that_stand_alone_look_like_the_others() -> None:
    styles = {re.findall("<style>.*?</style>", page.read_text(), re.DOTALL)[0] for page in ALONE}
    theme = (HOME / "web" / "static" / "theme.css").read_text()

    assert len(ALONE) == 4
    (style,) = styles
    assert set(re.findall("#[0-9a-f]{6}", style)) <= set(re.findall("#[0-9a-f]{6}", theme))


def test_a_form_that_is_too_old_is_told_as_that(client: FlaskClient) -> None:
    answer = client.post("/login")

    assert answer.status_code == 403
    assert "<h1>这个表单已经失效</h1>" in answer.text


def _broken() -> str:
    raise RuntimeError("secret detail")


@pytest.mark.usefixtures("without_form_tokens")
def test_what_was_typed_can_be_sent_again_when_a_service_was_away(client: FlaskClient) -> None:
    client.set_cookie("sid", "somebody")
    typed = {"key": "0123456789abcdef", "duty": "主任医师", "proof.keep": ["1:甲.pdf", "2:乙.pdf"], "csrf_token": "old"}

    answer = client.post("/record/sections/work_experience", data=typed)

    assert answer.status_code == 503
    for value in ("0123456789abcdef", "主任医师", "1:甲.pdf", "2:乙.pdf"):
        assert f'value="{value}"' in answer.text
    assert 'value="old"' not in answer.text


@pytest.mark.usefixtures("without_form_tokens")
@pytest.mark.parametrize("path", ["/login", "/password"])
def test_a_form_that_may_not_be_sent_twice_is_not_offered_again(client: FlaskClient, path: str) -> None:
    answer = client.post(path, data={"login": "somebody", "password": "not to be shown"})

    assert "not to be shown" not in answer.text


@pytest.mark.usefixtures("without_form_tokens")
def test_an_open_page_is_answered_in_its_own_form(client: FlaskClient) -> None:
    headers = {"Accept": "application/json"}

    signed_out = client.post("/record/sections/education/draft", headers=headers)
    assert (signed_out.status_code, signed_out.json) == (401, {"detail": "登录已超时，请重新登录。"})

    client.set_cookie("sid", "somebody")
    away = client.post("/record/sections/education/draft", headers=headers)
    assert away.status_code == 503
    assert "暂时" in away.json["detail"]
