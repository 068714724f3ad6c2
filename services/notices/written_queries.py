"""Notices as their writers see them: drafts too, and how each stands."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select, tuple_
from sqlalchemy.orm import Session

from services.notices.audience import people_concerned
from services.notices.models import Attachment, Content, Edition, Notice, NoticeStatus, Reading, Revision, Unit
from services.notices.operations.attachments import being_written
from services.notices.operations.publishing import CONTENT
from services.notices.operations.rendering import html_of
from services.notices.operations.writing import NoticeNotDraft, find_written
from services.notices.policy import addressable_by, is_shown, shown_at, written_by
from services.notices.queries import attachments_of, downloads_of
from shared.auth import Actor
from shared.errors import NotFound
from shared.paging import cursor_of, typed_key
from shared.workflow import history_of

MOST_UNITS = 20

View = dict[str, Any]


def page_of_written(session: Session, actor: Actor, query: View) -> View:
    """The notices that somebody may write, the newest first. Raises CursorInvalid."""
    now, limit = datetime.now(UTC), query["limit"]
    listed = select(Notice).where(written_by(actor))
    if query["state"]:
        listed = listed.where(_in_state(query["state"], now))
    if query["category"]:
        listed = listed.where(Notice.category == query["category"])
    if query["q"]:
        listed = listed.where(Notice.title.contains(query["q"], autoescape=True))
    if query["cursor"]:
        end = typed_key(query["cursor"], datetime.fromisoformat, UUID)
        listed = listed.where(tuple_(Notice.created_at, Notice.id) < tuple_(*end))
    found = session.scalars(listed.order_by(Notice.created_at.desc(), Notice.id.desc()).limit(limit + 1)).all()
    page = found[:limit]
    following = cursor_of(page[-1].created_at, page[-1].id) if len(found) > limit else None
    return {"items": [_line(notice, now) for notice in page], "next": following}


def full_view(session: Session, actor: Actor, notice_id: UUID) -> View:
    """One notice with text, files, the next edition if one is prepared, and all that was done. Raises NotFound."""
    notice = find_written(session, actor, notice_id)
    revision = session.get(Revision, notice_id)
    editions = select(Edition).where(Edition.notice_id == notice_id).order_by(Edition.number.desc())
    return (
        _line(notice, datetime.now(UTC))
        | _content_view(session, notice)
        | {
            "revision": revision and _content_view(session, revision) | _facts_of(revision),
            "editions": [_facts_of(edition) for edition in session.scalars(editions)],
            "history": history_of(session, Notice.KIND, notice_id)[::-1],
            **_readers(session, notice),
        }
    )


def people_to_reach(session: Session, actor: Actor, notice_id: UUID) -> int:
    """How many people would find what is being written, or find what is published. Raises NotFound."""
    notice = find_written(session, actor, notice_id)
    try:
        return people_concerned(session, being_written(session, notice))
    except NoticeNotDraft:
        return people_concerned(session, notice)


def edition_view(session: Session, actor: Actor, notice_id: UUID, number: int) -> View:
    """An edition as people could read it. Raises NotFound."""
    edition = session.get(Edition, (find_written(session, actor, notice_id).id, number))
    if edition is None:
        raise NotFound
    return _content_view(session, edition) | _facts_of(edition)


def find_written_attachment(session: Session, actor: Actor, notice_id: UUID, attachment_id: UUID) -> Attachment:
    """A file of any edition of a notice that somebody may write. Raises NotFound."""
    attachment = session.get(Attachment, attachment_id)
    if attachment is None or attachment.notice_id != find_written(session, actor, notice_id).id:
        raise NotFound
    return attachment


def addressable_units(session: Session, actor: Actor, q: str) -> list[View]:
    """Units that somebody may write for, by a piece of the name; without one those nearest to the top."""
    found = select(Unit).where(addressable_by(actor), Unit.closed.is_(False))
    if q:
        found = found.where(Unit.name.contains(q, autoescape=True))
    tops = Unit.id.in_([unit for _, unit in actor.grants])
    units = session.scalars(found.order_by(tops.desc(), Unit.superior_id.is_not(None), Unit.name).limit(MOST_UNITS))
    return [{"id": unit.id, "name": unit.name} for unit in units]


def state_of(notice: Notice, now: datetime) -> str:
    """How a notice stands at a moment: draft, scheduled, shown, ended or withdrawn."""
    if notice.status is not NoticeStatus.PUBLISHED or notice.published_at is None:
        return notice.status.value
    if now < notice.published_at:
        return "scheduled"
    return "shown" if is_shown(notice, now) else "ended"


def _in_state(state: str, now: datetime) -> ColumnElement[bool]:
    published = Notice.status == NoticeStatus.PUBLISHED
    conditions: dict[str, ColumnElement[bool]] = {
        "draft": Notice.status == NoticeStatus.DRAFT,
        "scheduled": and_(published, Notice.published_at > now),
        "shown": shown_at(now),
        "ended": and_(published, Notice.published_until <= now),
        "withdrawn": Notice.status == NoticeStatus.WITHDRAWN,
    }
    return conditions[state]


def _line(notice: Notice, now: datetime) -> View:
    names = (
        *("id", "title", "category", "issuer", "issuer_unit_id", "author_name", "pinned", "must_read", "version"),
        *("created_at", "published_at", "published_until", "revised_at", "edition"),
    )
    return {name: getattr(notice, name) for name in names} | {"state": state_of(notice, now)}


def _content_view(session: Session, content: Content) -> View:
    units = session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(content.unit_ids)).order_by(Unit.name))
    return {name: getattr(content, name) for name in CONTENT} | {
        "body_html": html_of(content.body),
        "units": [dict(unit) for unit in units.mappings()],
        "attachments": _files(session, content),
    }


def _files(session: Session, content: Content) -> list[View]:
    names, downloads = ("id", "name", "media_type", "size"), downloads_of(session, content)
    return [
        {name: getattr(file, name) for name in names} | {"downloads": downloads.get(file.id, 0)}
        for file in attachments_of(session, content)
    ]


def _facts_of(prepared: Edition | Revision) -> View:
    names = ("number", "note", "by_name", "at", "version", "changed_at")
    return {name: getattr(prepared, name) for name in names if hasattr(prepared, name)}


def _readers(session: Session, notice: Notice) -> View:
    """How many have read and confirmed the edition in force, or any."""
    counts = select(func.count(), func.count(Reading.confirmed_at)).where(Reading.notice_id == notice.id)
    readers, confirmations = session.execute(counts).one()
    return {"readers": readers, "confirmations": confirmations}
