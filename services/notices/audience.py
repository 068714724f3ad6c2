"""Which people a notice concerns, counted among the copies of who people are: for its writers, before they publish."""

from typing import Any

from sqlalchemy import ColumnElement, Select, Text, Uuid, and_, column, exists, false, func, or_, select, true
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
    """Whether a row of Person is of somebody whom a notice concerns: for going through them one after the other."""
    staff = and_(Person.active, Person.id.in_(_staff(content)))
    if content.roles and Role.PROFESSIONAL not in content.roles:
        return staff
    by_unit = [Person.active, _lies_within(Person.unit_id, content)]
    if content.roles:
        by_unit.append(Person.is_professional)
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
    """Those whom it concerns by a role that they hold for a unit."""
    facts = (column("role", Text), column("unit_id", Uuid))
    grant = func.jsonb_to_recordset(Staff.grants).table_valued(*facts).render_derived(with_types=True)
    held = _lies_within(grant.c.unit_id, content)
    if content.roles:
        held = and_(held, grant.c.role.in_(content.roles))
    return select(Staff.person_id).where(Staff.active, exists(select(grant.c.role).where(held)))


def _lies_within(unit_id: Any, content: Content) -> ColumnElement[bool]:
    if not content.unit_ids:
        return true()
    within: ColumnElement[bool] = unit_id.in_(units_from(Unit, Unit.id.in_(content.unit_ids)))
    return within
