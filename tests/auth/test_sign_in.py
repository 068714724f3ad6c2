"""Signing in: who gets in, who does not, and that nobody learns why."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from argon2 import PasswordHasher, extract_parameters
from flask.testing import FlaskClient
from sqlalchemy import select, text, update

from services.auth.db import db
from services.auth.models import Credential, SignInFailures, SignInSession
from services.auth.operations import hashing
from services.auth.operations.people import set_active
from tests.auth.conftest import PASSWORD, make_person, sign_in, token_of


def test_the_account_number_opens_a_session(client: FlaskClient, unit_id: UUID) -> None:
    person = make_person(unit_id)

    answer = sign_in(client, person.account)

    assert answer.status_code == 201
    assert answer.json["first_login"] is False
    assert token_of(client, answer.json["session"]).status_code == 200


@pytest.mark.parametrize("written", [str, str.lower, lambda number: f" {number} "])
def test_the_id_number_opens_a_session_too(client: FlaskClient, unit_id: UUID, written: Callable[[str], str]) -> None:
    person = make_person(unit_id, id_number="13010419900306401X")

    assert sign_in(client, written(person.id_number)).status_code == 201


def test_known_and_unknown_logins_are_refused_in_the_same_words(client: FlaskClient, unit_id: UUID) -> None:
    known, disabled = make_person(unit_id), make_person(unit_id)
    with db.transaction() as session:
        set_active(session, disabled.id, active=False)

    answers = [
        sign_in(client, known.account, "wrong password"),
        sign_in(client, "99999999", "wrong password"),
        sign_in(client, disabled.account, PASSWORD),
        sign_in(client, make_person(unit_id, password=None).account, "0000-0000-0000-0000"),
    ]

    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.get_data() for answer in answers}) == 1


def test_every_refusal_costs_one_slow_check_so_that_the_time_tells_nothing(
    client: FlaskClient, unit_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    checks: list[str] = []
    really_fits = hashing.fits
    monkeypatch.setattr(
        hashing, "fits", lambda stored, password: checks.append(stored) or really_fits(stored, password)
    )
    known, unused = make_person(unit_id).account, make_person(unit_id, password=None).account

    for login in (known, unused, "90000001"):
        checks.clear()
        assert sign_in(client, login, "wrong password").status_code == 401
        assert [extract_parameters(stored) for stored in checks] == [extract_parameters(hashing.hash_password("x"))]


@pytest.mark.parametrize("exists", [True, False])
def test_five_failures_lock_for_fifteen_minutes_whether_the_login_exists_or_not(
    client: FlaskClient, unit_id: UUID, exists: bool
) -> None:
    login = make_person(unit_id).account if exists else "99999999"

    assert [sign_in(client, login, "wrong").status_code for _ in range(6)] == [401] * 5 + [429]
    locked = sign_in(client, login)

    assert locked.json["error"] == "sign_in_locked"
    assert 14 * 60 < locked.json["retry_after"] <= 15 * 60 + 1


def test_both_names_of_a_person_are_locked_together(client: FlaskClient, unit_id: UUID) -> None:
    person = make_person(unit_id)
    for _ in range(5):
        sign_in(client, person.account, "wrong")

    assert sign_in(client, person.id_number).status_code == 429


def test_a_lock_is_over_after_fifteen_minutes(client: FlaskClient, unit_id: UUID) -> None:
    person = make_person(unit_id)
    for _ in range(5):
        sign_in(client, person.account, "wrong")
    _age("sign_in_failures", "last_at", "locked_until", minutes=16)

    assert sign_in(client, person.account, "wrong").status_code == 401
    assert sign_in(client, person.account).status_code == 201


def test_a_success_forgets_the_failures_before(client: FlaskClient, unit_id: UUID) -> None:
    person = make_person(unit_id)
    for _ in range(2):
        assert [sign_in(client, person.account, "wrong").status_code for _ in range(4)] == [401] * 4
        assert sign_in(client, person.account).status_code == 201


def test_failures_at_once_are_all_counted(client: FlaskClient, unit_id: UUID) -> None:
    person = make_person(unit_id)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: sign_in(client.application.test_client(), person.account, "wrong"), range(4)))

    with db.reading() as session:
        assert session.scalar(select(SignInFailures.failures)) == 4


def test_sign_ins_at_once_all_get_a_session_of_their_own(client: FlaskClient, unit_id: UUID) -> None:
    person = make_person(unit_id)

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: sign_in(client.application.test_client(), person.account), range(4)))

    assert len({answer.json["session"] for answer in answers}) == 4


def test_passwords_are_kept_as_argon2id_with_the_floor_of_parameters(
    client: FlaskClient, unit_id: UUID, real_hasher: PasswordHasher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hashing, "HASHER", real_hasher)
    person = make_person(unit_id)

    with db.reading() as session:
        stored = session.get_one(Credential, person.id).password_hash
    parameters = extract_parameters(stored or "")

    assert (stored or "").startswith("$argon2id$")
    assert (parameters.time_cost, parameters.memory_cost, parameters.parallelism) == (2, 19_456, 1)


def test_a_hash_with_older_parameters_is_renewed_at_sign_in(client: FlaskClient, unit_id: UUID) -> None:
    person = make_person(unit_id)
    older = PasswordHasher(time_cost=1, memory_cost=8_192, parallelism=1).hash(PASSWORD)
    with db.transaction() as session:
        session.execute(update(Credential).values(password_hash=older))

    assert sign_in(client, person.account).status_code == 201

    with db.reading() as session:
        renewed = session.get_one(Credential, person.id).password_hash or ""
    assert not hashing.HASHER.check_needs_rehash(renewed)
    assert sign_in(client, person.account).status_code == 201


def test_only_the_sha256_of_a_session_is_stored(client: FlaskClient, unit_id: UUID) -> None:
    session_id = sign_in(client, make_person(unit_id).account).json["session"]

    with db.reading() as session:
        stored = session.scalars(select(SignInSession.id_sha256)).one()
    assert len(stored) == 32
    assert session_id.encode() not in stored


@pytest.mark.parametrize(
    "body",
    [
        '{"login": "\\u0000", "password": "x"}',
        '{"login": "x", "password": "\\ud800"}',
        '{"login": "x"}',
        '{"login": null, "password": 1}',
        '{"login": "x", "password": "y", "role": "system_admin"}',
        "[]",
        "null",
    ],
)
def test_a_body_that_cannot_be_is_refused_field_by_field(client: FlaskClient, body: str) -> None:
    answer = client.post("/sessions", data=body, content_type="application/json")

    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"
    assert answer.json["fields"]


def _age(table: str, *columns: str, minutes: int) -> None:
    moved = ", ".join(f"{column} = {column} - make_interval(mins => {minutes})" for column in columns)
    with db.transaction() as session:
        session.execute(text(f"UPDATE {table} SET {moved}"))
