"""Deeds on notices: write, attach, publish, withdraw."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.notices.models import Attachment, Category, Notice, NoticeStatus
from services.notices.operations.attachment_files import store
from shared.errors import DomainError


class NoticeNotDraft(DomainError):
    """What people may already have read is not changed under their eyes."""

    status, error, message = 409, "notice_not_draft", "只有草稿可以修改；已发布的通知请撤回后另行发布。"


@dataclass(frozen=True, kw_only=True)
class NoticeText:
    """What is written; `body` is Markdown."""

    title: str
    body: str
    category: Category
    issuer: str
    pinned: bool = False


def draft_notice(session: Session, text: NoticeText, *, notice_id: UUID | None = None) -> Notice:
    """Write a notice that nobody sees yet."""
    notice = Notice(
        id=notice_id or uuid4(),
        title=text.title,
        body=text.body,
        category=text.category,
        issuer=text.issuer,
        pinned=text.pinned,
        status=NoticeStatus.DRAFT,
        version=1,
    )
    session.add(notice)
    session.flush()
    return notice


def attach(session: Session, notice: Notice, *, name: str, media_type: str, content: bytes) -> Attachment:
    """Add a file at the end of a draft's attachments; raises NoticeNotDraft."""
    if notice.status is not NoticeStatus.DRAFT:
        raise NoticeNotDraft
    stored = store(content)
    count = select(func.count()).select_from(Attachment).where(Attachment.notice_id == notice.id)
    attachment = Attachment(
        notice_id=notice.id,
        position=session.scalar(count) or 0,
        name=name,
        media_type=media_type,
        size=stored.size,
        sha256=stored.sha256,
        stored_name=stored.stored_name,
    )
    session.add(attachment)
    session.flush()
    return attachment


def publish_notice(
    session: Session, notice_id: UUID, *, by: UUID | None, role: str, at: datetime | None = None
) -> Notice:
    """Show a draft to everybody who signs in; raises NotFound or TransitionNotAllowed.

    `at` is for a notice that was published elsewhere before.
    """
    notice = Notice.locked(session, notice_id)
    notice.move_to(NoticeStatus.PUBLISHED, by=by, role=role)
    notice.published_at = at or datetime.now(UTC)
    return notice


def withdraw_notice(session: Session, notice_id: UUID, *, by: UUID | None, role: str, reason: str) -> None:
    """Take a notice back; raises NotFound or TransitionNotAllowed."""
    Notice.locked(session, notice_id).move_to(NoticeStatus.WITHDRAWN, by=by, role=role, reason=reason)
