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
from shared.errors import NotAllowed, NotFound


def person_for(session: Session, actor: Actor, action: Action, person_id: UUID) -> Person:
    """The person, locked until the transaction ends, to whom somebody may do this; raises NotFound or NotAllowed."""
    wanted = select(Person).where(Person.id == person_id, people_visible_to(actor))
    person = session.scalar(wanted.with_for_update().execution_options(populate_existing=True))
    if person is None:
        raise NotFound
    if not can(actor, action, target_of_person(session, person)):
        raise NotAllowed
    return person


def unit_for(session: Session, actor: Actor, action: Action, unit_id: UUID) -> Unit:
    """The unit, locked until the transaction ends, to which somebody may do this; raises NotFound or NotAllowed."""
    wanted = select(Unit).where(Unit.id == unit_id, units_visible_to(actor))
    unit = session.scalar(wanted.with_for_update().execution_options(populate_existing=True))
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
