"""Publishing, now or from a moment on; taking back; what stands first and until when.

Publishing writes a row for each unit and role that is addressed, and none for any person.
"""

from datetime import UTC, datetime
from itertools import product
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from services.notices.models import ANYBODY, WHOLE_PROVINCE, Audience, Content, Edition, Notice, NoticeStatus
from services.notices.operations.indexing import index_notice
from services.notices.operations.writing import Hand, NoticeInvalid
from shared.errors import DomainError

FIRST = 1
CONTENT = tuple(Content.__annotations__)


class NoticeShownAlready(DomainError):
    """What people may have read does not become a draft again."""

    status, error = 409, "notice_shown_already"
    message = "通知已经显示给人员，不能改回草稿。需要改动请点「修订」，不再适用请「撤回」。"


class NoticeNotPublished(DomainError):
    """Only what is published can be moved in the list."""

    status, error, message = 409, "notice_not_published", "只有已发布的通知可以进行这项操作，请刷新页面查看最新状态。"


def publish_notice(
    session: Session,
    notice_id: UUID,
    *,
    by: Hand,
    at: datetime | None = None,
    until: datetime | None = None,
    pinned: bool = False,
) -> Notice:
    """Show a draft to those it concerns, from `at` on if that is given, until `until`.

    Raises NotFound, NoticeInvalid and TransitionNotAllowed.
    """
    notice = Notice.locked(session, notice_id)
    notice.move_to(NoticeStatus.PUBLISHED, by=by.id, role=by.role)
    notice.published_at, notice.edition, notice.pinned = at or datetime.now(UTC), FIRST, pinned
    _end(notice, until)
    keep_edition(session, notice, by, note="", at=notice.published_at)
    address(session, notice)
    return notice


def refuse_past(at: datetime | None, now: datetime) -> None:
    """Let people plan only what is to come; raises NoticeInvalid."""
    if at is not None and at <= now:
        raise NoticeInvalid(fields={"published_at": ["开始显示的时间应晚于现在；要立即发布请留空。"]})


def unschedule_notice(session: Session, notice: Notice, *, by: Hand, now: datetime) -> None:
    """Make a draft again of what nobody has seen yet; raises NoticeShownAlready and TransitionNotAllowed."""
    if notice.status is NoticeStatus.PUBLISHED and notice.published_at is not None and notice.published_at <= now:
        raise NoticeShownAlready
    notice.move_to(NoticeStatus.DRAFT, by=by.id, role=by.role)
    notice.published_at = notice.published_until = None
    notice.edition = 0
    session.execute(delete(Edition).where(Edition.notice_id == notice.id))
    _address_nobody(session, notice)


def withdraw_notice(session: Session, notice_id: UUID, *, by: Hand, reason: str) -> None:
    """Take a notice back; raises NotFound or TransitionNotAllowed."""
    notice = Notice.locked(session, notice_id)
    notice.move_to(NoticeStatus.WITHDRAWN, by=by.id, role=by.role, reason=reason)
    _address_nobody(session, notice)


def display(session: Session, notice: Notice, *, pinned: bool, until: datetime | None) -> None:
    """Say whether a published notice stands first, and until when; raises NoticeNotPublished and NoticeInvalid."""
    if notice.status is not NoticeStatus.PUBLISHED:
        raise NoticeNotPublished
    notice.pinned = pinned
    _end(notice, until)
    notice.version += 1
    of_notice = update(Audience).where(Audience.notice_id == notice.id)
    session.execute(of_notice.values(pinned=pinned, published_until=until))


def keep_edition(session: Session, notice: Notice, by: Hand, *, note: str, at: datetime) -> None:
    """Keep what a notice says from now on as an edition of its own."""
    content = {name: getattr(notice, name) for name in CONTENT}
    session.add(
        Edition(notice_id=notice.id, number=notice.edition, **content, note=note, by=by.id, by_name=by.name, at=at)
    )


def address(session: Session, notice: Notice) -> None:
    """Let those find a published notice whom it concerns, and no others."""
    _address_nobody(session, notice)
    where = product(notice.unit_ids or [WHOLE_PROVINCE], notice.roles or [ANYBODY])
    placed = {"pinned": notice.pinned, "published_at": notice.published_at, "published_until": notice.published_until}
    session.add_all(Audience(notice_id=notice.id, unit_id=unit, role=role, **placed) for unit, role in where)
    index_notice(session, notice)
    session.flush()


def _address_nobody(session: Session, notice: Notice) -> None:
    session.execute(delete(Audience).where(Audience.notice_id == notice.id))


def _end(notice: Notice, until: datetime | None) -> None:
    if until is not None and notice.published_at is not None and until <= notice.published_at:
        raise NoticeInvalid(fields={"published_until": ["结束显示的时间应晚于开始显示的时间。"]})
    notice.published_until = until
