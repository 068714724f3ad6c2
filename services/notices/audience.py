"""Which people a notice concerns, counted among the copies of who people are: for its writers, before they publish."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Select,
    Text,
    Uuid,
    and_,
    any_,
    cast,
    false,
    func,
    literal,
    or_,
    select,
    union,
)
from sqlalchemy.orm import Session

from services.notices.models import Content, Person, RecordStatus, Staff, Unit
from shared.auth import Role
from shared.policy import units_from

NOT_BEGUN = "draft"  # of whose record nothing has been heard

Units = Sequence[UUID]


def people_concerned(session: Session, content: Content) -> int:
    """How many people would find a notice with this content; each counts once, however many roles they hold."""
    units = _units(session, content)
    people, staff = _people(content, units), _staff(content, units)
    also = people.where(Person.id == Staff.person_id).exists()
    counted = (select(func.count()).select_from(found.subquery()) for found in (people, staff.where(~also)))
    return sum(session.scalar(count) or 0 for count in counted)


def concerned(session: Session, content: Content) -> ColumnElement[bool]:
    """Whether a row of Person is of somebody whom a notice concerns: for going through them one after the other.

    Those of some units are looked up by their units. Where all units are meant, nearly all people are, and looked at.
    """
    units = _units(session, content)
    if content.unit_ids:
        return and_(Person.active, Person.id.in_(union(_people(content, units), _staff(content, units))))
    staff = and_(Person.active, Person.id.in_(_staff(content, units)))
    if not _by_own_unit(content):
        return staff
    by_unit = [Person.active.is_(True)]
    if content.roles:
        by_unit.append(Person.is_professional.is_(True))
    if content.statuses:
        status = select(RecordStatus.status).where(RecordStatus.person_id == Person.id).scalar_subquery()
        by_unit.append(func.coalesce(status, NOT_BEGUN).in_(content.statuses))
    return or_(and_(*by_unit), staff)


def _units(session: Session, content: Content) -> Units:
    """All units that are meant, each by its id, so that PostgreSQL knows how many they are; none where all are."""
    if not content.unit_ids:
        return ()
    return session.scalars(units_from(Unit, Unit.id.in_(content.unit_ids))).all()


def _by_own_unit(content: Content) -> bool:
    """Whether professionals are among those whom it concerns, whom it concerns by the unit that they work for."""
    return not content.roles or Role.PROFESSIONAL in content.roles


def _people(content: Content, units: Units) -> Select[Any]:
    """Those whom it concerns by their own unit."""
    found = select(Person.id).where(Person.active)
    if not _by_own_unit(content):
        return found.where(false())
    if content.unit_ids:
        found = found.where(Person.unit_id == any_(_ids(units)))
    if content.roles:
        found = found.where(Person.is_professional)
    if content.statuses:
        status = func.coalesce(RecordStatus.status, NOT_BEGUN)
        found = found.outerjoin(RecordStatus, RecordStatus.person_id == Person.id).where(status.in_(content.statuses))
    return found


def _staff(content: Content, units: Units) -> Select[Any]:
    """Those whom it concerns by a role that they hold for a unit; each once."""
    unit = func.unnest(_ids(units), type_=Uuid).column_valued("unit")
    for_unit = ("unit_id", cast(unit, Text)) if content.unit_ids else ()
    with_role: list[tuple[str, ...]] = [("role", role) for role in content.roles] or [()]
    grants = [func.jsonb_build_array(func.jsonb_build_object(*for_unit, *role)) for role in with_role]
    held = or_(*(Staff.grants.contains(grant) for grant in grants))
    return select(Staff.person_id).where(Staff.active, held).distinct()


def _ids(units: Units) -> ColumnElement[Any]:
    return literal(list(units), ARRAY(Uuid))
