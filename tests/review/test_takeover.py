"""接手: a waiting case goes to a colleague who asks for it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask.testing import FlaskClient

from services.review.models import CaseStatus
from shared.auth import Actor, Role
from shared.messaging.contracts import ReviewRequested
from tests.review.builders import case_of, change_staff, requested, reviewer, sent, staff, unit
from tests.review.situations import (
    APPROVAL,
    already_decided,
    assigned,
    decide,
    settled_as_approved,
    still_queued,
    take_over,
    taken_back,
)


@pytest.mark.parametrize("reach", [still_queued, assigned])
def test_a_colleague_takes_a_waiting_case_over_with_history(
    client: FlaskClient, reach: Callable[[ReviewRequested], Actor]
) -> None:
    request = requested(unit())
    reach(request)
    case = case_of(request)
    colleague = staff((Role.UNIT_ADMIN, request.unit_id))

    status, answer = take_over(client, colleague, case.id)
    again, _ = take_over(client, colleague, case.id)

    assert (status, again, answer["reviewer"]["id"]) == (201, 201, str(colleague.id))
    assert answer["actions"] == ["decide", "recuse", "reassign", "release"]
    last = answer["history"][-1]
    assert (last["new"], last["by"], last["role"], last["reason"]) == (
        "assigned",
        str(colleague.id),
        "unit_admin",
        "接手",
    )
    assert case_of(request).version == case.version + 1
    assert sent("case.assigned")[-1]["reviewer_id"] == str(colleague.id)


@pytest.mark.parametrize("reach", [already_decided, settled_as_approved, taken_back])
def test_what_is_decided_or_closed_is_taken_over_by_nobody(
    client: FlaskClient, reach: Callable[[ReviewRequested], Actor]
) -> None:
    request = requested(unit())
    reach(request)

    assert take_over(client, reviewer(request.unit_id), case_of(request).id)[0] == 409


def test_after_a_takeover_the_former_reviewer_decides_no_more(client: FlaskClient) -> None:
    request = requested(unit())
    former = assigned(request)
    colleague = reviewer(request.unit_id)
    case = case_of(request)
    take_over(client, colleague, case.id)

    assert decide(client, former, case.id, APPROVAL)[0] == 403
    assert decide(client, colleague, case.id, APPROVAL)[0] == 201


def test_a_takeover_and_a_decision_at_once_leave_one_clear_result(client: FlaskClient) -> None:
    request = requested(unit())
    holder = assigned(request)
    colleague = reviewer(request.unit_id)
    case_id = case_of(request).id
    deeds = [
        lambda: decide(client.application.test_client(), holder, case_id, APPROVAL)[0],
        lambda: take_over(client.application.test_client(), colleague, case_id)[0],
    ]

    with ThreadPoolExecutor(2) as hands:
        answers = tuple(hands.map(lambda deed: deed(), deeds))

    case = case_of(request)
    assert (answers, case.status, case.reviewer_id) in [
        ((201, 409), CaseStatus.DECIDED, holder.id),
        ((403, 201), CaseStatus.ASSIGNED, colleague.id),
    ]


def test_whoever_is_on_leave_takes_nothing_over(client: FlaskClient) -> None:
    request = requested(unit())
    assigned(request)
    away = reviewer(request.unit_id)
    change_staff(away, 2, on_leave=True)

    status, answer = take_over(client, away, case_of(request).id)

    assert (status, answer["error"]) == (403, "not_available")
