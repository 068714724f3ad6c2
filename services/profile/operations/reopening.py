"""An approved record becomes a draft again, because an administrator wants it corrected."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.profile.models import Origin, Record, RecordStatus, Submission
from shared import audit
from shared.messaging.outbox import publish
from shared.messaging.reopening import RecordReopened, ReopeningOrdered


def reopen_record(session: Session, order: ReopeningOrdered) -> None:
    """Let the person fill in again what was approved; nothing happens if the record has moved on since.

    What was approved stays so: it is shared, compared and verified as before. Change requests stay open; while the
    record is not approved they can't take effect, and after that only if what they are based on is still the same.
    Raises NotFound for a record that is not here.
    """
    record = Record.locked(session, order.person_id)
    if record.status is not RecordStatus.APPROVED or _last_handed_in(session, record) != order.submission_id:
        return
    record.move_to(RecordStatus.DRAFT, by=order.ordered_by, role=order.role, reason=order.reason)
    audit.note(word="重新开放填写生效", about=("person", record.id))
    publish(session, RecordReopened(version=record.version, person_id=record.id, reason=order.reason))


def _last_handed_in(session: Session, record: Record) -> UUID | None:
    """The newest snapshot that the person handed in; those that followed approved changes belong to it."""
    own = select(Submission.id).where(Submission.record_id == record.id, Submission.origin == Origin.SUBMISSION)
    return session.scalar(own.order_by(Submission.number.desc()).limit(1))
