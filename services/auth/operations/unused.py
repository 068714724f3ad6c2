"""Accounts that nobody uses are disabled, after their owners were told: counted from the last sign-in.

Where that is not known, the days count from when the account was made or enabled again, or from the upgrade that began
to count. Nobody is disabled who was not told two weeks before, however long the clock stood still; nor the last who can
run the system, or grant power over it.
"""

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, exists, select
from sqlalchemy.orm import Session, aliased

from services.auth.models import Credential, Deed, Grant, Person
from services.auth.operations.accounts import note
from services.auth.operations.people import set_active
from shared.auth import Role
from shared.beijing import day_of
from shared.messaging.clocks import UnusedAccountsDue
from shared.messaging.outbox import publish
from shared.settings import settings

WARNED_BEFORE = timedelta(days=14)
CHUNK = 200
NEVER_WITHOUT = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)


def look_for_unused(session: Session, day: date) -> None:
    """Begin with the first of all accounts."""
    publish(session, UnusedAccountsDue(version=day.toordinal(), day=day, after=None))


def see_to_unused(session: Session, message: UnusedAccountsDue, now: datetime) -> None:
    """Tell or disable the next of those that are due, and go on."""
    found = session.execute(_due(message.after, now)).all()
    for person, credential, days in found:
        _see_to(session, person, credential, days, now)
    if len(found) == CHUNK:
        last, _, _ = found[-1]
        publish(session, UnusedAccountsDue(version=message.version, day=message.day, after=last.id))


def _see_to(session: Session, person: Person, credential: Credential, days: int, now: datetime) -> None:
    ends = credential.unused_since + timedelta(days=days)
    if _is_indispensable(session, person):
        return
    if credential.unused_warned_at is None:
        credential.unused_warned_at = now
        last = day_of(max(ends, now + WARNED_BEFORE))
        reason = f"连续 {days} 天没有登录的账号会被停用；该账号将于 {last} 停用，此前登录一次即可继续使用。"
        note(session, person, Deed.UNUSED_WARNED, reason, None)
    elif ends <= now and credential.unused_warned_at <= now - WARNED_BEFORE:
        set_active(session, person.id, active=False)
        note(session, person, Deed.UNUSED_DISABLED, f"连续 {days} 天没有登录", None)


def _is_indispensable(session: Session, person: Person) -> bool:
    """Whether nobody else who is active has one of the roles that the system can't be without."""
    other = aliased(Grant)
    held = exists().where(Grant.person_id == person.id, Grant.role.in_(NEVER_WITHOUT))
    others = select(other.id).join(Person, other.person_id == Person.id).where(Person.active, Person.id != person.id)
    by_others = others.where(other.role == Grant.role, other.role.in_(NEVER_WITHOUT)).exists()
    return session.scalar(select(held.where(~by_others))) or False


def _due(after: UUID | None, now: datetime) -> Select[Person, Credential, int]:
    """Active accounts that have been unused nearly too long, with their own number of days, locked."""
    is_staff = select(Grant.id).where(Grant.person_id == Person.id, Grant.role != Role.PROFESSIONAL).exists()
    days = case((is_staff, settings.unused_days_of_staff), else_=settings.unused_days)
    due = (
        select(Person, Credential, days.label("days"))
        .join(Credential, Credential.person_id == Person.id)
        .where(Person.active, _nearly(is_staff, now))
        .order_by(Person.id)
        .limit(CHUNK)
        .with_for_update(key_share=True, of=(Person, Credential))
    )
    return due.where(Person.id > after) if after else due


def _nearly(is_staff: ColumnElement[bool], now: datetime) -> ColumnElement[bool]:
    """Unused until two weeks before the days are over; what is not even long enough for staff is left out first."""

    def since(days: int) -> datetime:
        return now - timedelta(days=days) + WARNED_BEFORE

    staff, others = since(settings.unused_days_of_staff), since(settings.unused_days)
    long_for_own = Credential.unused_since <= case((is_staff, staff), else_=others)
    return and_(Credential.unused_since <= max(staff, others), long_for_own)
