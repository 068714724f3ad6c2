"""Messages about a submission arrive twice and in any order; the cases end the same."""

from itertools import permutations
from uuid import uuid4

import pytest

from services.review.models import CaseStatus
from shared.messaging.contracts import CaseOpened
from tests.review.builders import (
    case_of,
    decided,
    deliver,
    envelope,
    opened,
    requested,
    reviewer,
    sent,
    settled,
    unit,
    withdrawn,
)


def test_receiving_a_submission_twice_opens_one_case() -> None:
    request = envelope(requested(unit()))

    assert deliver(request, request) == ["applied", "applied"]

    assert len(sent("case.opened")) == 1


def test_a_submission_told_again_under_another_id_opens_one_case() -> None:
    request = requested(unit())

    deliver(request, request)

    assert len(sent("case.opened")) == 1
    assert case_of(request).status is CaseStatus.QUEUED


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_submission_withdrawal_and_new_submission_end_the_same_in_any_order(order: tuple[int, ...]) -> None:
    first = requested(unit(), version=2)
    second = requested(first.unit_id, version=4, person_id=first.person_id)
    third = requested(first.unit_id, version=6, person_id=first.person_id)
    messages = [first, withdrawn(first), second, third]

    for position in order:
        deliver(messages[position], messages[position])

    assert [(case_of(each).status, case_of(each).outcome) for each in (first, second, third)] == [
        (CaseStatus.CLOSED, "withdrawn"),
        (CaseStatus.CLOSED, "withdrawn"),
        (CaseStatus.QUEUED, None),
    ]


def test_a_withdrawal_that_arrives_before_its_submission_leaves_nothing_to_review() -> None:
    request = requested(unit())

    deliver(withdrawn(request), request)

    assert (case_of(request).status, case_of(request).outcome) == (CaseStatus.CLOSED, "withdrawn")
    assert sent("case.opened") == []


def test_a_withdrawn_case_is_assigned_to_nobody() -> None:
    request = requested(unit())
    reviewer(request.unit_id)
    case = opened(request, assign=False)

    deliver(withdrawn(request), CaseOpened(version=case.version, case_id=case.id))

    assert case_of(request).reviewer_id is None
    assert sent("case.assigned") == []


def test_a_withdrawal_closes_a_case_that_lies_with_a_reviewer() -> None:
    request = requested(unit())
    reviewer(request.unit_id)
    opened(request)

    deliver(withdrawn(request), withdrawn(request))

    assert (case_of(request).status, case_of(request).outcome) == (CaseStatus.CLOSED, "withdrawn")


@pytest.mark.parametrize("outcome", ["approved", "returned", "rejected", "withdrawn", "conflict"])
def test_the_outcome_closes_the_case_once(outcome: str) -> None:
    request = requested(unit())
    case = opened(request)

    deliver(settled(request, case.id, outcome), settled(request, case.id, outcome))

    assert (case_of(request).status, case_of(request).outcome) == (CaseStatus.CLOSED, outcome)
    assert case_of(request).version == case.version + 1


def test_an_outcome_that_comes_after_the_next_submission_still_closes_its_own_case() -> None:
    first = requested(unit(), version=2)
    case = decided(first, reviewer(first.unit_id))
    second = requested(first.unit_id, version=4, person_id=first.person_id)

    deliver(second, settled(first, case.id, "returned"))

    assert (case_of(first).status, case_of(first).outcome) == (CaseStatus.CLOSED, "returned")
    assert case_of(second).status is CaseStatus.QUEUED


def test_an_outcome_for_an_unknown_case_is_not_acknowledged_so_that_it_comes_again() -> None:
    assert deliver(settled(requested(unit()), uuid4(), "approved")) == [None]
