"""Who may read and write what: in Python for one thing, in SQL for lists.

Administrators write for their own unit and those below it, the system administrator for all. What is published is read
by those whom it concerns, and if it is public by everybody; what is not by nobody. A message is its recipient's alone.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, BindParameter, ColumnElement, Text, Uuid, and_, any_, bindparam, func, or_, select, tuple_
from sqlalchemy.orm import Session

from services.notices.models import (
    ANYBODY,
    WHOLE_PROVINCE,
    Audience,
    Content,
    Notice,
    NoticeStatus,
    PersonalMessage,
    RecordStatus,
    Unit,
)
from shared import policy
from shared.auth import Actor, Role
from shared.db import UTC_TIME
from shared.policy import Reach, Rule, role_by

WRITING: Rule = {
    Role.SYSTEM_ADMIN: Reach.EVERYWHERE,
    Role.SUPERIOR_ADMIN: Reach.DOWN,
    Role.UNIT_ADMIN: Reach.DOWN,
}
WRITERS = tuple(WRITING)
NOT_HANDED_IN = "draft"

# Parts of statements that are made once; what they are sent with is in `readable`.
NOW = bindparam("now", type_=UTC_TIME)
PLACES = (
    func.unnest(bindparam("units", type_=ARRAY(Uuid)), bindparam("roles", type_=ARRAY(Text)))
    .table_valued("unit_id", "role")
    .render_derived(name="place")
)
"""The units and roles under which what concerns a reader is found."""
MEANT_FOR_RECORD = or_(Notice.statuses == [], any_(Notice.statuses) == bindparam("record_status", type_=Text()))
"""The notices that are not for other statuses of a record than the reader's; a reader without a record has none."""
ADDRESSED = select(Audience.notice_id).where(
    tuple_(Audience.unit_id, Audience.role).in_(select(PLACES.c.unit_id, PLACES.c.role))
)


def writes_as(session: Session, actor: Actor, unit_id: UUID | None) -> Role | None:
    """The role in which somebody writes notices of a unit, or with None those of the system; None if in none."""
    if unit_id is None:
        return Role.SYSTEM_ADMIN if actor.has(Role.SYSTEM_ADMIN) else None
    return role_by(actor.grants, WRITING, policy.lines_of(session, Unit, [unit_id]).get(unit_id, [unit_id]))


def reached_by_all(session: Session, actor: Actor, unit_ids: Collection[UUID]) -> bool:
    """Whether somebody may address all of these units; the whole province, which is no unit, if there are none."""
    if not unit_ids:
        return actor.has(Role.SYSTEM_ADMIN)
    lines = policy.lines_of(session, Unit, unit_ids)
    return all(unit in lines and role_by(actor.grants, WRITING, lines[unit]) for unit in unit_ids)


def written_by(actor: Actor) -> ColumnElement[bool]:
    """The notices that somebody may write, and see whatever their status: `writes_as`, in SQL."""
    return policy.within(Unit, Notice.issuer_unit_id, actor.grants, WRITING)


def addressable_by(actor: Actor) -> ColumnElement[bool]:
    """The units that somebody may write for: `reached_by_all` for one, in SQL."""
    return policy.within(Unit, Unit.id, actor.grants, WRITING)


def is_shown(notice: Notice, now: datetime) -> bool:
    """Whether a notice stands where people read at this moment."""
    if notice.status is not NoticeStatus.PUBLISHED or notice.published_at is None or notice.published_at > now:
        return False
    return notice.published_until is None or now < notice.published_until


def shown_at(now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """The notices that stand where people read: `is_shown`, in SQL. The clock alone brings and takes them."""
    not_over = or_(Notice.published_until.is_(None), Notice.published_until > now)
    return and_(Notice.status == NoticeStatus.PUBLISHED, Notice.published_at <= now, not_over)


@dataclass(frozen=True)
class Reader:
    """Whom notices are looked up for: the places are the units and roles under which what concerns them is found.

    `record_status` is that of a professional's record. Of two people who are alike in this all reads the same.
    """

    id: UUID
    places: frozenset[tuple[UUID, str]]
    record_status: str | None


def reader_of(session: Session, actor: Actor) -> Reader:
    """Somebody as a reader: each role reaches up the line of its unit, and so does belonging to one's own."""
    held = {*actor.grants, (ANYBODY, actor.unit_id), *((ANYBODY, unit) for _, unit in actor.grants)}
    lines = policy.lines_of(session, Unit, {unit for _, unit in held})
    places = {(unit, str(role)) for role, own in held for unit in (*lines.get(own, [own]), WHOLE_PROVINCE)}
    status = _record_status(session, actor.id) if actor.has(Role.PROFESSIONAL) else None
    return Reader(actor.id, frozenset(places), status)


def concerns(notice: Content, reader: Reader) -> bool:
    """Whether a notice, as its edition in force says, is meant for somebody."""
    addressed = product(notice.unit_ids or [WHOLE_PROVINCE], notice.roles or [ANYBODY])
    meant = not notice.statuses or reader.record_status in notice.statuses
    return meant and not reader.places.isdisjoint(addressed)


def can_read_notice(reader: Reader, notice: Notice, now: datetime) -> bool:
    """Whether somebody may read a notice, with its files and earlier editions, at this moment."""
    return is_shown(notice, now) and concerns(notice, reader)


SHOWN = shown_at(NOW)
READABLE = and_(SHOWN, MEANT_FOR_RECORD, Notice.id.in_(ADDRESSED))
"""The notices that somebody may read: `can_read_notice`, in SQL."""


def readable(reader: Reader, now: datetime) -> dict[str, Any]:
    """What a statement of which `READABLE` is a part is sent with."""
    units, roles = zip(*sorted(reader.places), strict=True)
    return {"now": now, "record_status": reader.record_status, "units": list(units), "roles": list(roles)}


def public_notices(now: datetime) -> ColumnElement[bool]:
    """The notices that everybody may read who is not signed in."""
    return and_(shown_at(now), Notice.public)


def can_read(reader_id: UUID, message: PersonalMessage) -> bool:
    """Whether somebody may read a message."""
    return message.recipient_id == reader_id


def messages_to(recipient: UUID) -> ColumnElement[bool]:
    """The messages that somebody may read: `can_read`, in SQL."""
    return PersonalMessage.recipient_id == recipient


def _record_status(session: Session, person_id: UUID) -> str:
    """How somebody's record stands; of one that nothing has been heard of nothing has been handed in."""
    record = session.get(RecordStatus, person_id)
    return record.status if record else NOT_HANDED_IN
