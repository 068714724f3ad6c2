"""Deeds on a unit's place in the tree: moving it with all below it, closing it."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.auth.models import Grant, Person, Unit
from services.auth.operations.reach import unit_for
from services.auth.operations.unit_faults import height_of, level_fault, namesake
from services.auth.operations.unit_requests import withdraw_pending
from services.auth.operations.units import (
    UnitClosed,
    UnitRefused,
    announce_unit,
    note,
    one_at_a_time,
    place_of,
    standing_unit_for,
)
from services.auth.policy import Action, line_of
from shared.auth import Actor, Role
from shared.errors import DomainError, NotAllowed


class UnitCircle(DomainError):
    """A unit can't stand below itself, nor go into one that is below it."""

    status, error = 409, "unit_circle"
    message = "「{superior}」就是「{name}」或在其之下，请另选单位，或先把「{superior}」移到其他上级单位。"


class UnitNotEmpty(DomainError):
    """There is still something in the unit that has to go elsewhere first."""

    status, error, message = 409, "unit_not_empty", "单位还不能撤销：{obstacles}。"


def move_unit(
    session: Session, actor: Actor, unit_id: UUID, expected: int, superior_id: UUID | None, reason: str
) -> Unit:
    """Put a unit, with all below it, under another superior within the actor's reach.

    To the top only the system administrator moves a unit. Of two moves that would together make a circle the later one
    meets what the earlier one left. Raises NotFound, NotAllowed, ChangedMeanwhile, UnitClosed, UnitCircle, UnitRefused.
    """
    one_at_a_time(session)
    unit = standing_unit_for(session, actor, Action.ADMINISTER_UNIT, unit_id, expected)
    superior = _new_superior(session, actor, superior_id)
    if unit.superior_id == superior_id:
        return unit
    _ensure_fits(session, unit, superior)
    old = session.get(Unit, unit.superior_id) if unit.superior_id else None
    put_under(unit, superior)
    session.flush()
    note(session, unit, "moved", place_of(old), place_of(superior), by=actor.id, reason=reason)
    announce_unit(session, unit)
    return unit


def put_under(unit: Unit, superior: Unit | None) -> None:
    """Give a unit another superior."""
    unit.superior_id = superior.id if superior else None
    unit.version += 1


def close_unit(session: Session, actor: Actor, unit_id: UUID, expected: int, reason: str) -> Unit:
    """Close a unit in which nothing is left.

    Open cases are those of its people, so where nobody is left there are none. Raises NotFound, NotAllowed,
    ChangedMeanwhile, UnitClosed or UnitNotEmpty.
    """
    one_at_a_time(session)
    unit = standing_unit_for(session, actor, Action.ADMINISTER_UNIT, unit_id, expected)
    remaining = what_remains(session, unit.id)
    obstacles = [text.format(number) for number, text in zip(remaining.values(), REMEDIES, strict=True) if number]
    if obstacles:
        raise UnitNotEmpty(obstacles="；".join(obstacles), remaining=remaining)
    withdraw_pending(session, unit, "单位已撤销")
    unit.closed = True
    unit.version += 1
    session.flush()
    note(session, unit, "closed", {}, {}, by=actor.id, reason=reason)
    announce_unit(session, unit)
    return unit


REMEDIES = (
    "还有 {} 人（含已停用的账号），其审核件也在本单位，请先把人员调到其他单位，或把本单位并入其他单位",
    "还有 {} 个下级单位，请先移到其他上级单位或撤销",
    "其他单位的人员还担任本单位的 {} 个角色，请先收回",
)


def what_remains(session: Session, unit_id: UUID) -> dict[str, int]:
    """What stands against closing a unit: its people, units below it, roles for it that people elsewhere hold."""
    elsewhere = Person.unit_id != unit_id
    counted = {
        "people": select(func.count()).where(Person.unit_id == unit_id),
        "below": select(func.count()).where(Unit.superior_id == unit_id, ~Unit.closed),
        "roles": select(func.count()).select_from(Grant).join(Person).where(Grant.unit_id == unit_id, elsewhere),
    }
    return {name: session.scalar(number) or 0 for name, number in counted.items()}


def ensure_no_circle(session: Session, unit: Unit, superior: Unit) -> None:
    """Raise UnitCircle if the unit is the superior, or above it."""
    if unit.id in line_of(session, superior.id):
        raise UnitCircle(superior=superior.name, name=unit.name)


def _new_superior(session: Session, actor: Actor, superior_id: UUID | None) -> Unit | None:
    if superior_id is None:
        if not actor.has(Role.SYSTEM_ADMIN):
            raise NotAllowed
        return None
    superior = unit_for(session, actor, Action.ADD_UNIT, superior_id)
    if superior.closed:
        raise UnitClosed(name=superior.name)
    return superior


def _ensure_fits(session: Session, unit: Unit, superior: Unit | None) -> None:
    """Raise UnitCircle or UnitRefused if the unit has no place there."""
    faults = {}
    if superior:
        ensure_no_circle(session, unit, superior)
        faults = level_fault(session, superior.id, height_of(session, unit.id))
    taken = namesake(session, unit.name, superior.id if superior else None, unit)
    if taken:
        faults["superior_id"] = f"新的上级单位之下已有「{taken.name}」（{taken.code}），不能重名。"
    if faults:
        raise UnitRefused(fields={field: [fault] for field, fault in faults.items()})
