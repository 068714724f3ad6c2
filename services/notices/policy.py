"""Who may read and write what: in Python for one thing, in SQL for lists.

Administrators write for their own unit and those below it, the system administrator for all. What is published is read
by everybody who is signed in, what is not by nobody; a message is its recipient's alone.
"""

from collections.abc import Collection
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.orm import Session

from services.notices.models import Notice, NoticeStatus, PersonalMessage, Unit
from shared import policy
from shared.auth import Actor, Role
from shared.policy import Reach, Rule, role_by

WRITING: Rule = {
    Role.SYSTEM_ADMIN: Reach.EVERYWHERE,
    Role.SUPERIOR_ADMIN: Reach.DOWN,
    Role.UNIT_ADMIN: Reach.DOWN,
}
WRITERS = tuple(WRITING)


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


def shown_at(now: datetime) -> ColumnElement[bool]:
    """The notices that stand where people read: `is_shown`, in SQL. The clock alone brings and takes them."""
    not_over = or_(Notice.published_until.is_(None), Notice.published_until > now)
    return and_(Notice.status == NoticeStatus.PUBLISHED, Notice.published_at <= now, not_over)


def can_read(reader_id: UUID, thing: Notice | PersonalMessage) -> bool:
    """Whether somebody may read a notice, with its attachments, or a message."""
    if isinstance(thing, Notice):
        return is_shown(thing, datetime.now(UTC))
    return thing.recipient_id == reader_id


def readable_notices() -> ColumnElement[bool]:
    """The notices that people may read: `can_read`, in SQL."""
    return shown_at(datetime.now(UTC))


def messages_to(recipient: UUID) -> ColumnElement[bool]:
    """The messages that somebody may read: `can_read`, in SQL."""
    return PersonalMessage.recipient_id == recipient
