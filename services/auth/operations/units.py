"""Deeds on a unit's own facts: entering it, changing them. What is done to its place in the tree is in `unit_tree`."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.auth.models import Unit, UnitEvent
from services.auth.models.unit_names import normalised_unit_name, unit_name_key
from services.auth.operations.reach import unit_for
from services.auth.operations.unit_faults import code_of, faults_of, level_fault
from services.auth.policy import Action
from shared.auth import Actor, Role
from shared.errors import ChangedMeanwhile, DomainError, NotAllowed
from shared.locks import Lock, wait_for
from shared.messaging.contracts import UnitChanged
from shared.messaging.outbox import publish

CONFIRMED = ("name", "code", "nature", "region")
CONTACT = ("phone", "address")


class UnitRefused(DomainError):
    """The facts of a unit do not hold; `fields` says which."""

    status, error, message = 422, "unit_refused", "单位信息有误，请按提示修改。"


class SameNameElsewhere(DomainError):
    """A unit under another superior has this name: perhaps it is the same, unless the asker says that it is not."""

    status, error = 409, "same_name_elsewhere"
    message = "其他上级单位之下已有同名单位：{others}。如确为不同单位，请勾选确认后再提交。"


class UnitClosed(DomainError):
    """Nothing is done to a unit that is no more."""

    status, error, message = 409, "unit_closed", "「{name}」已撤销，不能再进行这项操作。"


@dataclass(frozen=True, kw_only=True)
class UnitFacts:
    """What a unit says of itself, in one spelling."""

    name: str
    code: str
    nature: str
    region: str
    phone: str = ""
    address: str = ""

    def normalised(self) -> "UnitFacts":
        """The same without stray spaces and differences that nobody sees."""
        return replace(
            self,
            name=normalised_unit_name(self.name),
            code=code_of(self.code),
            phone=self.phone.strip(),
            address=self.address.strip(),
        )


def one_at_a_time(session: Session) -> None:
    """Let nobody else do anything to the tree of units until this transaction ends.

    What holds for the whole tree (no circle, one name under one superior) can't be seen from one row.
    """
    wait_for(session, Lock.MOVING_UNITS)


def create_unit(
    session: Session,
    *,
    name: str,
    code: str,
    nature: str,
    region: str,
    superior_id: UUID | None,
    unit_id: UUID | None = None,
) -> Unit:
    """Enter a unit that nobody asked for in person, as a command or an import does. Raises UnitRefused."""
    facts = UnitFacts(name=name, code=code, nature=nature, region=region)
    return enter_unit(session, facts, superior_id, unit_id or uuid4(), by=None)


def enter_unit(session: Session, facts: UnitFacts, superior_id: UUID | None, unit_id: UUID, *, by: UUID | None) -> Unit:
    """Enter a unit and tell the other services. Raises UnitRefused."""
    one_at_a_time(session)
    wanted = asdict(facts.normalised())
    superior = open_unit(session, superior_id) if superior_id else None
    faults = faults_of(session, wanted, superior_id)
    if superior_id is not None:
        faults |= {} if superior else {"superior_id": "上级单位不存在或已撤销，请重新选择。"}
        faults |= level_fault(session, superior_id, 1)
    if faults:
        raise UnitRefused(fields={field: [fault] for field, fault in faults.items()})
    unit = Unit(id=unit_id, superior_id=superior_id, closed=False, version=1, **wanted)
    session.add(unit)
    session.flush()
    note(session, unit, "created", {}, wanted | place_of(superior), by=by)
    announce_unit(session, unit)
    return unit


def add_unit(
    session: Session, actor: Actor, superior_id: UUID | None, facts: UnitFacts, unit_id: UUID, *, same_name: bool
) -> Unit:
    """Enter a unit below one within reach; the same id again is the same unit.

    A top unit is the system administrator's to enter. Raises NotFound, NotAllowed, UnitRefused or SameNameElsewhere.
    """
    one_at_a_time(session)
    if superior_id is None and not actor.has(Role.SYSTEM_ADMIN):
        raise NotAllowed
    if superior_id is not None:
        unit_for(session, actor, Action.ADD_UNIT, superior_id)
    known = session.get(Unit, unit_id)
    if known:
        return known
    if not same_name:
        ensure_name_is_new(session, facts.name, superior_id)
    return enter_unit(session, facts, superior_id, unit_id, by=actor.id)


def change_unit(
    session: Session, actor: Actor, unit_id: UUID, expected: int, facts: UnitFacts, *, same_name: bool
) -> Unit:
    """Change all facts of a unit below: for its superior, who would confirm them.

    Raises NotFound, NotAllowed, ChangedMeanwhile, UnitClosed, UnitRefused or SameNameElsewhere.
    """
    one_at_a_time(session)
    unit = standing_unit_for(session, actor, Action.CONFIRM_UNIT, unit_id, expected)
    if not same_name and unit_name_key(facts.name) != unit.name_key:
        ensure_name_is_new(session, facts.name, unit.superior_id)
    apply_facts(session, unit, asdict(facts.normalised()), by=actor.id)
    return unit


def change_contact(session: Session, actor: Actor, unit_id: UUID, expected: int, contact: Mapping[str, str]) -> Unit:
    """Change phone and address, which nobody needs to confirm. Raises as `change_unit`."""
    one_at_a_time(session)
    unit = standing_unit_for(session, actor, Action.EDIT_UNIT, unit_id, expected)
    apply_facts(session, unit, {name: contact[name].strip() for name in CONTACT}, by=actor.id)
    return unit


def apply_facts(session: Session, unit: Unit, facts: Mapping[str, str], *, by: UUID, reason: str = "") -> None:
    """Let these be the unit's facts, and tell everybody; what stays the same makes no change. Raises UnitRefused."""
    before = {name: getattr(unit, name) for name in facts}
    changed = {name: value for name, value in facts.items() if before[name] != value}
    if not changed:
        return
    whole = facts_of(unit) | changed
    faults = faults_of(session, whole, unit.superior_id, unit=unit)
    if faults:
        raise UnitRefused(fields={field: [fault] for field, fault in faults.items()})
    for name, value in changed.items():
        setattr(unit, name, value)
    unit.version += 1
    session.flush()
    note(session, unit, "changed", {name: before[name] for name in changed}, changed, by=by, reason=reason)
    announce_unit(session, unit)


def ensure_name_is_new(session: Session, name: str, superior_id: UUID | None) -> None:
    """Raise SameNameElsewhere if an open unit under another superior has this name."""
    alike = select(Unit).where(Unit.name_key == unit_name_key(name), ~Unit.closed)
    elsewhere = alike.where(Unit.superior_id.is_distinct_from(superior_id)).order_by(Unit.code).limit(3)
    others = [f"{unit.name}（{unit.code}）" for unit in session.scalars(elsewhere)]
    if others:
        raise SameNameElsewhere(others="、".join(others))


def standing_unit_for(session: Session, actor: Actor, action: Action, unit_id: UUID, expected: int) -> Unit:
    """The unit as it was seen, locked, and not closed. Raises NotFound, NotAllowed, UnitClosed, ChangedMeanwhile."""
    unit = unit_for(session, actor, action, unit_id)
    if unit.closed:
        raise UnitClosed(name=unit.name)
    if unit.version != expected:
        raise ChangedMeanwhile
    return unit


def open_unit(session: Session, unit_id: UUID) -> Unit | None:
    """The unit if it is there and not closed; it is not closed by anybody until the transaction ends."""
    unit = session.get(Unit, unit_id, with_for_update={"read": True}, populate_existing=True)
    return None if unit is None or unit.closed else unit


def standing_unit(session: Session, unit_id: UUID | None) -> Unit | None:
    """The unit, or that into which it was merged meanwhile, if it is not closed; stays so for this transaction."""
    unit = session.get(Unit, unit_id) if unit_id else None
    return open_unit(session, unit.merged_into_id or unit.id) if unit else None


def facts_of(unit: Unit) -> dict[str, str]:
    """What a unit says of itself."""
    return {name: getattr(unit, name) for name in (*CONFIRMED, *CONTACT)}


def place_of(superior: Unit | None) -> dict[str, str]:
    """Where a unit stands, as its history tells."""
    return {"superior": superior.name if superior else ""}


def note(
    session: Session,
    unit: Unit,
    deed: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    *,
    by: UUID | None,
    reason: str = "",
) -> None:
    """Write a line of the unit's history."""
    event = UnitEvent(unit_id=unit.id, deed=deed, before=dict(before), after=dict(after), by=by, reason=reason)
    session.add(event)


def announce_unit(session: Session, unit: Unit) -> None:
    """Tell the other services how a unit stands now."""
    publish(
        session,
        UnitChanged(
            version=unit.version,
            unit_id=unit.id,
            unit_name=unit.name,
            code=unit.code,
            nature=unit.nature,
            region=unit.region,
            superior_id=unit.superior_id,
            closed=unit.closed,
            merged_into=unit.merged_into_id,
        ),
    )
