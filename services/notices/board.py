"""通知公告 as a list: what concerns a reader, the pinned first, then the newest; and what changes it.

Every unit and role under which a reader is addressed has its own list along an index; a page is merged from the first
lines of each, and costs the same however many notices there are for others.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select, true, tuple_
from sqlalchemy.orm import Session, defer

from services.notices.models import Audience, Board, Category, Notice, NoticeStatus
from services.notices.policy import MEANT_FOR_RECORD, NOW, PLACES, SHOWN, Reader, public_notices, readable
from shared.beijing import BEIJING
from shared.paging import cursor_of, typed_key

BOOLEANS = ("False", "True")
WITHOUT_BODY = defer(Notice.body, raiseload=True)
_PUBLISHED = Notice.status == NoticeStatus.PUBLISHED
_STANDING = select(
    select(Board.edition).scalar_subquery(),
    select(func.max(Notice.published_at)).where(_PUBLISHED, Notice.published_at <= NOW).scalar_subquery(),
    select(func.max(Notice.published_until)).where(_PUBLISHED, Notice.published_until <= NOW).scalar_subquery(),
)
Page = tuple[Sequence[Notice], str | None]


@dataclass(frozen=True)
class Narrowing:
    """What of the list is wanted; everything unless said."""

    q: str = ""
    year: int | None = None
    category: Category | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """Those of year, in Beijing, and category."""
        found = [Notice.category == self.category] if self.category else []
        if self.year:
            found += [Notice.published_at >= _new_year(self.year), Notice.published_at < _new_year(self.year + 1)]
        return found


def page_of_notices(session: Session, reader: Reader, narrowed: Narrowing, cursor: str | None, limit: int) -> Page:
    """One page of the list, and the cursor of the next. Raises CursorInvalid."""
    keys = _merged(narrowed.conditions(), key_of_page(cursor) if cursor else None, limit + 1)
    order = (Notice.pinned.desc(), Notice.published_at.desc(), Notice.id.desc())
    listed = select(Notice).where(Notice.id.in_(keys)).order_by(*order).options(WITHOUT_BODY)
    return page_of(session.scalars(listed, readable(reader, datetime.now(UTC))).all(), limit)


def page_of_public_notices(session: Session, cursor: str | None, limit: int) -> Page:
    """The same of what everybody may read, the newest first, each as a whole. Raises CursorInvalid."""
    listed = select(Notice).where(public_notices(datetime.now(UTC)))
    if cursor:
        listed = listed.where(tuple_(Notice.published_at, Notice.id) < tuple_(*key_of_page(cursor)[1:]))
    order = (Notice.published_at.desc(), Notice.id.desc())
    return page_of(session.scalars(listed.order_by(*order).limit(limit + 1)).all(), limit)


def page_of(found: Sequence[Notice], limit: int) -> Page:
    """The first `limit` of what was found, and the cursor if there are more."""
    if len(found) <= limit:
        return found, None
    last = found[limit - 1]
    return found[:limit], cursor_of(last.pinned, last.published_at, last.id)


def key_of_page(cursor: str) -> tuple[bool, datetime, UUID]:
    """Behind which line a page begins; raises CursorInvalid."""
    pinned, published_at, notice_id = typed_key(cursor, BOOLEANS.index, datetime.fromisoformat, UUID)
    return bool(pinned), published_at, notice_id


def standing(session: Session, reader: Reader | None, *asked: Any) -> str:
    """An ETag for what a reader is shown of this: another when a notice has changed, begun or ended, or the reader.

    It is the same for all readers whom the same concerns; None is everybody who is not signed in.
    """
    alike = (sorted(map(str, reader.places)), reader.record_status) if reader else None
    stands = (*session.execute(_STANDING, {"now": datetime.now(UTC)}).one(), alike, asked)
    return hashlib.sha256(repr(stands).encode()).hexdigest()[:32]


def _merged(
    conditions: list[ColumnElement[bool]], end: tuple[bool, datetime, UUID] | None, limit: int
) -> Select[tuple[UUID]]:
    """The ids of the first notices of all places, each once."""
    key = (Audience.pinned, Audience.published_at, Audience.notice_id)
    of_reader = Audience.unit_id == PLACES.c.unit_id, Audience.role == PLACES.c.role, SHOWN, MEANT_FOR_RECORD
    of_place = select(*key).join(Notice, Notice.id == Audience.notice_id).where(*of_reader, *conditions)
    if end:
        of_place = of_place.where(tuple_(*key) < tuple_(*end))
    first = of_place.order_by(*(column.desc() for column in key)).limit(limit).lateral("first")
    of_all = select(first.c.notice_id).select_from(PLACES).join(first, true())
    of_all = of_all.group_by(first.c.pinned, first.c.published_at, first.c.notice_id)
    return of_all.order_by(first.c.pinned.desc(), first.c.published_at.desc(), first.c.notice_id.desc()).limit(limit)


def _new_year(year: int) -> datetime:
    return datetime(year, 1, 1, tzinfo=BEIJING)
