"""The messages between profile, which settles a correction of a person's facts, and auth, which owns these facts."""

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


CORRECTING: tuple[type[Message], ...] = (CorrectionApproved, CorrectionApplied)
