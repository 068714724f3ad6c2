"""Reviewers hear once a working day what is due; overdue cases go to administrators, once a step."""

from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from services.review.db import db
from services.review.models import Case
from services.review.operations import due
from shared.auth import Actor, Role
from shared.beijing import end_of
from shared.messaging.clocks import DigestsDue, EscalationsDue
from shared.messaging.contracts import ReviewRequested
from tests.review.builders import bearer, change_staff, decided, opened, requested, reviewer, sent, staff, unit

BEIJING = ZoneInfo("Asia/Shanghai")
DAY = date(2026, 11, 25)  # a Wednesday
NOW = datetime(2026, 11, 25, 8, tzinfo=BEIJING)
SUNDAY = datetime(2026, 11, 29, 8, tzinfo=BEIJING)


def due_on(request: ReviewRequested, day: date) -> Case:
    """An assigned case that is due at 24:00 of this day."""
    case = opened(request)
    with db.transaction() as session:
        session.execute(update(Case).where(Case.id == case.id).values(due_at=end_of(day)))
    return case


def digest(after: UUID | None = None) -> None:
    with db.transaction() as session:
        due.digest_some(session, DigestsDue(version=1, day=DAY, after=after), NOW)


def escalate(now: datetime = NOW) -> None:
    with db.transaction() as session:
        due.escalate_some(session, EscalationsDue(version=1, day=now.date()), now)


def escalated(step: int) -> list[tuple[int, list[str]]]:
    return [(each["cases"], each["recipients"]) for each in sent("cases.escalated") if each["step"] == step]


def ids(*people: Actor) -> list[str]:
    return sorted(str(person.id) for person in people)


def test_a_reviewer_hears_how_many_are_overdue_due_today_and_next() -> None:
    unit_id = unit()
    me = reviewer(unit_id)
    for day in (
        DAY - timedelta(days=9),
        DAY - timedelta(days=1),
        DAY,
        DAY + timedelta(days=1),
        DAY + timedelta(days=2),
    ):
        due_on(requested(unit_id), day)

    digest()

    [told] = sent("cases.due")
    assert told == {"version": DAY.toordinal(), "reviewer_id": str(me.id), "overdue": 2, "today": 1, "next": 1}


def test_who_has_nothing_due_hears_nothing() -> None:
    unit_id = unit()
    me = reviewer(unit_id)
    due_on(requested(unit_id), DAY + timedelta(days=2))
    decided(requested(unit_id), me)

    digest()

    assert sent("cases.due") == []


def test_every_reviewer_is_reached_chunk_by_chunk_and_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(due, "REVIEWERS", 2)
    reviewers = []
    for _ in range(5):
        unit_id = unit()
        reviewers.append(reviewer(unit_id))
        due_on(requested(unit_id), DAY)

    digest()
    for chunk in range(2):
        digest(UUID(sent("digests.due")[chunk]["after"]))

    assert len(sent("digests.due")) == 2
    assert sorted(each["reviewer_id"] for each in sent("cases.due")) == ids(*reviewers)


@pytest.mark.parametrize(("now", "begun"), [(NOW, 1), (SUNDAY, 0)])
def test_on_days_off_nobody_is_told_anything(now: datetime, begun: int) -> None:
    with db.transaction() as session:
        due.look_at_due(session, now)

    assert (len(sent("digests.due")), len(sent("escalations.due"))) == (begun, begun)


def test_overdue_cases_go_to_the_units_administrators_in_one_message_and_once() -> None:
    unit_id = unit()
    reviewer(unit_id)
    admins = [staff((Role.UNIT_ADMIN, unit_id)) for _ in range(2)]
    change_staff(staff((Role.UNIT_ADMIN, unit_id)), 2, active=False)
    for day in (DAY - timedelta(days=1), DAY - timedelta(days=1), DAY):
        due_on(requested(unit_id), day)

    for _ in range(3):
        escalate()

    assert escalated(1) == [(2, ids(*admins))]
    assert escalated(2) == []


def test_after_three_more_working_days_they_go_to_the_unit_above_once() -> None:
    city = unit()
    unit_id = unit(city)
    me, superior = reviewer(unit_id), staff((Role.SUPERIOR_ADMIN, city))
    admin = staff((Role.UNIT_ADMIN, unit_id))
    friday = date(2026, 11, 20)
    case = due_on(requested(unit_id), friday)

    for working_day in (23, 24, 25):
        escalate(datetime(2026, 11, working_day, 8, tzinfo=BEIJING))
    assert (escalated(1), escalated(2)) == ([(1, ids(admin))], [])
    for _ in range(2):
        escalate(datetime(2026, 11, 26, 8, tzinfo=BEIJING))

    assert (escalated(1), escalated(2)) == ([(1, ids(admin))], [(1, ids(superior))])
    assert case.reviewer_id == me.id


def test_a_unit_without_administrators_is_spoken_for_by_the_one_above() -> None:
    city = unit()
    unit_id = unit(city)
    reviewer(unit_id)
    superior = staff((Role.SUPERIOR_ADMIN, city))
    due_on(requested(unit_id), DAY - timedelta(days=1))

    escalate()

    assert escalated(1) == [(1, ids(superior))]


def test_what_has_been_decided_is_not_taken_further() -> None:
    unit_id = unit()
    me = reviewer(unit_id)
    staff((Role.UNIT_ADMIN, unit_id))
    case = decided(requested(unit_id), me)
    with db.transaction() as session:
        session.execute(update(Case).where(Case.id == case.id).values(due_at=end_of(DAY - timedelta(days=5))))

    escalate()

    assert sent("cases.escalated") == []


def test_many_overdue_cases_are_taken_in_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(due, "CASES", 2)
    unit_id = unit()
    reviewer(unit_id)
    staff((Role.UNIT_ADMIN, unit_id))
    for _ in range(5):
        due_on(requested(unit_id), DAY - timedelta(days=1))

    escalate()
    while len(sent("escalations.due")) >= len(sent("cases.escalated")):
        escalate()

    assert [count for count, _ in escalated(1)] == [2, 2, 1]


def test_the_course_of_a_case_shows_whom_its_being_overdue_was_told(client: FlaskClient) -> None:
    unit_id = unit()
    me = reviewer(unit_id)
    staff((Role.UNIT_ADMIN, unit_id), name="郑管理")
    case = due_on(requested(unit_id), DAY - timedelta(days=1))
    escalate()

    shown = client.get(f"/cases/{case.id}", headers=bearer(me)).get_json()

    assert [(each["step"], each["names"]) for each in shown["escalations"]] == [(1, ["郑管理"])]
