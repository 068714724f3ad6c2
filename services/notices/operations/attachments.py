"""The files of a notice, or of its next edition while that is prepared."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.notices.models import Attachment, Notice, NoticeStatus, Revision
from services.notices.operations.attachment_files import StoredFile
from services.notices.operations.writing import NoticeNotDraft


def attach(session: Session, notice: Notice, name: str, media_type: str, stored: StoredFile) -> Attachment:
    """Add a file at the end of what is being written; raises NoticeNotDraft."""
    written = being_written(session, notice)
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


def being_written(session: Session, notice: Notice) -> Notice | Revision:
    """What may be changed of a notice: the draft, or the edition in preparation; raises NoticeNotDraft if neither."""
    if notice.status is NoticeStatus.DRAFT:
        return notice
    revision = session.get(Revision, notice.id) if notice.status is NoticeStatus.PUBLISHED else None
    if revision is None:
        raise NoticeNotDraft
    return revision
