"""What can be read; nothing here changes anything."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from services.notices.models import Attachment, Content, Notice, PersonalMessage
from services.notices.policy import messages_to, readable_notices
from shared.errors import NotFound
from shared.paging import CursorInvalid, cursor_of, key_of

BOOLEANS = {"True": True, "False": False}


def page_of_notices(session: Session, cursor: str | None, limit: int) -> tuple[Sequence[Notice], str | None]:
    """Published notices, pinned ones first, then the newest, and the cursor of the next page; raises CursorInvalid."""
    listed = select(Notice).where(readable_notices())
    if cursor:
        pinned, published_at, notice_id = key_of(cursor, 3)
        if pinned not in BOOLEANS:
            raise CursorInvalid
        end = (BOOLEANS[pinned], *_time_and_id(published_at, notice_id))
        listed = listed.where(tuple_(Notice.pinned, Notice.published_at, Notice.id) < tuple_(*end))
    order = (Notice.pinned.desc(), Notice.published_at.desc(), Notice.id.desc())
    found = session.scalars(listed.order_by(*order).limit(limit + 1)).all()
    if len(found) <= limit:
        return found, None
    last = found[limit - 1]
    return found[:limit], cursor_of(last.pinned, last.published_at, last.id)


def find_notice(session: Session, notice_id: UUID) -> Notice:
    """A published notice; raises NotFound for any other."""
    notice = session.scalar(select(Notice).where(Notice.id == notice_id, readable_notices()))
    if notice is None:
        raise NotFound
    return notice


def attachments_of(session: Session, content: Content) -> Sequence[Attachment]:
    """The files of an edition, in their order."""
    found = session.scalars(select(Attachment).where(Attachment.id.in_(content.attachment_ids))).all()
    return sorted(found, key=lambda attachment: content.attachment_ids.index(attachment.id))


def find_attachment(session: Session, notice_id: UUID, attachment_id: UUID) -> Attachment:
    """A file of a published notice; raises NotFound for any other."""
    notice, attachment = find_notice(session, notice_id), session.get(Attachment, attachment_id)
    if attachment is None or attachment_id not in notice.attachment_ids:
        raise NotFound
    return attachment


def page_of_messages(
    session: Session, recipient: UUID, cursor: str | None, limit: int
) -> tuple[Sequence[PersonalMessage], str | None]:
    """A person's messages, the newest first, and the cursor of the next page; raises CursorInvalid."""
    listed = select(PersonalMessage).where(messages_to(recipient))
    if cursor:
        end = tuple_(*_time_and_id(*key_of(cursor, 2)))
        listed = listed.where(tuple_(PersonalMessage.created_at, PersonalMessage.id) < end)
    order = (PersonalMessage.created_at.desc(), PersonalMessage.id.desc())
    found = session.scalars(listed.order_by(*order).limit(limit + 1)).all()
    if len(found) <= limit:
        return found, None
    return found[:limit], cursor_of(found[limit - 1].created_at, found[limit - 1].id)


def unread(session: Session, recipient: UUID) -> int:
    """How many messages a person has not read (a partial index holds just these)."""
    of_person = select(func.count()).select_from(PersonalMessage).where(messages_to(recipient))
    return session.scalar(of_person.where(PersonalMessage.read_at.is_(None))) or 0


def _time_and_id(time: str, row_id: str) -> tuple[datetime, UUID]:
    try:
        return datetime.fromisoformat(time), UUID(row_id)
    except ValueError as error:
        raise CursorInvalid from error
