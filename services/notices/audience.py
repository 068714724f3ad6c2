"""Which people a notice concerns, counted among the copies of who people are: for its writers, before they publish."""

from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, cast, false, func, or_, select, true, union
from sqlalchemy.orm import Session

from services.notices.models import Content, Person, RecordStatus, Staff, Unit
from shared.auth import Role
from shared.policy import units_from

NOT_BEGUN = "draft"  # of whose record nothing has been heard


def people_concerned(session: Session, content: Content) -> int:
    """How many people would find a notice with this content; each counts once, however many roles they hold."""
    people = _people(content)
    staff = _staff(content).where(Staff.person_id.not_in(people))
    counts = (session.scalar(select(func.count()).select_from(found.subquery())) or 0 for found in (people, staff))
    return sum(counts)


def concerned(content: Content) -> ColumnElement[bool]:
    """Whether a row of Person is of somebody whom a notice concerns: for going through them one after the other.

    Those of some units are looked up by their units. Where all units are meant, nearly all people are, and looked at.
    """
    if content.unit_ids:
        return and_(Person.active, Person.id.in_(union(_people(content), _staff(content))))
    staff = and_(Person.active, Person.id.in_(_staff(content)))
    if content.roles and Role.PROFESSIONAL not in content.roles:
        return staff
    by_unit: list[ColumnElement[bool]] = [Person.active.is_(True)]
    if content.roles:
        by_unit.append(Person.is_professional.is_(True))
    if content.statuses:
        status = select(RecordStatus.status).where(RecordStatus.person_id == Person.id).scalar_subquery()
        by_unit.append(func.coalesce(status, NOT_BEGUN).in_(content.statuses))
    return or_(and_(*by_unit), staff)


def _people(content: Content) -> Select[Any]:
    """Those whom it concerns by their own unit."""
    found = select(Person.id).where(Person.active, _lies_within(Person.unit_id, content))
    if not content.roles:
        return found
    if Role.PROFESSIONAL not in content.roles:
        return found.where(false())
    found = found.where(Person.is_professional)
    if content.statuses:
        status = func.coalesce(RecordStatus.status, NOT_BEGUN)
        found = found.outerjoin(RecordStatus, RecordStatus.person_id == Person.id).where(status.in_(content.statuses))
    return found


def _staff(content: Content) -> Select[Any]:
    """Those whom it concerns by a role that they hold for a unit; each once."""
    units = units_from(Unit, Unit.id.in_(content.unit_ids)).subquery()
    for_unit = ("unit_id", cast(units.c.id, Text)) if content.unit_ids else ()
    with_role: list[tuple[str, ...]] = [("role", role) for role in content.roles] or [()]
    grants = [func.jsonb_build_array(func.jsonb_build_object(*for_unit, *role)) for role in with_role]
    held = or_(*(Staff.grants.contains(grant) for grant in grants))
    return select(Staff.person_id).where(Staff.active, held).distinct()


def _lies_within(unit_id: Any, content: Content) -> ColumnElement[bool]:
    if not content.unit_ids:
        return true()
    within: ColumnElement[bool] = unit_id.in_(units_from(Unit, Unit.id.in_(content.unit_ids)))
    return within
