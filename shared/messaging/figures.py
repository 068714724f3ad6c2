"""The messages by which a service tells itself what to count again; `contracts.py` has all others."""

from uuid import UUID

from shared.messaging.message import Message


class RecordWritten(Message, frozen=True, kw_only=True):
    """Something of a person's record, or the person, was written; the figures are brought up to it."""

    name = "record.written"
    aggregate, key = "written_record", "person_id"
    receivers = ("profile.count_person",)

    person_id: UUID


class CaseWritten(Message, frozen=True, kw_only=True):
    """Something of a case was written; the figures are brought up to it."""

    name = "case.written"
    aggregate, key = "written_case", "case_id"
    receivers = ("review.count_case",)

    case_id: UUID


COUNTED = (RecordWritten, CaseWritten)
