"""Staying signed in, and being signed out."""

from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from services.auth.db import db
from services.auth.operations.grants import grant_role
from services.auth.operations.people import set_active
from shared.auth import TOKEN_SECONDS, Role, actor_of, verify
from tests.auth.conftest import bearer, make_person, sign_in, token_of


def test_a_session_is_traded_for_a_token_that_says_who_asks(client: FlaskClient, unit_id: UUID) -> None:
    person = make_person(unit_id, Role.PROFESSIONAL, Role.UNIT_REVIEWER)

    answer = token_of(client, sign_in(client, person.account).json["session"]).json
    actor = actor_of(verify(answer["token"], key="tokens", audience="services"))

    assert answer["expires_in"] == TOKEN_SECONDS
    assert answer["person"].pop("confirmed_at") == actor.confirmed_at
    assert answer["person"] == {
        "id": str(person.id),
        "account": person.account,
        "name": "张𬭎",
        "unit_id": str(unit_id),
        "unit_name": "滹沱河人民医院",
        "roles": [
            {"role": "professional", "unit_id": str(unit_id)},
            {"role": "unit_reviewer", "unit_id": str(unit_id)},
        ],
        "first_login": False,
        "second_factor": "none",
    }
    assert (actor.id, actor.account, actor.unit_id) == (person.id, person.account, unit_id)
    assert actor.grants == ((Role.PROFESSIONAL, unit_id), (Role.UNIT_REVIEWER, unit_id))


@pytest.mark.parametrize(
    ("roles", "minutes", "status"),
    [
        ((Role.PROFESSIONAL,), 29, 200),
        ((Role.PROFESSIONAL,), 31, 401),
        ((Role.PROFESSIONAL, Role.UNIT_REVIEWER), 14, 200),
        ((Role.PROFESSIONAL, Role.UNIT_REVIEWER), 16, 401),
        ((Role.UNIT_ADMIN,), 16, 401),
        ((Role.SUPERIOR_ADMIN,), 16, 401),
        ((Role.SYSTEM_ADMIN,), 16, 401),
        ((Role.SECURITY_ADMIN,), 16, 401),
        ((Role.AUDITOR,), 16, 401),
    ],
)
def test_a_session_left_alone_ends_after_30_minutes_or_15_for_staff(
    client: FlaskClient, unit_id: UUID, roles: tuple[Role, ...], minutes: int, status: int
) -> None:
    session_id = sign_in(client, make_person(unit_id, *roles).account).json["session"]
    _move_back("last_seen_at", minutes)

    assert token_of(client, session_id).status_code == status


def test_use_keeps_a_session_alive_for_twelve_hours_and_no_longer(client: FlaskClient, unit_id: UUID) -> None:
    session_id = sign_in(client, make_person(unit_id).account).json["session"]
    _move_back("created_at", 12 * 60 - 1)
    _move_back("last_seen_at", 20)
    assert token_of(client, session_id).status_code == 200

    _move_back("last_seen_at", 20)
    assert token_of(client, session_id).status_code == 200

    _move_back("created_at", 2)
    assert token_of(client, session_id).json["error"] == "session_ended"


def test_signing_out_ends_the_session_and_may_be_repeated(client: FlaskClient, unit_id: UUID) -> None:
    person = make_person(unit_id)
    session_id, other = (sign_in(client, person.account).json["session"] for _ in range(2))

    assert [client.post("/sessions/end", json={"session": session_id}).status_code for _ in range(2)] == [204, 204]

    assert token_of(client, session_id).status_code == 401
    assert token_of(client, other).status_code == 200


def test_disabling_a_person_ends_every_session(client: FlaskClient, unit_id: UUID) -> None:
    person = make_person(unit_id)
    session_id = sign_in(client, person.account).json["session"]

    with db.transaction() as session:
        set_active(session, person.id, active=False)
    with db.transaction() as session:
        set_active(session, person.id, active=True)

    assert token_of(client, session_id).status_code == 401


def test_a_new_role_is_in_the_next_token(client: FlaskClient, unit_id: UUID) -> None:
    person = make_person(unit_id)
    session_id = sign_in(client, person.account).json["session"]

    with db.transaction() as session:
        grant_role(session, person.id, Role.UNIT_ADMIN, unit_id)

    roles = token_of(client, session_id).json["person"]["roles"]
    assert {role["role"] for role in roles} == {"professional", "unit_admin"}


def test_a_session_that_never_was_is_ended(client: FlaskClient) -> None:
    assert token_of(client, str(uuid4())).json["error"] == "session_ended"


def test_me_tells_who_is_signed_in_and_needs_a_token(client: FlaskClient, unit_id: UUID) -> None:
    person = make_person(unit_id)

    assert client.get("/me", headers=bearer(client, person.account)).json["account"] == person.account
    assert client.get("/me").json["error"] == "not_signed_in"
    assert client.get("/me", headers={"Authorization": "Bearer x.y.z"}).status_code == 401


def _move_back(column: str, minutes: int) -> None:
    with db.transaction() as session:
        session.execute(text(f"UPDATE sign_in_session SET {column} = {column} - make_interval(mins => {minutes})"))
