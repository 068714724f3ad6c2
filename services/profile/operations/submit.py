"""提交审核, and taking it back."""

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from services.profile.models import Origin, Person, Record, RecordStatus, Submission
from services.profile.operations.certificate_numbers import numbers_of_snapshot, shared_numbers
from services.profile.operations.drafts import drafts_of
from services.profile.operations.records import Sections, Title, entries_of, locked_record, problems_of, title_of
from services.profile.operations.snapshots import take_snapshot
from services.profile.operations.windows import refuse_outside_window
from shared.auth import Role
from shared.catalogue import Severity
from shared.errors import DomainError
from shared.messaging.contracts import ReviewRequested, ReviewWithdrawn
from shared.messaging.outbox import publish


class RecordIncomplete(DomainError):
    """Something is missing or wrong; `problems` lists all of it, each at its place."""

    status, error, message = 422, "record_incomplete", "还有 {count} 处需要补充或更正，完成后才能提交审核。"


class DraftsLeftBehind(DomainError):
    """Something was typed and not saved, and would not be handed in."""

    status, error, message = 409, "drafts_left_behind", "还有自动保存、没有点“保存”的内容，不会随本次一起提交。"


class NotPending(DomainError):
    """There is nothing under review that could be taken back."""

    status, error, message = 409, "not_pending", "当前没有等待审核的内容，可能已审核完毕，请刷新页面查看最新状态。"


def submit_record(
    session: Session, person_id: UUID, *, without_drafts: bool = True, now: datetime | None = None
) -> Submission:
    """Freeze a draft or returned record and ask for its review; the reviewer decides on that snapshot and no other.

    Raises TransitionNotAllowed, CollectionClosed, CollectionNotOpen, RecordIncomplete, and DraftsLeftBehind unless it
    is handed in without them.
    """
    record = locked_record(session, person_id)
    if not without_drafts and drafts_of(session, record.id):
        raise DraftsLeftBehind
    if record.editable:
        refuse_outside_window(session, record, now or datetime.now(UTC))
    with session.no_autoflush:  # status and snapshot are written together: the database refuses one without the other
        record.move_to(RecordStatus.PENDING, by=person_id, role=Role.PROFESSIONAL)
        person, entries = record.person, entries_of(session, person_id)
        warnings = _complete(person, entries)
        submission = take_snapshot(session, record, Origin.SUBMISSION, entries)
    record.holder_role = record.holder_unit = None
    session.flush()  # the database sets the time of submission
    warnings += shared_numbers(session, record.id, numbers_of_snapshot(submission.content))
    publish(session, _review_requested(record, person, submission, title_of(entries), warnings))
    return submission


def withdraw_record(session: Session, person_id: UUID) -> Record:
    """Take a submitted record back before a decision takes effect; raises NotPending."""
    record = locked_record(session, person_id)
    if record.status is not RecordStatus.PENDING:
        raise NotPending
    withdraw(session, record, by=person_id, role=Role.PROFESSIONAL)
    return record


def withdraw(session: Session, record: Record, *, by: UUID | None, role: str, reason: str | None = None) -> None:
    """Let a record that is pending and locked be a draft again, and tell review."""
    record.move_to(RecordStatus.DRAFT, by=by, role=role, reason=reason)
    record.holder_role = record.holder_unit = None
    withdrawn = ReviewWithdrawn(
        version=record.version, kind="record", subject_id=record.id, person_id=record.id, section=None
    )
    publish(session, withdrawn)


def _complete(person: Person, sections: Sections) -> int:
    """The number of warnings of a complete record; raises RecordIncomplete."""
    problems = problems_of(person, sections)
    errors = [problem for problem in problems if problem["severity"] is Severity.ERROR]
    if errors:
        raise RecordIncomplete(count=len(errors), problems=errors)
    return len(problems)


def _review_requested(
    record: Record, person: Person, submission: Submission, title: Title, warnings: int
) -> ReviewRequested:
    series, level = title
    return ReviewRequested(
        version=record.version,
        kind="record",
        subject_id=record.id,
        person_id=person.id,
        unit_id=person.unit_id,
        submission_id=submission.id,
        number=submission.number,
        submitted_at=submission.created_at,
        account=person.account,
        person_name=person.name,
        section=None,
        title_series=series,
        title_level=level,
        warnings=warnings,
        content_sha256=submission.sha256,
        person_version=person.version,
    )
