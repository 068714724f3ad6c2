"""What can be read; nothing here changes anything."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from services.notices.models import Attachment, Content, Downloads, Edition, Mailbox, Notice, PersonalMessage
from services.notices.policy import Reader, can_read_notice, concerns, messages_to, public_notices
from services.notices.texts.templates import TEMPLATES, Group
from shared.errors import DomainError, NotFound
from shared.paging import cursor_of, typed_key


class NoticeGone(DomainError):
    """It was there for this reader, and is not any more."""

    status, error, message = 410, "notice_gone", "这条通知已经撤回或者已过显示期限，不再显示。"


def find_notice(session: Session, reader: Reader, notice_id: UUID) -> Notice:
    """A notice that somebody may read. Raises NotFound for any other, NoticeGone for one that they could read."""
    notice, now = session.get(Notice, notice_id), datetime.now(UTC)
    if notice is None or notice.published_at is None or notice.published_at > now or not concerns(notice, reader):
        raise NotFound
    if not can_read_notice(reader, notice, now):
        raise NoticeGone
    return notice


def find_public_notice(session: Session, notice_id: UUID) -> Notice:
    """A notice that everybody may read; raises NotFound for any other."""
    notice = session.scalar(select(Notice).where(Notice.id == notice_id, public_notices(datetime.now(UTC))))
    if notice is None:
        raise NotFound
    return notice


def editions_of(session: Session, notice: Notice) -> Sequence[Edition]:
    """All editions of a notice, the newest first."""
    return session.scalars(select(Edition).where(Edition.notice_id == notice.id).order_by(Edition.number.desc())).all()


def attachments_of(session: Session, content: Content) -> Sequence[Attachment]:
    """The files of an edition, in their order."""
    found = session.scalars(select(Attachment).where(Attachment.id.in_(content.attachment_ids))).all()
    return sorted(found, key=lambda attachment: content.attachment_ids.index(attachment.id))


def attachment_in(session: Session, content: Content, attachment_id: UUID) -> Attachment:
    """A file of an edition; raises NotFound for any other."""
    attachment = session.get(Attachment, attachment_id)
    if attachment is None or attachment_id not in content.attachment_ids:
        raise NotFound
    return attachment


def downloads_of(session: Session, content: Content) -> dict[UUID, int]:
    """How often each file of an edition was downloaded."""
    counted = select(Downloads.attachment_id, func.sum(Downloads.downloads)).group_by(Downloads.attachment_id)
    found = dict(session.execute(counted.where(Downloads.attachment_id.in_(content.attachment_ids))).all())
    return {attachment: int(found.get(attachment, 0)) for attachment in content.attachment_ids}


def page_of_messages(
    session: Session,
    recipient: UUID,
    cursor: str | None,
    limit: int,
    *,
    unread: bool = False,
    group: str | None = None,
) -> tuple[Sequence[PersonalMessage], str | None]:
    """A person's messages, the newest first, and the cursor of the next page; raises CursorInvalid."""
    listed = select(PersonalMessage).where(messages_to(recipient))
    if unread:
        listed = listed.where(PersonalMessage.read_at.is_(None))
    if group:
        kinds = [name for name, template in TEMPLATES.items() if template.group == group]
        listed = listed.where(PersonalMessage.kind.in_(kinds))
    if cursor:
        end = tuple_(*typed_key(cursor, datetime.fromisoformat, UUID))
        listed = listed.where(tuple_(PersonalMessage.created_at, PersonalMessage.id) < end)
    order = (PersonalMessage.created_at.desc(), PersonalMessage.id.desc())
    found = session.scalars(listed.order_by(*order).limit(limit + 1)).all()
    if len(found) <= limit:
        return found, None
    return found[:limit], cursor_of(found[limit - 1].created_at, found[limit - 1].id)


def preferences(session: Session, person_id: UUID) -> dict[str, Any]:
    """What somebody chose about mail; whoever has chosen nothing gets all."""
    mailbox = session.get(Mailbox, person_id) or Mailbox(reachable=False, muted=[], edition=0)
    groups = [
        {"name": group.value, "mailed": group not in mailbox.muted, "fixed": group is Group.SECURITY} for group in Group
    ]
    return {"reachable": mailbox.reachable, "version": mailbox.edition, "groups": groups}


def unread(session: Session, recipient: UUID) -> int:
    """How many messages a person has not read (a partial index holds just these)."""
    of_person = select(func.count()).select_from(PersonalMessage).where(messages_to(recipient))
    return session.scalar(of_person.where(PersonalMessage.read_at.is_(None))) or 0
