"""信息变更申请: asking for a change of an approved record."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.profile.models import ChangeRequest, ChangeStatus, Person, Record
from services.profile.operations.change_drafts import drop_drafts_of
from services.profile.operations.records import entries_of, title_of
from services.profile.operations.snapshots import digest
from services.profile.operations.windows import refuse_outside_window
from services.profile.operations.wishes import (
    Target,
    Wish,
    approved_record,
    checked_wish,
    frozen,
    own_evidence,
    target_of,
)
from shared.errors import DomainError
from shared.messaging.contracts import ReviewRequested
from shared.messaging.outbox import publish


class RequestAlreadyOpen(DomainError):
    """One open request for an entry; `id` leads to it."""

    status, error = 409, "request_already_open"
    message = "这一条已有等待审核的变更申请，请等待审核结果，或先撤销原申请。"


def request_change(
    session: Session, person_id: UUID, wish: Wish, *, bundle_id: UUID | None = None, now: datetime | None = None
) -> ChangeRequest:
    """Ask for one entry to be changed, added or deleted; starts from the record as it is now.

    `bundle_id` is that of the requests that are handed in together. Raises NotFound, RecordNotApproved,
    CollectionClosed, CollectionNotOpen, RequestAlreadyOpen, and what `checked_wish` raises.
    """
    record = approved_record(session, person_id)
    refuse_outside_window(session, record, now or datetime.now(UTC))
    target = target_of(session, record, wish)
    _refuse_second(session, record, target)
    new, warnings = checked_wish(session, record, target, wish)
    request = _request(record, target, wish, bundle_id)
    request.number, request.new = _next_number(session, record.id), new
    request.files = own_evidence(session, person_id, wish.files)
    session.add(request)
    session.flush()  # the database sets the time of submission
    drop_drafts_of(session, record, target, wish.draft_id)
    publish(session, _review_requested(session, request, warnings))
    return request


def wish_digest(request: ChangeRequest) -> str:
    """SHA-256 of what is wished for, on what basis and why; the same for as long as the request is the same."""
    wished = ("section", "action", "entry_id", "base_version", "old", "new", "reason", "files")
    return digest({name: getattr(request, name) for name in wished} | {"entry_id": str(request.entry_id or "")})


def _refuse_second(session: Session, record: Record, target: Target) -> None:
    """One open request for an entry, or for a section of one entry. The database holds it too."""
    section, entry = target.section, target.entry
    if entry is None and section.many:
        return  # additions are not limited
    found = select(ChangeRequest.id).where(
        ChangeRequest.record_id == record.id,
        ChangeRequest.section == section.key,
        ChangeRequest.status == ChangeStatus.PENDING,
    )
    if section.many:
        found = found.where(ChangeRequest.entry_id == (entry.id if entry else None))
    open_id = session.scalar(found)
    if open_id is not None:
        raise RequestAlreadyOpen(id=open_id)


def _request(record: Record, target: Target, wish: Wish, bundle_id: UUID | None) -> ChangeRequest:
    entry = target.entry
    return ChangeRequest(
        id=uuid4(),
        record_id=record.id,
        bundle_id=bundle_id,
        version=1,
        section=target.section.key,
        single=not target.section.many,
        entry_id=entry.id if entry else None,
        action=wish.action,
        base_version=entry.content_version if entry else None,
        old=frozen(entry) if entry else None,
        reason=wish.reason,
    )


def _next_number(session: Session, record_id: UUID) -> int:
    last = session.scalar(select(func.max(ChangeRequest.number)).where(ChangeRequest.record_id == record_id))
    return (last or 0) + 1


def _review_requested(session: Session, request: ChangeRequest, warnings: int) -> ReviewRequested:
    person = session.get_one(Person, request.record_id)
    series, level = title_of(entries_of(session, request.record_id))
    return ReviewRequested(
        version=request.version,
        kind="change",
        subject_id=request.id,
        person_id=person.id,
        unit_id=person.unit_id,
        submission_id=request.id,
        number=request.number,
        submitted_at=request.submitted_at,
        account=person.account,
        person_name=person.name,
        section=request.section,
        title_series=series,
        title_level=level,
        warnings=warnings,
        content_sha256=wish_digest(request),
        bundle_id=request.bundle_id,
        person_version=person.version,
    )
