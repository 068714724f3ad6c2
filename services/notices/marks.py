"""What a person has read: computed when they look, apart from lists and texts that are the same for many."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import Session

from services.notices.board import WITHOUT_BODY
from services.notices.models import Notice, Reading, ReadUntil
from services.notices.policy import Reader, notices_for

AT_ONCE = 5
"""So many of what must be read are named; the others follow when these are confirmed."""


@dataclass(frozen=True)
class Marks:
    """Which of the notices that were asked about are unread, and what has to be confirmed first."""

    unread: Sequence[UUID]
    to_confirm: Sequence[Notice]


def marks_of(session: Session, reader: Reader, notice_ids: Collection[UUID]) -> Marks:
    """A person's marks on some notices. One that they may not read has none."""
    may_read = notices_for(reader, datetime.now(UTC))
    until = select(ReadUntil.until).where(ReadUntil.person_id == reader.id).scalar_subquery()
    newest = func.coalesce(Notice.revised_at, Notice.published_at)
    not_counted_as_read = func.coalesce(newest > until, True)
    unread = select(Notice.id).where(Notice.id.in_(notice_ids), may_read, not_counted_as_read, ~_read(reader))
    must = select(Notice).where(Notice.must_read, may_read, ~_confirmed(reader)).options(WITHOUT_BODY)
    must = must.order_by(Notice.published_at, Notice.id).limit(AT_ONCE)
    return Marks(session.scalars(unread).all(), session.scalars(must).all())


def confirmed_at(session: Session, reader: Reader, notice: Notice) -> datetime | None:
    """When a person confirmed the edition in force."""
    of_edition = and_(*_of(reader), Reading.confirmed_edition == Notice.edition)
    return session.scalar(select(Reading.confirmed_at).join(Notice).where(Notice.id == notice.id, of_edition))


def _read(reader: Reader) -> ColumnElement[bool]:
    return exists().where(*_of(reader), Reading.read_edition >= Notice.edition)


def _confirmed(reader: Reader) -> ColumnElement[bool]:
    return exists().where(*_of(reader), Reading.confirmed_edition >= Notice.edition)


def _of(reader: Reader) -> tuple[ColumnElement[bool], ...]:
    return Reading.notice_id == Notice.id, Reading.person_id == reader.id
