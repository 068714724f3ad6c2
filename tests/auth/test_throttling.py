"""Whoever guesses at many accounts is slowed down: by address, and everywhere."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text, update

from services.auth.db import db
from services.auth.models import SignInFailures
from services.auth.operations.throttling import throttle_keys
from shared.client_address import HEADER
from shared.settings import settings
from tests.auth.conftest import PASSWORD, make_person

FREE = 5
HERE, ELSEWHERE = "203.0.113.7", "198.51.100.9"


@pytest.fixture(autouse=True)
def _few_are_free(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(settings.__dict__, "sign_in_failures_per_address", FREE)


def guess(client: FlaskClient, login: str, address: str = HERE, password: str = "wrong") -> Any:
    return client.post("/sessions", json={"login": login, "password": password}, headers={HEADER: address})


def guess_at_many(client: FlaskClient, address: str = HERE) -> None:
    for login in range(FREE):
        assert guess(client, f"9000000{login}", address).status_code == 401


def test_an_address_that_guesses_at_many_accounts_has_to_wait_and_is_told_how_long(
    client: FlaskClient, unit_id: UUID
) -> None:
    person = make_person(unit_id)
    guess_at_many(client)

    refused = guess(client, person.account, password=PASSWORD)

    assert (refused.status_code, refused.json["error"]) == (429, "sign_in_throttled")
    assert 0 < int(refused.headers["Retry-After"]) <= 6
    assert guess(client, person.account, ELSEWHERE, PASSWORD).status_code == 201


def test_whoever_fails_in_the_same_moment_keeps_nobody_waiting(client: FlaskClient, unit_id: UUID) -> None:
    """The time of the failure may be later than the beginning of a sign-in that reads it."""
    person = make_person(unit_id)
    guess(client, "90000000")
    with db.transaction() as session:
        session.execute(update(SignInFailures).values(last_at=datetime.now(UTC) + timedelta(seconds=30)))

    assert guess(client, person.account, password=PASSWORD).status_code == 201


def test_each_further_failure_doubles_the_wait_which_is_never_for_good(client: FlaskClient, unit_id: UUID) -> None:
    person = make_person(unit_id)
    guess_at_many(client)
    waits = []
    for further in range(9):
        waits.append(guess(client, "90000001").json["retry_after"])
        _wait(seconds=waits[-1])
        assert guess(client, f"9100000{further}").status_code == 401

    assert waits[:4] == [5, 10, 20, 40]
    assert waits[-1] == 300
    _wait(seconds=300)
    assert guess(client, person.account, password=PASSWORD).status_code == 201


def test_one_home_is_one_address_however_many_ipv6_addresses_it_uses(client: FlaskClient, unit_id: UUID) -> None:
    for login in range(FREE):
        guess(client, f"9000000{login}", f"2001:db8:1:2::{login}")

    assert guess(client, "90000009", "2001:db8:1:2:ffff::1").status_code == 429
    assert guess(client, "90000009", "2001:db8:1:3::1").status_code == 401


def test_while_failures_come_from_everywhere_an_address_has_one_free(
    client: FlaskClient, unit_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = make_person(unit_id)
    monkeypatch.setitem(settings.__dict__, "sign_in_failures_per_minute", 0)

    assert guess(client, "90000001").status_code == 401
    assert guess(client, "90000002").status_code == 429
    assert guess(client, person.account, ELSEWHERE, PASSWORD).status_code == 201


def test_all_three_counts_of_a_failure_are_one_statement(client: FlaskClient, unit_id: UUID) -> None:
    guess(client, "90000001")

    with db.reading() as session:
        counted = {row.key: row.failures for row in session.scalars(select(SignInFailures))}
    assert list(counted.values()) == [1, 1, 1]
    assert set(throttle_keys(HERE, datetime.now(UTC))) & set(counted)


def _wait(seconds: int) -> None:
    """Let time go by for the counts, and for no lock."""
    with db.transaction() as session:
        moved = "UPDATE sign_in_failures SET last_at = last_at - make_interval(secs => :by)"
        session.execute(text(moved), {"by": seconds})
