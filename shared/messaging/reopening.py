"""The messages by which an approved record is opened again; `contracts.py` has all others."""

from uuid import UUID

from shared.messaging.message import Message


class ReopeningOrdered(Message, frozen=True, kw_only=True):
    """An administrator wants a record to be filled in again, the submission of which was approved in this case."""

    name = "reopening.ordered"
    aggregate, key = "case", "case_id"
    receivers = ("profile.reopen_record",)

    case_id: UUID
    person_id: UUID
    submission_id: UUID
    reason: str
    ordered_by: UUID
    role: str


class RecordReopened(Message, frozen=True, kw_only=True):
    """An approved record is a draft again; only now is the person told."""

    name = "record.reopened"
    aggregate, key = "subject", "person_id"
    receivers = ("notices.tell_reopened",)

    person_id: UUID
    reason: str


REOPENING: tuple[type[Message], ...] = (ReopeningOrdered, RecordReopened)
