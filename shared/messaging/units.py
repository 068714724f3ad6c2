"""The messages about what administrators do to units."""

from typing import Literal
from uuid import UUID

from shared.messaging.long_work import JobContinued
from shared.messaging.message import Message


class MergerContinued(JobContinued, frozen=True, kw_only=True):
    """More people and units of a unit that was merged into another are to be told of."""

    name = "merger.continued"
    receivers = ("auth.continue_merger",)


class UnitRequestChanged(Message, frozen=True, kw_only=True):
    """What was asked of a unit waits for somebody to confirm it, or was answered; `done`: a merger has been told of."""

    name = "unit_request.changed"
    aggregate, key = "unit_request", "request_id"
    receivers = ("notices.tell_unit_request",)

    request_id: UUID
    kind: Literal["facts", "merger"]
    unit_name: str
    into_name: str | None
    status: Literal["pending", "approved", "rejected", "withdrawn", "done"]
    answer: str
    recipients: list[UUID]


class CasesFollowed(Message, frozen=True, kw_only=True):
    """A unit has another place in the tree: its cases are looked at, from the one after `after` on."""

    name = "cases.followed"
    aggregate, key = "unit_cases", "unit_id"
    receivers = ("review.follow_unit",)

    unit_id: UUID
    after: UUID | None


UNITS: tuple[type[Message], ...] = (MergerContinued, UnitRequestChanged, CasesFollowed)
