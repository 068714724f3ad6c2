"""重新开放填写: who may have an approved record opened again, when, and what is told."""

from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from services.review.db import db
from services.review.models import CaseStatus
from services.review.operations.reopening import reopen
from shared.auth import Actor, Role
from shared.messaging.contracts import Outcome, Reason, ReviewRequested
from tests.profile.builders import at_once
from tests.review.builders import (
    bearer,
    case_of,
    decided,
    deliver,
    opened,
    person_changed,
    requested,
    reviewer,
    sent,
    settled,
    staff,
    unit,
    withdrawn,
)

WHY = {"reason": "任职时间须核实"}


def ask(client: FlaskClient, actor: Actor, request: ReviewRequested, body: Any = WHY) -> tuple[int, Any]:
    answer = client.post(f"/cases/{case_of(request).id}/reopening", json=body, headers=bearer(actor))
    return answer.status_code, answer.get_json(silent=True)


def closed(request: ReviewRequested, outcome: Outcome = "approved", *, by: Actor | None = None) -> ReviewRequested:
    reasons = [] if outcome == "approved" else [Reason(text="照片不清晰")]
    holder = by or reviewer(request.unit_id)
    case = decided(request, holder, "return" if reasons else "approve", reasons)
    deliver(settled(request, case.id, outcome))
    return request


@pytest.mark.parametrize("above", [0, 1])
def test_an_administrator_of_the_unit_or_of_one_above_reopens_an_approved_record_once(
    client: FlaskClient, above: int
) -> None:
    top = unit()
    request = closed(requested(unit(top)))
    admin = staff([(Role.UNIT_ADMIN, request.unit_id), (Role.SUPERIOR_ADMIN, top)][above], name="钟管理")
    seen = client.get(f"/cases/{case_of(request).id}", headers=bearer(admin)).json

    answers = [ask(client, admin, request) for _ in range(2)]

    assert (seen["actions"], seen["reopening"]) == (["reopen"], None)
    for status, answer in answers:
        assert (status, answer["actions"], answer["status"]) == (201, [], "closed")
        written = answer["reopening"]
        assert (written["name"], written["role"], written["reason"]) == (
            "钟管理",
            admin.grants[0][0].value,
            WHY["reason"],
        )
    (order,) = sent("reopening.ordered")
    assert (order["person_id"], order["submission_id"]) == (str(request.person_id), str(request.submission_id))
    assert (order["ordered_by"], order["role"]) == (str(admin.id), admin.grants[0][0].value)


def test_nobody_but_these_administrators_reopens_and_never_their_own_record(client: FlaskClient) -> None:
    own = unit()
    admin = staff((Role.UNIT_ADMIN, own))
    holder = reviewer(own)
    request, of_the_admin = (closed(each, by=holder) for each in (requested(own), requested(own, person_id=admin.id)))
    mixed = staff((Role.UNIT_REVIEWER, own), (Role.UNIT_ADMIN, unit()))
    above = unit()
    not_below = staff((Role.UNIT_ADMIN, above))
    unit(above, unit_id=own, version=2)

    assert [ask(client, one, request)[0] for one in (holder, mixed, not_below)] == [403, 403, 404]
    assert ask(client, staff((Role.SUPERIOR_ADMIN, unit())), request)[0] == 404
    assert ask(client, admin, of_the_admin)[0] == 404
    assert ask(client, admin, request, {"reason": " "})[0] == 422
    assert sent("reopening.ordered") == []


@pytest.mark.parametrize("status", CaseStatus)
def test_only_a_closed_case_is_reopened(client: FlaskClient, status: CaseStatus) -> None:
    request = requested(unit())
    holder, admin = reviewer(request.unit_id), staff((Role.UNIT_ADMIN, request.unit_id))
    if status in {CaseStatus.QUEUED, CaseStatus.ASSIGNED}:
        opened(request, assign=status is CaseStatus.ASSIGNED)
    else:
        case = decided(request, holder)
        if status is CaseStatus.CLOSED:
            deliver(settled(request, case.id, "approved"))

    assert case_of(request).status is status
    assert ask(client, admin, request)[0] == (201 if status is CaseStatus.CLOSED else 409)
    assert len(sent("reopening.ordered")) == (status is CaseStatus.CLOSED)


@pytest.mark.parametrize("outcome", ["returned", "withdrawn"])
def test_what_was_not_approved_is_not_reopened(client: FlaskClient, outcome: Outcome) -> None:
    request = closed(requested(unit()), outcome)

    status, answer = ask(client, staff((Role.UNIT_ADMIN, request.unit_id)), request)

    assert (status, answer["error"], sent("reopening.ordered")) == (409, "nothing_to_reopen", [])


def test_neither_a_change_request_nor_an_older_submission_is_reopened(client: FlaskClient) -> None:
    own, person_id = unit(), uuid4()
    holder = reviewer(own)
    first, second, third, fourth = (requested(own, person_id=person_id, version=version) for version in (2, 5, 7, 10))
    closed(first, by=holder)
    admin = staff((Role.UNIT_ADMIN, own))
    change = closed(requested(own, person_id=person_id, subject_id=uuid4(), kind="change"), by=holder)
    assert ask(client, admin, change)[0] == 409
    assert ask(client, admin, first)[0] == 201

    deliver(second, withdrawn(second))
    closed(third, by=holder)
    closed(fourth, by=holder)

    assert [ask(client, admin, one)[0] for one in (second, third, fourth)] == [409, 409, 201]
    assert len(sent("reopening.ordered")) == 2


def test_after_a_move_the_old_unit_reopens_no_more_but_one_above_both_does(client: FlaskClient) -> None:
    top = unit()
    old, new = unit(top), unit(top)
    request = closed(requested(old))
    deliver(person_changed(request.person_id, new, version=9))
    before, above = staff((Role.UNIT_ADMIN, old)), staff((Role.SUPERIOR_ADMIN, top))

    assert client.get(f"/cases/{case_of(request).id}", headers=bearer(before)).json["actions"] == []
    assert [ask(client, one, request)[0] for one in (before, above)] == [409, 201]


def test_of_two_who_reopen_at_once_one_does(client: FlaskClient) -> None:
    request = closed(requested(unit()))
    case_id = case_of(request).id
    admins = [staff((Role.UNIT_ADMIN, request.unit_id)) for _ in range(2)]

    def attempt(admin: Actor) -> str:
        with db.transaction() as session:
            return str(reopen(session, admin, case_id, "核实").id)

    assert at_once(*(lambda admin=admin: attempt(admin) for admin in admins)) == [str(case_id)] * 2
    assert len(sent("reopening.ordered")) == 1
