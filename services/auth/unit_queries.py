"""What can be told of units: the tree level by level, finding one, one in full, and what was done to it."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, select, tuple_
from sqlalchemy.orm import Session, aliased

from services.auth.models import Grant, Person, Unit, UnitEvent, UnitRequest, UnitRequestStatus
from services.auth.models.unit_names import unit_name_key
from services.auth.operations.reach import seen_unit
from services.auth.policy import (
    Action,
    Target,
    can,
    line_of,
    lines_of,
    possible_actions,
    target_of_unit,
    units_visible_to,
)
from shared.auth import Actor, Role
from shared.paging import cursor_of, number_of, typed_key

MOST_FOUND, LOOKED_AT = 20, 200
UNIT_ACTIONS = (
    Action.EDIT_UNIT, Action.CONFIRM_UNIT, Action.ADD_UNIT, Action.ADMINISTER_UNIT, Action.ADD_PERSON
)  # fmt: skip

View = dict[str, Any]


def find_units(session: Session, actor: Actor, typed: str) -> list[View]:
    """Units within reach whose name, code or pinyin holds what was typed, the shortest names first; closed ones last.

    The code of a unit that was merged into another still finds it, and it points to the other.
    """
    wanted = unit_name_key(typed)
    if not wanted:
        return []
    begins = Unit.name_key.startswith(wanted, autoescape=True).desc()
    order = (Unit.closed, begins, func.length(Unit.name), Unit.name, Unit.id)
    fitting = select(Unit.id).where(Unit.search.contains(wanted, autoescape=True)).order_by(*order)
    first = session.scalars(fitting.limit(LOOKED_AT)).all()
    lines = lines_of(session, first)
    ids = [one for one in first if can(actor, Action.SEE_UNIT, Target(lines[one]))]
    if (
        len(ids) < MOST_FOUND and len(first) == LOOKED_AT
    ):  # few of them are within reach: which units are, has to be asked
        ids = list(session.scalars(fitting.where(units_visible_to(actor)).limit(MOST_FOUND)))
    shown = {unit["id"]: unit for unit in _shown(session, _lines().where(Unit.id.in_(ids[:MOST_FOUND])))}
    return [shown[one] for one in ids[:MOST_FOUND]]


def tops(session: Session, actor: Actor) -> list[View]:
    """Where the tree begins for somebody: the top units, or those for which the roles were granted."""
    if actor.has(Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN):
        begin: ColumnElement[bool] = Unit.superior_id.is_(None)
    else:
        administering = (Role.UNIT_ADMIN, Role.SUPERIOR_ADMIN)
        begin = Unit.id.in_([unit_id for role, unit_id in actor.grants if role in administering])
    return _shown(session, _lines().where(begin, ~Unit.closed).order_by(Unit.name, Unit.id).limit(MOST_FOUND))


def units_below(session: Session, actor: Actor, unit_id: UUID, cursor: str | None, limit: int) -> View:
    """A page of the open units directly below one within reach, by name. Raises NotFound or CursorInvalid."""
    seen_unit(session, actor, unit_id)
    line = line_of(session, unit_id)
    listed = _lines().where(Unit.superior_id == unit_id, ~Unit.closed)
    if cursor:
        listed = listed.where(tuple_(Unit.name, Unit.id) > tuple_(*typed_key(cursor, str, UUID)))
    found = _shown(session, listed.order_by(Unit.name, Unit.id).limit(limit + 1))
    page = found[:limit]
    seen = [unit for unit in page if can(actor, Action.SEE_UNIT, Target([unit["id"], *line]))]
    return {"items": seen, "next": cursor_of(page[-1]["name"], page[-1]["id"]) if len(found) > limit else None}


def unit_view(session: Session, actor: Actor, unit_id: UUID) -> View:
    """One unit within reach in full; raises NotFound for any other."""
    unit = seen_unit(session, actor, unit_id)
    into = session.get(Unit, unit.merged_into_id) if unit.merged_into_id else None
    pending = select(UnitRequest.id).where(UnitRequest.unit_id == unit_id)
    columns = ("id", "name", "code", "nature", "region", "phone", "address", "superior_id", "closed", "version")
    return {name: getattr(unit, name) for name in columns} | {
        "line": _line(session, actor, unit),
        "merged_into": {"id": into.id, "name": into.name} if into else None,
        "counts": _counts(session, unit_id),
        "actions": [] if unit.closed else possible_actions(actor, target_of_unit(session, unit_id), UNIT_ACTIONS),
        "pending_request": session.scalar(pending.where(UnitRequest.status == UnitRequestStatus.PENDING)),
    }


def history(session: Session, actor: Actor, unit_id: UUID, cursor: str | None, limit: int) -> View:
    """A page of what was done to a unit within reach, the newest first. Raises NotFound or CursorInvalid."""
    seen_unit(session, actor, unit_id)
    listed = select(UnitEvent, Person.name).outerjoin(Person, Person.id == UnitEvent.by)
    listed = listed.where(UnitEvent.unit_id == unit_id)
    if cursor:
        listed = listed.where(UnitEvent.id < number_of(cursor))
    found = session.execute(listed.order_by(UnitEvent.id.desc()).limit(limit + 1)).all()
    columns = ("deed", "before", "after", "reason", "at")
    items = [{name: getattr(event, name) for name in columns} | {"by": by} for event, by in found[:limit]]
    return {"items": items, "next": cursor_of(found[limit - 1][0].id) if len(found) > limit else None}


def _line(session: Session, actor: Actor, unit: Unit) -> list[View]:
    """The units above, from the top, by name; those that the actor may not see have no address."""
    above = line_of(session, unit.id)[1:]
    names = dict(session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(above))).all())
    seen = {one for place, one in enumerate(above) if can(actor, Action.SEE_UNIT, Target(above[place:]))}
    return [{"id": one, "name": names[one], "visible": one in seen} for one in reversed(above)]


def _counts(session: Session, unit_id: UUID) -> View:
    """How many people are in a unit, how many of them can sign in, who reviews and administers, and units below."""
    people = select(func.count(), func.count().filter(Person.active)).where(Person.unit_id == unit_id)
    total, active = session.execute(people).one()
    below = select(func.count()).where(Unit.superior_id == unit_id, ~Unit.closed)
    held = select(Grant.role, func.count()).where(Grant.unit_id == unit_id, Grant.role != Role.PROFESSIONAL)
    staff = dict(session.execute(held.group_by(Grant.role)).all())
    return {"people": total, "active": active, "below": session.scalar(below) or 0, "staff": staff}


def _lines() -> Select[*tuple[Any, ...]]:
    """What a list tells of units: the one above, the one they were merged into, and whether there are any below."""
    superior, into, below = aliased(Unit), aliased(Unit), aliased(Unit)
    has_below = exists().where(below.superior_id == Unit.id, ~below.closed)
    columns = (
        Unit.id, Unit.name, Unit.code, Unit.closed, has_below.label("has_below"),
        superior.name.label("superior_name"), into.name.label("merged_into_name"), Unit.merged_into_id,
    )  # fmt: skip
    joined = select(*columns).outerjoin(superior, superior.id == Unit.superior_id)
    return joined.outerjoin(into, into.id == Unit.merged_into_id)


def _shown(session: Session, found: Select[*tuple[Any, ...]]) -> list[View]:
    return [dict(row) for row in session.execute(found).mappings()]
