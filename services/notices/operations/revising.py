"""The next edition of a published notice: prepared beside it, and put in its place when it is published."""

from datetime import datetime

from sqlalchemy.orm import Session

from services.notices.models import Notice, NoticeStatus, Revision
from services.notices.operations.attachments import forget_unused
from services.notices.operations.publishing import CONTENT, NoticeNotPublished, address, keep_edition
from services.notices.operations.writing import Hand, NoticeInvalid, NoticeText, refuse_older
from shared.errors import DomainError, NotFound


class NoticeNotShownYet(DomainError):
    """What nobody has seen needs no second edition."""

    status, error = 409, "notice_not_shown_yet"
    message = "通知还没有开始显示，不需要修订：请先「取消定时」改回草稿，修改后再发布。"


def begin_revision(session: Session, notice: Notice, *, by: Hand, now: datetime) -> Revision:
    """Prepare the next edition from the present one; one that is in preparation is gone on with.

    Raises NoticeNotPublished and NoticeNotShownYet.
    """
    if notice.status is not NoticeStatus.PUBLISHED or notice.published_at is None:
        raise NoticeNotPublished
    if notice.published_at > now:
        raise NoticeNotShownYet
    revision = session.get(Revision, notice.id)
    if revision is None:
        content = {name: getattr(notice, name) for name in CONTENT}
        revision = Revision(notice_id=notice.id, **content, note="", version=1, by=by.id, by_name=by.name)
        session.add(revision)
        session.flush()
    return revision


def change_revision(session: Session, notice: Notice, text: NoticeText, note: str, *, by: Hand, expected: int) -> None:
    """Write the next edition; people go on reading the present one. Raises NotFound and ChangedMeanwhile."""
    revision = find_revision(session, notice)
    refuse_older(revision, expected)
    text.put_into(revision)
    revision.note, revision.by, revision.by_name = note, by.id, by.name
    revision.version += 1


def publish_revision(session: Session, notice: Notice, *, by: Hand, expected: int, now: datetime) -> None:
    """Put the next edition in the place of the present one, which stays to be looked at.

    Raises NotFound, NoticeNotPublished, ChangedMeanwhile, and NoticeInvalid if nobody is told what has changed.
    """
    revision = find_revision(session, notice)
    refuse_older(revision, expected)
    if notice.status is not NoticeStatus.PUBLISHED:
        raise NoticeNotPublished
    if not revision.note:
        raise NoticeInvalid(fields={"note": ["请填写修订说明，读者据此知道改了什么。"]})
    for name in CONTENT:
        setattr(notice, name, getattr(revision, name))
    notice.edition += 1
    notice.version += 1
    notice.revised_at = now
    keep_edition(session, notice, by, note=revision.note, at=now)
    address(session, notice)
    session.delete(revision)


def forget_revision(session: Session, notice: Notice) -> list[str]:
    """Give up the next edition if one is in preparation; returns the names of stored files that it alone had."""
    revision = session.get(Revision, notice.id)
    if revision is None:
        return []
    session.delete(revision)
    return forget_unused(session, notice, revision.attachment_ids)


def find_revision(session: Session, notice: Notice) -> Revision:
    """The next edition in preparation; raises NotFound if there is none."""
    revision = session.get(Revision, notice.id)
    if revision is None:
        raise NotFound
    return revision
