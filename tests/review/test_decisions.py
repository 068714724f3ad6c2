"""Deciding: once, by the one who holds the case, with reasons for a return, never about oneself."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError, IntegrityError

from services.review.db import db
from services.review.models import Case, CaseStatus, Decision
from services.review.operations.decisions import NotAssignedToYou, ReasonMissing, record_decision
from shared.auth import Actor, Role
from shared.errors import NotFound
from shared.messaging.contracts import Reason, ReviewRequested
from shared.workflow import history_of
from tests.review.builders import (
    bearer,
    case_of,
    decided,
    deliver,
    opened,
    person,
    requested,
    reviewer,
    sent,
    settled,
    staff,
    unit,
)
from tests.review.situations import (
    APPROVAL,
    RETURN,
    already_decided,
    assigned,
    decide,
    settled_as_approved,
    still_queued,
    taken_back,
)


def decisions() -> list[Decision]:
    with db.reading() as session:
        return list(session.scalars(select(Decision)))


def test_an_approval_waits_to_take_effect_and_is_told_once(client: FlaskClient) -> None:
    request = requested(unit())
    holder = reviewer(request.unit_id)
    case = opened(request)

    status, answer = decide(client, holder, case.id, APPROVAL)

    assert (status, answer["status"], answer["outcome"], answer["actions"]) == (201, "decided", None, [])
    (told,) = sent("case.decided")
    assert (told["decision"], told["submission_id"], told["reasons"], told["role"], told["decided_by"]) == (
        "approve",
        str(request.submission_id),
        [],
        "unit_reviewer",
        str(holder.id),
    )


def test_a_return_names_all_faults_at_once(client: FlaskClient) -> None:
    request = requested(unit())
    holder = reviewer(request.unit_id, name="王审核")
    case = opened(request)

    status, answer = decide(client, holder, case.id, RETURN)

    assert status == 201
    faults = [
        {"text": "毕业证书照片不清晰", "section": "education", "entry": "1", "field": "certificate"},
        {"text": "请补充工作经历", "section": None, "entry": None, "field": None},
    ]
    assert sent("case.decided")[0]["reasons"] == faults
    assert [(given["decision"], given["reasons"], given["name"]) for given in answer["decisions"]] == [
        ("return", faults, "王审核")
    ]


@pytest.mark.parametrize(
    "reasons",
    [None, [], [{"text": ""}], [{"text": " \n "}], [{"section": "education"}], [{"text": None}], ["不清晰"], "不清晰"],
)
def test_a_return_without_a_reason_is_refused(client: FlaskClient, reasons: Any) -> None:
    request = requested(unit())
    holder = reviewer(request.unit_id)
    case = opened(request)
    body = {"decision": "return"} if reasons is None else {"decision": "return", "reasons": reasons}

    status, answer = decide(client, holder, case.id, body)

    assert status == 422
    assert "reasons" in answer["fields"]
    assert case_of(request).status is CaseStatus.ASSIGNED
    assert decisions() == sent("case.decided") == []


def test_a_return_without_a_reason_is_refused_by_the_operation_too() -> None:
    request = requested(unit())
    holder = reviewer(request.unit_id)
    case = opened(request)

    with pytest.raises(ReasonMissing), db.transaction() as session:
        record_decision(session, holder, case.id, "return", [Reason(text=" ")])


def test_a_return_without_a_reason_is_refused_by_the_database_too() -> None:
    request = requested(unit())
    opened(request)
    empty = text(
        "INSERT INTO decision (id, case_id, stage_id, subject_id, submission_id, number, decision, reasons, decided_by,"
        " role, decided_at) SELECT id, case_id, id, id, id, 1, 'return', '[]', id, 'unit_reviewer', now() FROM stage"
    )

    with pytest.raises(IntegrityError, match="decision_return_has_reasons"), db.transaction() as session:
        session.execute(empty)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "decision"),
        ({"decision": "reject"}, "decision"),
        ({"decision": ["approve"]}, "decision"),
        ({"decision": "approve", "status": "closed"}, "status"),
        ({"decision": "approve", "reasons": [{"text": "可以"}]}, "reasons"),
        ({"decision": "return", "reasons": [{"text": "不清晰\x00"}]}, "reasons"),
        ({"decision": "return", "reasons": [{"text": "不清晰\ud800"}]}, "reasons"),
        ({"decision": "return", "reasons": [{"text": "字" * 501}]}, "reasons"),
        ({"decision": "return", "reasons": [{"text": "不清晰", "section": "../x"}]}, "reasons"),
        ({"decision": "return", "reasons": [{"text": "不清晰"}] * 51}, "reasons"),
    ],
)
def test_what_is_no_decision_is_refused_with_the_field_that_is_wrong(
    client: FlaskClient, body: Any, field: str
) -> None:
    request = requested(unit())
    holder = reviewer(request.unit_id)
    case = opened(request)

    status, answer = decide(client, holder, case.id, body)

    assert (status, list(answer["fields"])) == (422, [field])
    assert case_of(request).status is CaseStatus.ASSIGNED


@pytest.mark.parametrize(
    ("reach", "expected"),
    [
        (still_queued, (403, "not_assigned_to_you")),
        (assigned, (201, None)),
        (already_decided, (409, "case_already_decided")),
        (settled_as_approved, (409, "case_already_decided")),
        (taken_back, (409, "case_closed")),
    ],
)
def test_a_case_can_be_decided_only_while_it_lies_with_its_reviewer(
    client: FlaskClient, reach: Callable[[ReviewRequested], Actor], expected: tuple[int, str | None]
) -> None:
    request = requested(unit())
    holder = reach(request)
    told_before = len(sent("case.decided"))

    status, answer = decide(client, holder, case_of(request).id, APPROVAL)

    assert (status, answer.get("error")) == expected
    assert len(sent("case.decided")) == told_before + (status == 201)


def test_only_the_reviewer_who_holds_the_case_decides(client: FlaskClient) -> None:
    request = requested(unit())
    reviewer(request.unit_id)
    case = opened(request)
    colleague = reviewer(request.unit_id)
    admin = staff((Role.UNIT_ADMIN, request.unit_id))

    for other in (colleague, admin):
        assert decide(client, other, case.id, APPROVAL)[1]["error"] == "not_assigned_to_you"
    assert case_of(request).status is CaseStatus.ASSIGNED


def test_of_two_decisions_at_once_one_passes_and_the_other_is_told_why(client: FlaskClient) -> None:
    request = requested(unit())
    holder = reviewer(request.unit_id)
    case = opened(request)
    bodies = [APPROVAL, RETURN] * 4

    with ThreadPoolExecutor(8) as hands:
        answers = list(hands.map(lambda body: decide(client.application.test_client(), holder, case.id, body), bodies))

    assert sorted(status for status, _ in answers) == [201] + [409] * 7
    assert {answer["error"] for status, answer in answers if status == 409} == {"case_already_decided"}
    assert len(sent("case.decided")) == len(decisions()) == 1


def test_nobody_decides_on_their_own_record_even_if_it_lay_with_them() -> None:
    request = requested(unit())
    holder = reviewer(request.unit_id)
    case = opened(request)
    with pytest.raises(IntegrityError, match="review_case_not_own"), db.transaction() as session:
        session.execute(text("UPDATE review_case SET person_id = reviewer_id WHERE id = :id"), {"id": case.id})

    applicant = person((Role.UNIT_REVIEWER, request.unit_id), person_id=request.person_id)
    with pytest.raises(NotFound), db.transaction() as session:
        record_decision(session, applicant, case.id, "approve", [])
    with pytest.raises(NotAssignedToYou), db.transaction() as session:
        record_decision(session, reviewer(request.unit_id), case.id, "approve", [])
    assert holder.id == case_of(request).reviewer_id


def test_a_decision_is_never_changed_or_deleted() -> None:
    request = requested(unit())
    decided(request, reviewer(request.unit_id))

    for statement in ("UPDATE decision SET decided_by = case_id", "DELETE FROM decision", "DELETE FROM assignment"):
        with pytest.raises(DatabaseError, match="append-only"), db.transaction() as session:
            session.execute(text(statement))


def test_the_reviewer_sees_what_was_decided_on_earlier_submissions(client: FlaskClient) -> None:
    first = requested(unit(), version=2)
    holder = reviewer(first.unit_id)
    earlier = decided(first, holder, "return", [Reason(text="照片不清晰")])
    deliver(settled(first, earlier.id, "returned"))
    case = opened(requested(first.unit_id, version=4, person_id=first.person_id))

    shown = client.get(f"/cases/{case.id}", headers=bearer(holder)).get_json()

    assert [(given["case_id"], given["reasons"][0]["text"]) for given in shown["decisions"]] == [
        (str(earlier.id), "照片不清晰")
    ]


def test_the_history_of_a_case_has_each_move_once() -> None:
    request = requested(unit())
    settled_as_approved(request)

    with db.reading() as session:
        moves = history_of(session, Case.KIND, case_of(request).id)

    assert [move.new for move in moves] == ["assigned", "decided", "closed"]


def test_a_decision_says_on_exactly_which_content_it_was_made(client: FlaskClient) -> None:
    request = requested(unit(), content_sha256="a" * 64)
    holder = reviewer(request.unit_id)

    _, answer = decide(client, holder, opened(request).id, APPROVAL)

    assert answer["content_sha256"] == answer["decisions"][0]["content_sha256"] == "a" * 64
    assert sent("case.decided")[0]["content_sha256"] == "a" * 64
