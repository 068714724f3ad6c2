"""Finding whom or what a deed is for: what one may not see is not found, what one sees and may not touch is refused."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.auth.models import Person, Unit
from services.auth.policy import (
    Action,
    can,
    people_visible_to,
    target_of_person,
    target_of_unit,
    units_visible_to,
)
from shared.auth import Actor
from shared.errors import DomainError, NotAllowed, NotFound


class AccountMerged(DomainError):
    """Nothing is done to an account that has gone into another."""

    status, error = 409, "account_merged"
    message = "该账号已并入账号 {account}（{name}），请办理保留的账号。"


def person_for(session: Session, actor: Actor, action: Action, person_id: UUID) -> Person:
    """The person, locked until the transaction ends, to whom somebody may do this.

    Raises NotFound, NotAllowed or AccountMerged.
    """
    wanted = select(Person).where(Person.id == person_id, people_visible_to(actor))
    person = session.scalar(wanted.with_for_update(key_share=True).execution_options(populate_existing=True))
    if person is None:
        raise NotFound
    refuse_merged(session, person)
    if not can(actor, action, target_of_person(session, person)):
        raise NotAllowed
    return person


def refuse_merged(session: Session, person: Person) -> None:
    """Raise AccountMerged for an account that has gone into another."""
    if person.merged_into_id:
        into = session.get_one(Person, person.merged_into_id)
        raise AccountMerged(account=into.account, name=into.name)


def unit_for(session: Session, actor: Actor, action: Action, unit_id: UUID) -> Unit:
    """The unit, locked until the transaction ends, to which somebody may do this; raises NotFound or NotAllowed."""
    wanted = select(Unit).where(Unit.id == unit_id, units_visible_to(actor))
    unit = session.scalar(wanted.with_for_update(key_share=True).execution_options(populate_existing=True))
    if unit is None:
        raise NotFound
    if not can(actor, action, target_of_unit(session, unit.id)):
        raise NotAllowed
    return unit


def seen_unit(session: Session, actor: Actor, unit_id: UUID) -> Unit:
    """A unit that somebody may see; raises NotFound for any other."""
    unit = session.get(Unit, unit_id)
    if unit is None or not can(actor, Action.SEE_UNIT, target_of_unit(session, unit_id)):
        raise NotFound
    return unit
