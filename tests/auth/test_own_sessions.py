"""Where one is signed in: to be seen, and to be ended."""

from typing import Any
from uuid import UUID

from flask.testing import FlaskClient

from shared.client_address import HEADER
from tests.auth.conftest import PASSWORD, make_person, sign_in, token_of

PHONE = "Mozilla/5.0 (Linux; Android 14) Chrome/140.0"


def ask(client: FlaskClient, session_id: str, method: str, path: str) -> Any:
    token = token_of(client, session_id).json["token"]
    return client.open(path, method=method, headers={"Authorization": f"Bearer {token}"})


def on_the_phone(client: FlaskClient, account: str) -> str:
    headers = {HEADER: "203.0.113.7", "X-Client-Agent": PHONE}
    session_id: str = client.post("/sessions", json={"login": account, "password": PASSWORD}, headers=headers).json[
        "session"
    ]
    return session_id


def test_people_see_where_they_are_signed_in_and_which_one_asks(client: FlaskClient, unit_id: UUID) -> None:
    account = make_person(unit_id).account
    on_the_phone(client, account)
    here = sign_in(client, account).json["session"]

    listed = ask(client, here, "GET", "/me/sessions").json

    assert [one["current"] for one in listed] == [True, False]
    assert (listed[1]["agent"], listed[1]["address"]) == (PHONE, "203.0.113.7")


def test_one_is_ended_by_its_name_and_nobody_elses_can_be(client: FlaskClient, unit_id: UUID) -> None:
    account, stranger = make_person(unit_id).account, make_person(unit_id).account
    phone, here = on_the_phone(client, account), sign_in(client, account).json["session"]
    name = ask(client, here, "GET", "/me/sessions").json[1]["id"]
    other = sign_in(client, stranger).json["session"]

    assert ask(client, other, "DELETE", f"/me/sessions/{name}").status_code == 404
    assert token_of(client, phone).status_code == 200
    assert ask(client, here, "DELETE", f"/me/sessions/{name}").status_code == 204
    assert token_of(client, phone).status_code == 401
    assert [one["current"] for one in ask(client, here, "GET", "/me/sessions").json] == [True]
    assert ask(client, here, "DELETE", "/me/sessions/no-name").status_code == 404


def test_all_others_are_ended_at_once(client: FlaskClient, unit_id: UUID) -> None:
    account = make_person(unit_id).account
    others = [on_the_phone(client, account), sign_in(client, account).json["session"]]
    here = sign_in(client, account).json["session"]

    ask(client, here, "POST", "/me/sessions/ending-others")

    assert [token_of(client, one).status_code for one in (*others, here)] == [401, 401, 200]
