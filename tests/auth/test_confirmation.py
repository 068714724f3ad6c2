"""Proving again who one is before what is sensitive."""

from typing import Any
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from services.auth.db import db
from shared.auth import Role, roles
from tests.auth.conftest import PASSWORD, make_person, sign_in, token_of

TEN_MINUTES = 10


def test_ten_minutes_after_signing_in_what_is_sensitive_needs_the_password_again(
    client: FlaskClient, unit_id: UUID
) -> None:
    session_id = sign_in(client, make_person(unit_id).account).json["session"]
    assert _sensitive(client, session_id) == 200

    _move_back(TEN_MINUTES)
    assert _sensitive(client, session_id) == 403

    renewed = _confirm(client, session_id, PASSWORD).json["session"]
    assert _sensitive(client, renewed) == 200


def test_a_confirmed_session_has_a_new_id_and_the_old_one_is_dead(client: FlaskClient, unit_id: UUID) -> None:
    session_id = sign_in(client, make_person(unit_id).account).json

    renewed = _confirm(client, session_id["session"], PASSWORD).json

    assert renewed["session"] != session_id["session"]
    assert renewed["expires_at"] == session_id["expires_at"]  # no longer than before
    assert token_of(client, session_id["session"]).status_code == 401
    assert token_of(client, renewed["session"]).status_code == 200


def test_a_session_that_has_ended_cannot_be_confirmed_while_its_token_lives(client: FlaskClient, unit_id: UUID) -> None:
    session_id = sign_in(client, make_person(unit_id).account).json["session"]
    headers = _headers(client, session_id)
    client.post("/sessions/end", json={"session": session_id})

    answer = client.put("/me/confirmation", json={"password": PASSWORD}, headers=headers)

    assert answer.json["error"] == "session_ended"


def test_wrong_proofs_lock_like_failed_sign_ins(client: FlaskClient, unit_id: UUID) -> None:
    person = make_person(unit_id)
    session_id = sign_in(client, person.account).json["session"]

    answers = [_confirm(client, session_id, "not mine") for _ in range(6)]

    assert [answer.status_code for answer in answers] == [422] * 5 + [429]
    assert answers[0].json["fields"] == {"password": ["密码不正确，请重新输入。"]}
    assert sign_in(client, person.account).status_code == 429


def _confirm(client: FlaskClient, session_id: str, password: str) -> Any:
    return client.put("/me/confirmation", json={"password": password}, headers=_headers(client, session_id))


def _headers(client: FlaskClient, session_id: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token_of(client, session_id).json['token']}"}


def _sensitive(client: FlaskClient, session_id: str) -> int:
    """What a route answers that needs a recent proof."""
    app = Flask("sensitive")
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.register_error_handler(Exception, lambda error: ("", error.status))
    app.add_url_rule("/", view_func=roles(*Role, recently_confirmed=True)(lambda: "done"))
    return app.test_client().get("/", headers=_headers(client, session_id)).status_code


def _move_back(minutes: int) -> None:
    with db.transaction() as session:
        session.execute(
            text("UPDATE sign_in_session SET confirmed_at = confirmed_at - make_interval(mins => :by, secs => 1)"),
            {"by": minutes},
        )
