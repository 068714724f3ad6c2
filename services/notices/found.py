"""What a search of notices finds: those with all words in the title first, then the newest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select, tuple_
from sqlalchemy.orm import Session

from services.notices.board import WITHOUT_BODY, Narrowing, key_of_page
from services.notices.models import Notice, SearchText
from services.notices.policy import READABLE, Reader, readable
from services.notices.searching import EXACT, Passage, needed, passage_of, words_of
from shared.paging import cursor_of

COUNTED = 100


@dataclass(frozen=True)
class Found:
    """A notice, and where in it the words were found."""

    notice: Notice
    title: list[Passage]
    passage: list[Passage]


@dataclass(frozen=True)
class FoundPage:
    """A page of what was found; `count` goes as far as COUNTED."""

    items: list[Found]
    following: str | None
    count: int


def search(session: Session, reader: Reader, narrowed: Narrowing, cursor: str | None, limit: int) -> FoundPage:
    """One page of what somebody may read and what has all words. Raises CursorInvalid."""
    words = words_of(narrowed.q)
    matching, of_reader = _matching(narrowed, words), readable(reader, datetime.now(UTC))
    in_title = and_(*(func.strpos(SearchText.title, word) > 0 for word in words))
    key = (in_title, Notice.published_at, Notice.id)
    page = select(Notice, SearchText.shown, in_title.label("in_title")).select_from(Notice).join(SearchText)
    page = page.where(*matching).order_by(*(column.desc() for column in key)).options(WITHOUT_BODY)
    if cursor:
        page = page.where(tuple_(*key) < tuple_(*key_of_page(cursor)))
    rows = session.execute(page.limit(limit + 1), of_reader).all()
    following = None
    if len(rows) > limit:
        last = rows[limit - 1]
        following = cursor_of(last.in_title, last.Notice.published_at, last.Notice.id)
    items = [_found(row.Notice, row.shown, words) for row in rows[:limit]]
    return FoundPage(items, following, _count(session, matching, of_reader))


def _matching(narrowed: Narrowing, words: Sequence[str]) -> list[ColumnElement[bool]]:
    """What has all words: their parts by the index, and of what that leaves the words themselves."""
    whole = [func.strpos(SearchText.text, word) > 0 for word in words if len(word) > EXACT]
    return [SearchText.grams.contains(needed(words)), *whole, READABLE, *narrowed.conditions()]


def _count(session: Session, matching: list[ColumnElement[bool]], of_reader: dict[str, Any]) -> int:
    some: Select[Any] = select(Notice.id).join(SearchText).where(*matching).limit(COUNTED)
    return session.scalar(select(func.count()).select_from(some.subquery()), of_reader) or 0


def _found(notice: Notice, shown: str, words: Sequence[str]) -> Found:
    return Found(notice, passage_of(notice.title, words, whole=True), passage_of(shown, words))
