"""The messages of long work: the next chunk of each kind, and what people are told when it is done."""

from datetime import datetime
from uuid import UUID

from shared.messaging.message import Message


class JobContinued(Message, frozen=True, kw_only=True):
    """The next chunk of long work is to be done. Each kind of work has its own, which names who does it."""

    aggregate, key = "job", "job_id"

    job_id: UUID


class BatchContinued(JobContinued, frozen=True, kw_only=True):
    """A batch on the reviewer's desk goes on."""

    name = "batch.continued"
    receivers = ("review.continue_batch",)


class ReviewerReminded(Message, frozen=True, kw_only=True):
    """An administrator asks whoever holds cases to see to them: one message for all of a batch."""

    name = "reviewer.reminded"
    aggregate, key = "reminder", "reviewer_id"
    receivers = ("notices.tell_reminded",)

    batch_id: UUID
    reviewer_id: UUID
    cases: int
    oldest_person: str
    oldest_submitted_at: datetime


LONG_WORK: tuple[type[Message], ...] = (BatchContinued, ReviewerReminded)
