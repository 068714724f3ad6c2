"""Corrections of a person's facts: what profile, which settles them, tells auth, which owns the facts, and notices."""

from typing import Literal
from uuid import UUID

from shared.messaging.message import Message


class CorrectionApproved(Message, frozen=True, kw_only=True):
    """Facts of a person that only auth changes are to become these; the ID number travels only encrypted."""

    name = "correction.approved"
    aggregate, key = "correction", "correction_id"
    receivers = ("auth.apply_correction",)

    correction_id: UUID
    person_id: UUID
    person_name: str | None = None
    id_type: str | None = None
    id_number: str | None = None
    from_unit_id: UUID | None = None
    unit_id: UUID | None = None


class CorrectionApplied(Message, frozen=True, kw_only=True):
    """Auth has applied a correction, or nothing of it; the person's state of `person_version` has it in."""

    name = "correction.applied"
    aggregate, key = "correction", "correction_id"
    receivers = ("profile.settle_applied",)

    correction_id: UUID
    person_version: int
    outcome: Literal["approved", "conflict"]
    obstacle: str | None


class MoveSeen(Message, frozen=True, kw_only=True):
    """A move from one unit to another is asked for, or has been applied: the unit that is left is to know of it."""

    name = "move.seen"
    aggregate, key = "correction", "correction_id"
    receivers = ("notices.tell_move",)

    correction_id: UUID
    person_id: UUID
    person_name: str
    from_unit_id: UUID
    unit_name: str
    applied: bool


CORRECTING: tuple[type[Message], ...] = (CorrectionApproved, CorrectionApplied, MoveSeen)
