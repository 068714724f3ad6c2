"""The messages about power over others that people are granted; `contracts.py` has all others."""

from typing import Literal
from uuid import UUID

from shared.messaging.message import Message

GrantOutcome = Literal["confirmed", "refused", "expired", "impossible"]


class GrantProposed(Message, frozen=True, kw_only=True):
    """Somebody is to have a role, if one of these administrators confirms it."""

    name = "grant.proposed"
    aggregate, key = "grant_proposal", "proposal_id"
    receivers = ("notices.tell_grant_proposed",)

    proposal_id: UUID
    person_name: str
    role: str
    unit_name: str
    proposed_by_name: str
    recipients: list[UUID]


class GrantSettled(Message, frozen=True, kw_only=True):
    """What became of a proposal; who proposed it is told, and the person if the role is theirs now."""

    name = "grant.settled"
    aggregate, key = "grant_proposal", "proposal_id"
    receivers = ("notices.tell_grant_settled",)

    proposal_id: UUID
    person_id: UUID
    person_name: str
    proposed_by: UUID
    role: str
    unit_name: str
    outcome: GrantOutcome
    reason: str | None


class GrantEnded(Message, frozen=True, kw_only=True):
    """Somebody does not have a role any more."""

    name = "grant.ended"
    aggregate, key = "ended_grant", "grant_id"
    receivers = ("notices.tell_grant_ended",)

    grant_id: UUID
    person_id: UUID
    role: str
    unit_name: str
    reason: str


GRANTING: tuple[type[Message], ...] = (GrantProposed, GrantSettled, GrantEnded)
