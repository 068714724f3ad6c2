"""Accounts that nobody uses: told two weeks before, then disabled; never all at once, never without a word."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from services.auth.db import db
from services.auth.models import Credential, Person, PersonDeed
from services.auth.operations import unused
from services.auth.operations.unused import look_for_unused, see_to_unused
from shared.auth import Role
from shared.beijing import day_of
from shared.messaging.clocks import UnusedAccountsDue
from tests.auth.conftest import Known, make_person, published, sign_in

NOW = datetime.now(UTC)
LIMITS = {Role.PROFESSIONAL: 365, Role.UNIT_REVIEWER: 90, Role.SYSTEM_ADMIN: 90}


def unused_since(person: Known, days: float) -> None:
    with db.transaction() as session:
        begun = NOW - timedelta(days=days)
        session.execute(update(Credential).where(Credential.person_id == person.id).values(unused_since=begun))


def night(after_days: float = 0) -> None:
    """What is done in one night, so many days from now."""
    now = NOW + timedelta(days=after_days)
    with db.transaction() as session:
        see_to_unused(session, UnusedAccountsDue(version=1, day=day_of(now), after=None), now)


def state(person: Known) -> tuple[bool, list[str]]:
    with db.reading() as session:
        deeds = select(PersonDeed.deed).where(PersonDeed.person_id == person.id).order_by(PersonDeed.at)
        return session.get_one(Person, person.id).active, [deed.value for deed in session.scalars(deeds)]


@pytest.mark.parametrize("role", LIMITS)
def test_an_unused_account_is_announced_two_weeks_before_and_then_disabled(unit_id: UUID, role: Role) -> None:
    person, limit = make_person(unit_id, role, password=None), LIMITS[role]
    make_person(unit_id, role, password=None)
    unused_since(person, limit - 15)

    seen = []
    for days in (0, 1.1, 8, 14.9, 15.2, 16):
        night(days)
        seen.append(state(person))

    told, done = ["unused_warned"], ["unused_warned", "unused_disabled"]
    assert seen == [(True, []), (True, told), (True, told), (True, told), (False, done), (False, done)]
    assert [message["deed"] for message in published("account.deed_done")] == done
    assert published("person.changed")[-1]["active"] is False


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN])
def test_the_last_who_runs_the_system_or_grants_power_is_spared(unit_id: UUID, role: Role) -> None:
    people = [make_person(unit_id, role, password=None) for _ in range(2)]
    for person in people:
        unused_since(person, 4000)

    for days in (0, 15):
        night(days)

    assert sorted(state(person)[0] for person in people) == [False, True]
    night(400)
    assert any(state(person)[0] for person in people)


def test_nobody_is_disabled_on_the_first_night_however_long_the_clock_stood_still(unit_id: UUID) -> None:
    person = make_person(unit_id, password=None)
    unused_since(person, 4000)

    for days, active in ((0, True), (13.9, True), (14.1, False)):
        night(days)
        assert state(person)[0] is active


def test_a_sign_in_begins_the_count_anew(client: FlaskClient, unit_id: UUID) -> None:
    person = make_person(unit_id)
    unused_since(person, 400)
    night()
    assert sign_in(client, person.account).status_code == 201

    night(20)

    assert state(person) == (True, ["unused_warned"])
    with db.reading() as session:
        credential = session.get_one(Credential, person.id)
        assert credential.last_signed_in_at is not None
        assert credential.unused_warned_at is None


def test_a_new_account_counts_from_its_making(unit_id: UUID) -> None:
    person = make_person(unit_id, Role.UNIT_ADMIN, password=None)

    night(75)

    assert state(person) == (True, [])


def test_many_are_seen_to_in_chunks_each_once(unit_id: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unused, "CHUNK", 2)
    people = [make_person(unit_id, password=None) for _ in range(5)]
    for person in people:
        unused_since(person, 400)
    with db.transaction() as session:
        look_for_unused(session, day_of(NOW))

    worked = 0
    while len(due := published("unused_accounts.due")) > worked:
        after = due[worked]["after"]
        with db.transaction() as session:
            message = UnusedAccountsDue(version=1, day=day_of(NOW), after=UUID(after) if after else None)
            see_to_unused(session, message, NOW)
        worked += 1

    assert worked == 3
    assert [state(person) for person in people] == [(True, ["unused_warned"])] * 5
