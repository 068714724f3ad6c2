"""What the review service hears about a unit, its reviewer, a person and what that hands in, on a bad line.

Messages get lost and come again, come twice, and overtake each other; so do the acknowledgements. However it goes, all
ends as if each had come once and in order.
"""

from random import Random
from typing import Any, NamedTuple
from uuid import UUID

import pytest

from services.review.db import db
from services.review.models import CaseStatus, Person, Unit
from shared.auth import Role
from shared.messaging.contracts import CaseOpened, Grant, ReviewRequested, StaffChanged
from shared.messaging.envelope import Envelope
from tests.review.builders import (
    case_of,
    deliver,
    envelope,
    person_changed,
    requested,
    reviewer,
    unit,
    unit_changed,
    withdrawn,
)

WAYS = 1000
LOST_ANSWERS = 0.2
DELIVERIES = (0, 1, 1, 2)  # one of these, each time a message is sent


class Story(NamedTuple):
    """What is told, in order, and of whom."""

    unit_id: UUID
    reviewer_id: UUID
    requests: list[ReviewRequested]
    told: list[Envelope]


def story() -> Story:
    """A unit is renamed, its reviewer goes on leave and returns, a person hands in, takes back and hands in again."""
    unit_id = unit()
    holder = reviewer(unit_id)
    first = requested(unit_id, version=2, person_version=1)
    second, third = (
        requested(unit_id, version=version, person_id=first.person_id, person_version=1) for version in (4, 6)
    )
    units = [unit_changed(unit_id, name=f"第{version}个名称", version=version) for version in (2, 3, 4)]
    staff = [
        StaffChanged(
            version=version,
            person_id=holder.id,
            person_name="审核员",
            active=True,
            on_leave=version % 2 == 0,
            grants=[Grant(role=Role.UNIT_REVIEWER, unit_id=unit_id)],
        )
        for version in (2, 3)
    ]
    people = [person_changed(first.person_id, unit_id, version=version, name=f"{version}号") for version in (2, 3)]
    told = [*units, *staff, *people, first, withdrawn(first), second, withdrawn(second), third]
    return Story(unit_id, holder.id, [first, second, third], [envelope(message) for message in told])


def arrive(told: list[Envelope], chance: Random) -> None:
    """Send each until an answer has come back, whatever the line does."""
    unanswered = list(told)
    while unanswered:
        chance.shuffle(unanswered)
        unanswered = [message for message in unanswered if not _answered(message, chance)]


def _answered(message: Envelope, chance: Random) -> bool:
    answers = [outcome for _ in range(chance.choice(DELIVERIES)) for outcome in deliver(message)]
    return any(outcome is not None and chance.random() > LOST_ANSWERS for outcome in answers)


def end(of: Story) -> dict[str, Any]:
    """How it stands after all has been heard, what the service tells itself included."""
    cases = [case_of(request) for request in of.requests]
    for case in cases:
        deliver(CaseOpened(version=case.version, case_id=case.id))
    cases = [case_of(request) for request in of.requests]
    with db.reading() as session:
        names = (
            session.get_one(Unit, of.unit_id).name,
            session.get_one(Person, of.requests[0].person_id).name,
        )
    return {
        "cases": [(case.status, case.outcome) for case in cases],
        "lies with the reviewer": cases[-1].reviewer_id == of.reviewer_id,
        "names": names,
    }


@pytest.mark.long
def test_a_thousand_ways_of_losing_repeating_and_overtaking_end_the_same() -> None:
    for seed in range(WAYS):
        heard = story()

        arrive(heard.told, Random(seed))

        assert end(heard) == {
            "cases": [(CaseStatus.CLOSED, "withdrawn"), (CaseStatus.CLOSED, "withdrawn"), (CaseStatus.ASSIGNED, None)],
            "lies with the reviewer": True,
            "names": ("第4个名称", "3号"),
        }, seed
