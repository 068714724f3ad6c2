"""What a person has read: computed when they look, apart from lists and texts that are the same for many."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import Uuid, bindparam, exists, func, select
from sqlalchemy.orm import Session

from services.notices.board import WITHOUT_BODY
from services.notices.models import Notice, Reading, ReadUntil
from services.notices.policy import READABLE, Reader, readable
from shared.statements import among

AT_ONCE = 5
"""So many of what must be read are named; the others follow when these are confirmed."""

_READER = bindparam("reader", type_=Uuid())
_UNTIL = select(ReadUntil.until).where(ReadUntil.person_id == _READER).scalar_subquery()
_OF_READER = Reading.notice_id == Notice.id, Reading.person_id == _READER
_READ = exists().where(*_OF_READER, Reading.read_edition >= Notice.edition)
_CONFIRMED = exists().where(*_OF_READER, Reading.confirmed_edition >= Notice.edition)
_NOT_COUNTED_AS_READ = func.coalesce(func.coalesce(Notice.revised_at, Notice.published_at) > _UNTIL, True)
_UNREAD = select(Notice.id).where(among(Notice.id, "asked"), READABLE, _NOT_COUNTED_AS_READ, ~_READ)
_TO_CONFIRM = (
    select(Notice)
    .where(Notice.must_read, READABLE, ~_CONFIRMED)
    .options(WITHOUT_BODY)
    .order_by(Notice.published_at, Notice.id)
    .limit(AT_ONCE)
)


@dataclass(frozen=True)
class Marks:
    """Which of the notices that were asked about are unread, and what has to be confirmed first."""

    unread: Sequence[UUID]
    to_confirm: Sequence[Notice]


def marks_of(session: Session, reader: Reader, notice_ids: Collection[UUID]) -> Marks:
    """A person's marks on some notices. One that they may not read has none."""
    of_reader = {**readable(reader, datetime.now(UTC)), "reader": reader.id}
    unread = session.scalars(_UNREAD, of_reader | {"asked": list(notice_ids)}).all()
    return Marks(unread, session.scalars(_TO_CONFIRM, of_reader).all())


def confirmed_at(session: Session, reader: Reader, notice: Notice) -> datetime | None:
    """When a person confirmed the edition in force."""
    of_edition = Reading.person_id == reader.id, Reading.confirmed_edition == notice.edition
    return session.scalar(select(Reading.confirmed_at).where(Reading.notice_id == notice.id, *of_edition))
