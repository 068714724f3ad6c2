"""A reminder reaches whom it is for, once, and nobody who has done it meanwhile."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient

from services.notices.db import db
from services.notices.operations.copies import keep_record_status
from shared.beijing import today
from shared.messaging.clocks import CasesDue, CasesEscalated, SubmissionDue
from shared.messaging.contracts import PersonChanged
from tests.notices.conftest import receive, told

WINDOW = uuid4()


def person(*, active: bool = True, status: str = "draft") -> UUID:
    person_id = uuid4()
    facts = {"account": "1", "person_name": "张𬭎", "id_type": "01", "id_number": "", "unit_id": uuid4()}
    receive(
        PersonChanged(version=1, person_id=person_id, is_professional=True, active=active, **facts), "mirror_person"
    )
    with db.transaction() as session:
        keep_record_status(session, person_id, status, 1)
    return person_id


def due(*recipients: UUID, closes_on: date, milestone: int = 3, version: int = 1) -> SubmissionDue:
    return SubmissionDue(
        version=version,
        window_id=WINDOW,
        window_name="年度采集",
        closes_on=closes_on,
        milestone=milestone,
        recipients=list(recipients),
    )


def test_a_reminder_says_when_it_closes_and_comes_once_however_often_it_is_sent(client: FlaskClient) -> None:
    me, closes_on = person(), today() + timedelta(days=3)

    for version in (1, 2, 1):
        receive(due(me, closes_on=closes_on, version=version), "tell_submission_due")
    receive(due(me, closes_on=closes_on, milestone=1), "tell_submission_due")

    first, second = told(me)
    assert f"{closes_on.day}日 24:00 截止，还有 3 天" in first.text
    assert first.link == second.link == "/record"


@pytest.mark.parametrize(("active", "status"), [(False, "draft"), (True, "pending"), (True, "approved")])
def test_who_is_disabled_or_has_handed_in_meanwhile_hears_nothing(
    client: FlaskClient, active: bool, status: str
) -> None:
    me, other = person(active=active, status=status), person(status="returned")

    receive(due(me, other, closes_on=today()), "tell_submission_due")

    assert (len(told(me)), len(told(other))) == (0, 1)


def test_a_reminder_that_comes_after_the_end_is_left_out(client: FlaskClient) -> None:
    me = person()

    receive(due(me, closes_on=today() - timedelta(days=1)), "tell_submission_due")

    assert told(me) == []


def test_a_reviewer_reads_one_digest_a_day_of_the_newest_day(client: FlaskClient) -> None:
    me = uuid4()
    tuesday = CasesDue(version=2, reviewer_id=me, overdue=2, today=0, next=1)

    for digest in (tuesday, tuesday, CasesDue(version=1, reviewer_id=me, overdue=9, today=9, next=9)):
        receive(digest, "tell_cases_due")

    (message,) = told(me)
    assert "2 件已超期，1 件下一工作日到期" in message.text


@pytest.mark.parametrize(("step", "words"), [(1, "转交其他审核人"), (2, "单位尚未处理")])
def test_administrators_read_once_that_cases_are_overdue(client: FlaskClient, step: int, words: str) -> None:
    people = [uuid4(), uuid4()]
    message = CasesEscalated(
        version=1, escalation_id=uuid4(), unit_name="某医院", step=step, cases=4, recipients=people
    )

    for _ in range(2):
        receive(message, "tell_escalated")

    texts = [[each.text for each in told(person_id)] for person_id in people]
    assert [len(read) for read in texts] == [1, 1]
    assert words in texts[0][0]
    assert "某医院有 4 件" in texts[1][0]
