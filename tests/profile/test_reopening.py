"""审核通过 -> 未提交: the only way back, by an administrator's order, and only if the record has not moved on."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient

from services.profile.consumers import consumers
from services.profile.db import db
from services.profile.models import ChangeAction, ChangeStatus, RecordStatus
from services.profile.operations.snapshots import approved_snapshot
from services.profile.operations.submit import submit_record
from shared.messaging.reopening import ReopeningOrdered
from shared.workflow import history_of
from tests.profile.builders import (
    REVIEWER,
    ask,
    at_once,
    bearer,
    correct_entry,
    decide,
    decide_change,
    make_record,
    messages,
    request_of,
    status_of,
    submissions_of,
    withdraw,
    work,
)
from tests.profile.test_settlement import received

ADMIN = UUID("00000000-0000-4000-8000-000000000003")


def ordered(person_id: UUID, submission_id: UUID | None = None, **facts: Any) -> ReopeningOrdered:
    usual: dict[str, Any] = {
        "version": 4,
        "case_id": uuid4(),
        "person_id": person_id,
        "submission_id": submission_id or submissions_of(person_id)[0].id,
        "reason": "任职时间须核实",
        "ordered_by": ADMIN,
        "role": "unit_admin",
    }
    return ReopeningOrdered(**usual | facts)


def deliver(order: ReopeningOrdered) -> str | None:
    return consumers.receive(consumers.receivers["profile.reopen_record"], received("profile.reopen_record", order))


def reopened(person_id: UUID) -> UUID:
    deliver(ordered(person_id))
    return person_id


def hand_in(person_id: UUID) -> UUID:
    with db.transaction() as session:
        return submit_record(session, person_id).id


def test_an_approved_record_is_editable_again_and_its_history_says_by_whom_and_why(client: FlaskClient) -> None:
    person_id = reopened(make_record(RecordStatus.APPROVED))

    with db.reading() as session:
        last = history_of(session, "record", person_id)[-1]
    assert (last.old, last.new, last.by, last.role, last.reason) == (
        "approved",
        "draft",
        ADMIN,
        "unit_admin",
        "任职时间须核实",
    )
    (told,) = messages("record.reopened")
    assert told == {"version": last.version, "person_id": str(person_id), "reason": "任职时间须核实"}
    state = client.get("/record/status", headers=bearer(person_id)).json
    assert (state["status"], {"edit", "submit"} <= set(state["actions"])) == ("draft", True)


@pytest.mark.parametrize("status", RecordStatus)
def test_only_an_approved_record_is_reopened(status: RecordStatus) -> None:
    person_id = make_record(status)
    known = submissions_of(person_id)
    order = ordered(person_id, known[0].id if known else uuid4())

    assert deliver(order) == "applied"

    approved = status is RecordStatus.APPROVED
    assert status_of(person_id) is (RecordStatus.DRAFT if approved else status)
    assert len(messages("record.reopened")) == approved


def test_an_order_that_comes_twice_or_late_reopens_once() -> None:
    person_id = make_record(RecordStatus.APPROVED)
    order = ordered(person_id)
    deliver(order)
    deliver(order)
    second = hand_in(person_id)
    deliver(order)
    assert status_of(person_id) is RecordStatus.PENDING
    decide(person_id, second, "approve")

    deliver(order)

    assert status_of(person_id) is RecordStatus.APPROVED
    assert len(messages("record.reopened")) == 1


def test_of_two_orders_at_once_one_reopens() -> None:
    person_id = make_record(RecordStatus.APPROVED)

    assert at_once(*(lambda: deliver(ordered(person_id)) for _ in range(2))) == ["applied", "applied"]
    assert len(messages("record.reopened")) == 1
    assert status_of(person_id) is RecordStatus.DRAFT


def test_a_record_with_changes_approved_since_is_reopened_too() -> None:
    person_id = make_record(RecordStatus.APPROVED)
    decide_change(ask(person_id))

    reopened(person_id)

    assert status_of(person_id) is RecordStatus.DRAFT


def test_what_was_approved_stays_so_until_the_next_approval() -> None:
    person_id = reopened(make_record(RecordStatus.APPROVED))
    correct_entry(person_id, duty="副主任医师")
    hand_in(person_id)
    withdraw(person_id)
    with db.reading() as session:
        before = approved_snapshot(session, person_id)
    decide(person_id, last := hand_in(person_id), "approve", decided_by=REVIEWER)

    with db.reading() as session:
        after = approved_snapshot(session, person_id)
    assert (before and before.number, after and after.id) == (1, last)


@pytest.mark.parametrize(("duty", "outcome"), [("主治医师", "approved"), ("主任医师", "conflict")])
def test_an_open_change_request_conflicts_while_the_record_is_open_and_after_only_if_its_entry_changed(
    duty: str, outcome: str
) -> None:
    person_id = make_record(RecordStatus.APPROVED)
    early = ask(person_id)
    addition = ask(person_id, action=ChangeAction.ADD, entry_id=None, data=work(end_month="2010-01"))
    reopened(person_id)

    assert decide_change(addition) == "conflict"
    assert request_of(early).status is ChangeStatus.PENDING
    correct_entry(person_id, duty=duty)
    decide(person_id, hand_in(person_id), "approve")

    assert decide_change(early) == outcome
