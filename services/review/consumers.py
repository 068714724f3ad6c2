"""What the review service hears, each message once: units, staff, submissions, withdrawals, outcomes, its own queue."""

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from services.review.db import db
from services.review.operations import assignment, cases, due, figures, following_units, people, staff
from services.review.operations.batches import BATCH
from shared.jobs import go_on
from shared.messaging.clocks import DigestsDue, EscalationsDue, ReviewMorningBegan
from shared.messaging.contracts import (
    CaseOpened,
    PersonChanged,
    ReviewRequested,
    ReviewSettled,
    ReviewWithdrawn,
    StaffChanged,
    UnitChanged,
)
from shared.messaging.figures import CaseWritten
from shared.messaging.inbox import Consumers
from shared.messaging.long_work import BatchContinued
from shared.messaging.units import CasesFollowed

consumers = Consumers("review", db)


@consumers.consumes(UnitChanged)
def mirror_unit(session: Session, message: UnitChanged) -> None:
    """A unit was created or changed."""
    staff.mirror_unit(session, message)


@consumers.consumes(CasesFollowed, every_version=True)
def follow_unit(session: Session, message: CasesFollowed) -> None:
    """Cases of a unit that has another place in the tree are to be looked at; each chunk counts."""
    following_units.follow(session, message)


@consumers.consumes(StaffChanged)
def mirror_staff(session: Session, message: StaffChanged) -> None:
    """Somebody got or lost roles, went on leave, came back or was disabled."""
    staff.mirror_staff(session, message)


@consumers.consumes(PersonChanged)
def mirror_person(session: Session, message: PersonChanged) -> None:
    """A person was entered, corrected, or moved to another unit."""
    people.mirror_person(session, message)


# Of the three about a subject each one counts: a late outcome still closes its own case after a newer submission has
# come, and a late submission is still noted. The operations compare the versions themselves.


@consumers.consumes(ReviewRequested, every_version=True)
def open_case(session: Session, message: ReviewRequested) -> None:
    """A person handed something in."""
    cases.open_case(session, message)


@consumers.consumes(ReviewWithdrawn, every_version=True)
def withdraw_case(session: Session, message: ReviewWithdrawn) -> None:
    """A person took it back."""
    cases.withdraw_case(session, message)


@consumers.consumes(ReviewSettled, every_version=True)
def close_case(session: Session, message: ReviewSettled) -> None:
    """The outcome took effect."""
    cases.close_case(session, message)


@consumers.consumes(CaseOpened)
def assign_case(session: Session, message: CaseOpened) -> None:
    """A case waits for a reviewer."""
    assignment.assign_case(session, message.case_id)


@consumers.consumes(BatchContinued)
def continue_batch(session: Session, message: BatchContinued) -> None:
    """The next cases of a batch are to be worked."""
    go_on(session, BATCH, message)


@consumers.consumes(ReviewMorningBegan)
def look_at_due(session: Session, _: ReviewMorningBegan) -> None:
    """Time to look which cases are due."""
    due.look_at_due(session, datetime.now(UTC))


@consumers.consumes(DigestsDue, every_version=True)
def digest_some(session: Session, message: DigestsDue) -> None:
    """Some reviewers are to be told what is due; each chunk counts."""
    due.digest_some(session, message, datetime.now(UTC))


@consumers.consumes(EscalationsDue, every_version=True)
def escalate_some(session: Session, message: EscalationsDue) -> None:
    """Some overdue cases are to be taken to an administrator."""
    due.escalate_some(session, message, datetime.now(UTC))


@consumers.consumes(CaseWritten, every_version=True)
def count_case(session: Session, message: CaseWritten) -> None:
    """Something of a case was written; counting reads what is true now, so no message can come too late."""
    figures.count_case(session, message.case_id)
