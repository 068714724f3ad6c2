"""Leave of those who review and administer: from a day until another, begun and ended by the clock."""

from datetime import date
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from services.auth.models import Deed, Person
from services.auth.operations.accounts import AccountDisabled, note
from services.auth.operations.people import set_leave
from services.auth.operations.reach import person_for
from services.auth.policy import Action
from services.auth.queries import grants_of
from shared.auth import REVIEWING, Actor
from shared.beijing import today
from shared.errors import DomainError


class LeaveRefused(DomainError):
    """The days do not hold; `fields` says which."""

    status, error, message = 422, "leave_refused", "休假时间有误，请按提示修改。"


class NotReviewing(DomainError):
    """Leave means that no cases are assigned; there must be somebody to whom they are."""

    status, error, message = 409, "not_reviewing", "该人员不承担审核或管理工作，无需登记休假。"


def set_leave_days(session: Session, actor: Actor, person_id: UUID, begins: date, ends: date, reason: str) -> Person:
    """Note somebody's leave, both days included, in place of any noted before.

    Raises NotFound, NotAllowed, AccountDisabled, NotReviewing or LeaveRefused.
    """
    person = person_for(session, actor, Action.ADMINISTER_PERSON, person_id)
    if not person.active:
        raise AccountDisabled
    if not any(grant.role in REVIEWING for grant in grants_of(session, person.id)):
        raise NotReviewing
    if ends < max(begins, today()):
        raise LeaveRefused(fields={"ends_on": ["结束日期不能早于开始日期，也不能早于今天。"]})
    person.leave_from, person.leave_until = begins, ends
    session.flush()  # before the row is read again
    set_leave(session, person.id, on_leave=begins <= today())
    note(session, person, Deed.LEAVE_SET, f"{begins} 至 {ends}。{reason}", actor)
    return person


def end_leave(session: Session, actor: Actor, person_id: UUID, reason: str) -> Person:
    """End somebody's leave now, or take it back before it has begun. Raises NotFound or NotAllowed."""
    person = person_for(session, actor, Action.ADMINISTER_PERSON, person_id)
    _end(session, person)
    note(session, person, Deed.LEAVE_SET, f"结束休假。{reason}", actor)
    return person


def keep_leaves(session: Session, day: date) -> None:
    """Begin the leaves that begin by this day and end those that have ended before it."""
    due = or_(Person.leave_until < day, (Person.leave_from <= day) & ~Person.on_leave)
    away = select(Person).where(Person.leave_until.is_not(None), due).order_by(Person.id)
    for person in session.scalars(away.with_for_update(key_share=True)):
        if person.leave_until and person.leave_until < day:
            _end(session, person)
        else:
            set_leave(session, person.id, on_leave=True)


def _end(session: Session, person: Person) -> None:
    person.leave_from = person.leave_until = None
    session.flush()  # before the row is read again
    set_leave(session, person.id, on_leave=False)
