"""The files of a notice, or of its next edition while that is prepared."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from services.notices.models import Attachment, Edition, Notice, NoticeStatus, Revision
from services.notices.operations.attachment_files import StoredFile
from services.notices.operations.writing import NoticeNotDraft
from shared.errors import DomainError, NotFound

MOST_ATTACHMENTS = 20


class TooManyAttachments(DomainError):
    """More files than anybody looks through."""

    status, error, message = 409, "too_many_attachments", "一则通知最多 {most} 个附件，请先移除不需要的。"


def attach(session: Session, notice: Notice, name: str, media_type: str, stored: StoredFile) -> Attachment:
    """Add a file at the end of what is being written; raises NoticeNotDraft and TooManyAttachments."""
    written = being_written(session, notice)
    if len(written.attachment_ids) >= MOST_ATTACHMENTS:
        raise TooManyAttachments(most=MOST_ATTACHMENTS)
    last = select(func.max(Attachment.position)).where(Attachment.notice_id == notice.id)
    attachment = Attachment(
        notice_id=notice.id,
        position=(session.scalar(last) or 0) + 1,
        name=name,
        media_type=media_type,
        size=stored.size,
        sha256=stored.sha256,
        stored_name=stored.stored_name,
    )
    session.add(attachment)
    session.flush()
    written.attachment_ids = [*written.attachment_ids, attachment.id]
    return attachment


def move_up(session: Session, notice: Notice, attachment_id: UUID) -> None:
    """Put a file before the one that stands before it; raises NoticeNotDraft and NotFound."""
    written = being_written(session, notice)
    ids = _with(written, attachment_id)
    place = ids.index(attachment_id)
    if place:
        ids[place - 1 : place + 1] = [attachment_id, ids[place - 1]]
        written.attachment_ids = ids


def detach(session: Session, notice: Notice, attachment_id: UUID) -> list[str]:
    """Take a file out of what is being written; raises NoticeNotDraft and NotFound.

    Returns the names of stored files that nobody can look at any more: they are removed when all this holds.
    """
    written = being_written(session, notice)
    written.attachment_ids = [one for one in _with(written, attachment_id) if one != attachment_id]
    session.flush()
    return forget_unused(session, notice, [attachment_id])


def forget_unused(session: Session, notice: Notice, attachment_ids: Collection[UUID]) -> list[str]:
    """Forget those files that stand in no edition; returns the names under which they are stored."""
    used = select(func.unnest(Edition.attachment_ids)).where(Edition.notice_id == notice.id)
    unused: ColumnElement[bool] = Attachment.id.not_in({*session.scalars(used), *notice.attachment_ids})
    found = session.scalars(select(Attachment).where(Attachment.id.in_(attachment_ids), unused)).all()
    for attachment in found:
        session.delete(attachment)
    return [attachment.stored_name for attachment in found]


def being_written(session: Session, notice: Notice) -> Notice | Revision:
    """What may be changed of a notice: the draft, or the edition in preparation; raises NoticeNotDraft if neither."""
    if notice.status is NoticeStatus.DRAFT:
        return notice
    revision = session.get(Revision, notice.id) if notice.status is NoticeStatus.PUBLISHED else None
    if revision is None:
        raise NoticeNotDraft
    return revision


def _with(written: Notice | Revision, attachment_id: UUID) -> list[UUID]:
    if attachment_id not in written.attachment_ids:
        raise NotFound
    return list(written.attachment_ids)
