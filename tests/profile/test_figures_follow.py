"""统计 of people: the figures are what counting everybody would give, whatever happened and however it was heard of."""

from collections import Counter
from random import Random
from typing import Any
from uuid import UUID

import msgspec
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from services.profile.db import db
from services.profile.models import Counted, Figure, Person, Record, RecordStatus, Submission
from services.profile.operations.entries import add_entry, change_entry
from services.profile.operations.mirrors import mirror_person, mirror_unit
from services.profile.operations.submit import submit_record
from shared.auth import Role
from shared.beijing import day_of
from shared.errors import DomainError
from tests.profile import builders
from tests.profile.builders import UNIT, entry_of, make_record, person_changed, unit_changed
from tests.profile.counting import (
    CITY,
    CLINIC,
    PROVINCE,
    asked,
    bars,
    build_units,
    differences,
    hear,
    superior,
    title,
)


def attempt(deed: Any) -> None:
    """What is refused changes nothing, and counts as nothing."""
    try:
        with db.transaction() as session:
            deed(session)
    except DomainError:
        pass


class Life:
    """What may happen to people, without regard to whether it is allowed."""

    def __init__(self) -> None:
        self.people = [make_record(), make_record(RecordStatus.PENDING), make_record(RecordStatus.APPROVED)]
        self.versions = Counter(self.people)

    def add_title(self, person_id: UUID) -> None:
        attempt(lambda session: add_entry(session, person_id, "title_qualification", title("04", "231", "1")))

    def change_birth(self, person_id: UUID) -> None:
        entry = entry_of(person_id, "basic_info")
        data = entry.values | {"mobile": "13800000000", "birth_date": "1980-03-05", "work_start_date": "2004-08"}
        attempt(lambda session: change_entry(session, person_id, entry.id, data, expected=entry.version))

    def lose_a_school(self, person_id: UUID) -> None:
        entry = entry_of(person_id, "education")
        kept = {key: value for key, value in entry.values.items() if key != "school"}
        attempt(lambda session: change_entry(session, person_id, entry.id, kept, expected=entry.version))

    def submit(self, person_id: UUID) -> None:
        attempt(lambda session: submit_record(session, person_id))

    def withdraw(self, person_id: UUID) -> None:
        attempt(lambda session: builders.withdraw_record(session, person_id))

    def approve(self, person_id: UUID) -> None:
        self._decide(person_id, "approve")

    def send_back(self, person_id: UUID) -> None:
        self._decide(person_id, "return")

    def move(self, person_id: UUID) -> None:
        self._tell(person_id, unit_id=Random(str(person_id)).choice([CLINIC, CITY]))

    def return_home(self, person_id: UUID) -> None:
        self._tell(person_id, unit_id=UNIT)

    def disable(self, person_id: UUID) -> None:
        self._tell(person_id, active=False)

    def move_the_clinic(self, _: UUID) -> None:
        with db.transaction() as session:
            mirror_unit(session, unit_changed(version=3, unit_id=CLINIC, superior_id=PROVINCE))

    def hear_of_some(self, person_id: UUID) -> None:
        hear(order=self.versions[person_id])

    def _decide(self, person_id: UUID, decision: str) -> None:
        with db.reading() as session:
            submission = session.get_one(Record, person_id).submission_id
        if submission:
            builders.decide(person_id, submission, decision)

    def _tell(self, person_id: UUID, **facts: Any) -> None:
        self.versions[person_id] += 1
        told = person_changed(person_id, version=self.versions[person_id])
        with db.transaction() as session:
            mirror_person(session, msgspec.structs.replace(told, **facts))


DEEDS = sorted(name for name in vars(Life) if not name.startswith("_"))


def counted(units: set[UUID]) -> dict[str, Any]:
    """The figures of these units, counted person by person."""
    statuses, days, degrees = Counter[str](), Counter[str](), Counter[str]()
    with db.reading() as session:
        for person in session.scalars(select(Person).where(Person.unit_id.in_(units), Person.active)):
            statuses[session.get_one(Record, person.id).status] += 1
            first = select(Submission.created_at).where(Submission.record_id == person.id, Submission.number == 1)
            days.update(str(day_of(moment)) for moment in session.scalars(first))
            held = entry_of(person.id, "title_qualification").data
            degrees[held["level"] if held else ""] += 1
    return {"status": dict(statuses), "submitted": dict(days), "level": dict(degrees)}


def told(figures: dict[str, Any]) -> dict[str, Any]:
    levels = Counter[str]()
    for line in figures["title"]:
        levels[line["level"]] += line["count"]
    return {
        "status": bars(figures["status"]),
        "submitted": bars(figures["submitted"]),
        "level": {level: count for level, count in levels.items() if count},
    }


DONE = st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 2)), min_size=6, max_size=14)


# Not shrunk: an example takes a second, and says itself what was done.
@settings(max_examples=6, phases=[Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=DONE, order=st.integers())
def test_the_figures_are_those_of_the_records_whatever_was_done_and_heard(
    client: FlaskClient, clean: None, deeds: list[tuple[str, int]], order: int
) -> None:
    with db.transaction() as session:
        for table in (Counted, Figure):
            session.execute(delete(table))
        session.execute(update(Person).values(active=False))  # those of the example before
    life = Life()
    build_units()
    for name, pick in deeds:
        getattr(life, name)(life.people[pick])
    hear(order)

    assert differences() == []
    everywhere = {PROVINCE, CITY, UNIT, CLINIC}
    assert told(superior(client, PROVINCE)) == counted(everywhere)
    assert told(asked(client, Role.UNIT_ADMIN, UNIT)) == counted({UNIT})
    assert told(superior(client, PROVINCE, of=CLINIC)) == counted({CLINIC})
