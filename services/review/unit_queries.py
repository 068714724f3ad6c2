"""Units and those who review for them, for the pages of administrators."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, aliased

from services.review.models import Case, CaseStatus, Staff, StaffGrant, Substitute, Unit
from services.review.policy import units_from
from services.review.queries import find_unit_line, names_of
from shared.auth import ADMINISTERING, Actor, Role

View = dict[str, Any]
REACHING_BELOW = (Role.SYSTEM_ADMIN, Role.SUPERIOR_ADMIN)
ADMINISTRATORS = (Role.SYSTEM_ADMIN, *ADMINISTERING)


def find_units(session: Session, actor: Actor, q: str, limit: int) -> list[View]:
    """Units within an administrator's reach whose name holds `q`; without it those for which the roles were granted."""
    superior = aliased(Unit)
    granted = [unit_id for role, unit_id in actor.grants if role in ADMINISTRATORS]
    named = select(Unit, superior.name).outerjoin(superior, superior.id == Unit.superior_id)
    conditions = (Unit.name.contains(q, autoescape=True), _within(actor)) if q else (Unit.id.in_(granted),)
    found = session.execute(named.where(*conditions).order_by(func.length(Unit.name), Unit.name).limit(limit))
    return [_view(unit, above) for unit, above in found]


def unit_view(session: Session, actor: Actor, unit_id: UUID) -> View:
    """One unit within an administrator's reach; raises NotFound for any other."""
    line = find_unit_line(session, actor, unit_id, *ADMINISTRATORS)
    above = session.get(Unit, line[1]) if len(line) > 1 else None
    return _view(session.get_one(Unit, unit_id), above.name if above else None)


def staff_of(session: Session, actor: Actor, unit_id: UUID) -> list[View]:
    """Who reviews and administers for a unit: whether they are there, their open cases, who stands in for them.

    Raises NotFound for a unit beyond the actor's.
    """
    find_unit_line(session, actor, unit_id, *ADMINISTERING)
    held = select(StaffGrant.person_id, func.array_agg(StaffGrant.role)).where(StaffGrant.unit_id == unit_id)
    roles = dict(session.execute(held.group_by(StaffGrant.person_id)).all())
    among = select(Staff, Substitute.substitute_id).outerjoin(Substitute, Substitute.person_id == Staff.person_id)
    found = session.execute(among.where(Staff.person_id.in_(roles)).order_by(Staff.name, Staff.person_id)).all()
    names = names_of(session, (substitute for _, substitute in found))
    waiting = _open_cases(session, list(roles))
    return [
        {
            "person_id": staff.person_id,
            "name": staff.name,
            "roles": sorted(roles[staff.person_id]),
            "active": staff.active,
            "on_leave": staff.on_leave,
            "open_cases": waiting.get(staff.person_id, 0),
            "substitute_id": substitute,
            "substitute_name": names.get(substitute) if substitute else None,
        }
        for staff, substitute in found
    ]


def _open_cases(session: Session, people: list[UUID]) -> dict[UUID | None, int]:
    held = Case.reviewer_id.in_(people) & (Case.status == CaseStatus.ASSIGNED)
    counted = select(Case.reviewer_id, func.count(Case.together_id.distinct())).where(held).group_by(Case.reviewer_id)
    return dict(session.execute(counted).all())


def _within(actor: Actor) -> ColumnElement[bool]:
    own = [unit_id for role, unit_id in actor.grants if role is Role.UNIT_ADMIN]
    roots = [unit_id for role, unit_id in actor.grants if role in REACHING_BELOW]
    return or_(Unit.id.in_(own), Unit.id.in_(units_from(roots)))


def _view(unit: Unit, above: str | None) -> View:
    return {"id": unit.id, "name": unit.name, "superior_name": above, "closed": unit.closed}
