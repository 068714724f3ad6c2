"""Who may do what to whom: the one place that knows, as data, read twice: in Python for one thing, in SQL for lists.

A rule says which role reaches how far from the unit it was granted for. Nobody does an administrator's deed to
themselves, and nobody gets hold of an account that can do more than they can.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, SelectBase, and_, exists, false, literal, not_, or_, select, true, union
from sqlalchemy.orm import InstrumentedAttribute, Session

from services.auth.models import Grant, Person, Unit
from services.auth.queries import grants_of
from shared.auth import Actor, Role

MOST_LEVELS = 20  # of units above each other; bounds the walk should a correction ever make a circle

Grants = Collection[tuple[Role, UUID]]


class Reach(StrEnum):
    """How far a role reaches from the unit it was granted for."""

    OWN = "own"  # this unit
    DOWN = "down"  # this unit and all below it
    BELOW = "below"  # those below it only
    EVERYWHERE = "everywhere"


Rule = Mapping[Role, Reach]


class Action(StrEnum):
    """What can be done to a person or a unit."""

    SEE_PERSON = "see_person"
    ADD_PERSON = "add_person"  # to a unit
    ADMINISTER_PERSON = "administer_person"  # disable, enable, leave, transfer, merge
    RESET_PASSWORD = "reset_password"  # noqa: S105 - no password
    UNLOCK = "unlock"
    END_SESSIONS = "end_sessions"
    SEE_UNIT = "see_unit"
    EDIT_UNIT = "edit_unit"  # its own data, to be confirmed
    CONFIRM_UNIT = "confirm_unit"  # what the unit has changed of its own data
    ADD_UNIT = "add_unit"  # below a unit
    ADMINISTER_UNIT = "administer_unit"  # move, merge, close


UNIT: Rule = {Role.UNIT_ADMIN: Reach.OWN}
SUPERIOR: Rule = {Role.SUPERIOR_ADMIN: Reach.DOWN}
SUPERIOR_OF_OTHERS: Rule = {Role.SUPERIOR_ADMIN: Reach.BELOW}
SYSTEM: Rule = {Role.SYSTEM_ADMIN: Reach.EVERYWHERE}
SECURITY: Rule = {Role.SECURITY_ADMIN: Reach.EVERYWHERE}
ADMINISTRATORS: Rule = {**UNIT, **SUPERIOR}

RULES: Mapping[Action, Rule] = {
    Action.SEE_PERSON: {**ADMINISTRATORS, **SYSTEM, **SECURITY},
    Action.ADD_PERSON: {**ADMINISTRATORS, **SYSTEM},
    Action.ADMINISTER_PERSON: {**ADMINISTRATORS, **SYSTEM},
    Action.RESET_PASSWORD: {**ADMINISTRATORS, **SYSTEM, **SECURITY},
    Action.UNLOCK: {**ADMINISTRATORS, **SECURITY},
    Action.END_SESSIONS: {**ADMINISTRATORS, **SECURITY},
    Action.SEE_UNIT: {**ADMINISTRATORS, **SYSTEM, **SECURITY},
    Action.EDIT_UNIT: {**ADMINISTRATORS, **SYSTEM},
    Action.CONFIRM_UNIT: {**SUPERIOR_OF_OTHERS, **SYSTEM},
    Action.ADD_UNIT: {**SUPERIOR, **SYSTEM},
    Action.ADMINISTER_UNIT: {**SUPERIOR_OF_OTHERS, **SYSTEM},
}

GRANTING: Mapping[Role, Rule] = {
    Role.UNIT_REVIEWER: {**ADMINISTRATORS, **SECURITY},
    Role.UNIT_ADMIN: {**ADMINISTRATORS, **SECURITY},
    Role.SUPERIOR_ADMIN: {**SUPERIOR_OF_OTHERS, **SECURITY},
    Role.SYSTEM_ADMIN: SECURITY,
    Role.SECURITY_ADMIN: SECURITY,
    Role.AUDITOR: SECURITY,
}
"""Who may grant a role that gives power over others: one proposes, another confirms."""

OUTRANKING: Mapping[Role, Rule] = {**GRANTING, Role.UNIT_ADMIN: {**SUPERIOR, **SECURITY}}
"""Who stands above somebody with such a role. Not a colleague: who gets hold of a colleague's account is two people."""

TAKING_OVER = frozenset({Action.RESET_PASSWORD})
"""What hands the account to whoever does it; for that one must stand above all that the account can do."""


@dataclass(frozen=True)
class Target:
    """What the rules must know of a person or a unit: the line of units upwards, and of a person also the power.

    `power` is each role beyond a professional's, with the line of the unit that it is for.
    """

    line: Sequence[UUID]
    person_id: UUID | None = None
    power: Sequence[tuple[Role, Sequence[UUID]]] = ()


def can(actor: Actor, action: Action, target: Target) -> bool:
    """Whether somebody may do this to a person or a unit."""
    if target.person_id == actor.id and action is not Action.SEE_PERSON:
        return False
    if action in TAKING_OVER and not all(holds(actor.grants, OUTRANKING[role], line) for role, line in target.power):
        return False
    return holds(actor.grants, RULES[action], target.line)


def possible_actions(actor: Actor, target: Target, among: Collection[Action] = tuple(Action)) -> list[Action]:
    """What somebody can do to it."""
    return [action for action in among if can(actor, action, target)]


def holds(grants: Grants, rule: Rule, line: Sequence[UUID]) -> bool:
    """Whether one of the grants reaches the unit `line[0]` by this rule; `line` goes on with the units above it."""
    return role_by(grants, rule, line) is not None


def role_by(grants: Grants, rule: Rule, line: Sequence[UUID]) -> Role | None:
    """The role in which somebody with these grants reaches the unit `line[0]` by this rule, the nearest one."""
    for role, reach in rule.items():
        units = [unit for held, unit in grants if held is role]
        if units and (reach is Reach.EVERYWHERE or not set(units).isdisjoint(_reaching(reach, line))):
            return role
    return None


def _reaching(reach: Reach, line: Sequence[UUID]) -> Sequence[UUID]:
    """For which units a role must have been granted to reach the unit `line[0]`."""
    return {Reach.OWN: line[:1], Reach.DOWN: line, Reach.BELOW: line[1:]}[reach]


def held_by_rule(rule: Rule, line: Sequence[UUID]) -> ColumnElement[bool]:
    """The grants that reach the unit `line[0]` by this rule: `holds`, asked the other way round."""
    reaching = [
        and_(Grant.role == role, true() if reach is Reach.EVERYWHERE else Grant.unit_id.in_(_reaching(reach, line)))
        for role, reach in rule.items()
    ]
    return or_(false(), *reaching)


def people_within(actor: Actor, action: Action) -> ColumnElement[bool]:
    """The people to whom somebody may do this."""
    reached = within(Person.unit_id, actor.grants, RULES[action])
    if action is Action.SEE_PERSON:
        return reached
    others = and_(Person.id != actor.id, reached)
    return and_(others, _outranked(actor.grants)) if action in TAKING_OVER else others


def units_within(actor: Actor, action: Action) -> ColumnElement[bool]:
    """The units to which somebody may do this."""
    return within(Unit.id, actor.grants, RULES[action])


def people_visible_to(actor: Actor) -> ColumnElement[bool]:
    """The people whom somebody may see; all others are not found, whatever is asked for."""
    return people_within(actor, Action.SEE_PERSON)


def units_visible_to(actor: Actor) -> ColumnElement[bool]:
    """The units that somebody may see; all others are not found."""
    return units_within(actor, Action.SEE_UNIT)


def within(unit_id: InstrumentedAttribute[UUID], grants: Grants, rule: Rule) -> ColumnElement[bool]:
    """Whether this column names a unit that the grants reach by this rule: `holds`, in SQL."""
    if any(rule.get(role) is Reach.EVERYWHERE for role, _ in grants):
        return true()
    reached = reached_units(grants, rule)
    return false() if reached is None else unit_id.in_(reached)


def reached_units(grants: Grants, rule: Rule) -> SelectBase | None:
    """The ids of the units that the grants reach by this rule, which must not be everywhere; None if none."""
    own = [unit for role, unit in grants if rule.get(role) is Reach.OWN]
    down = [unit for role, unit in grants if rule.get(role) is Reach.DOWN]
    below = [unit for role, unit in grants if rule.get(role) is Reach.BELOW]
    parts: list[SelectBase] = [select(Unit.id).where(Unit.id.in_(own))] if own else []
    parts += [_units_from(Unit.id.in_(down))] if down else []
    parts += [_units_from(Unit.superior_id.in_(below))] if below else []
    return union(*parts) if parts else None


def _units_from(first: ColumnElement[bool]) -> SelectBase:
    """The ids of these units and of all below them."""
    below = select(Unit.id).where(first).cte(recursive=True)
    below = below.union(select(Unit.id).join(below, Unit.superior_id == below.c.id))
    return select(below.c.id)


def _outranked(grants: Grants) -> ColumnElement[bool]:
    """The people of whose roles there is none that somebody with these grants does not stand above."""
    lower = [and_(Grant.role == role, within(Grant.unit_id, grants, rule)) for role, rule in OUTRANKING.items()]
    higher = and_(Grant.person_id == Person.id, Grant.role != Role.PROFESSIONAL, not_(or_(*lower)))
    return ~exists().where(higher)


def target_of_unit(session: Session, unit_id: UUID) -> Target:
    """What the rules must know of a unit."""
    return Target(line_of(session, unit_id))


def target_of_person(session: Session, person: Person) -> Target:
    """What the rules must know of a person."""
    power = [grant for grant in grants_of(session, person.id) if grant.role is not Role.PROFESSIONAL]
    lines = lines_of(session, {person.unit_id, *(grant.unit_id for grant in power)})
    return Target(lines[person.unit_id], person.id, [(grant.role, lines[grant.unit_id]) for grant in power])


def line_of(session: Session, unit_id: UUID) -> list[UUID]:
    """A unit and those above it, from below to the top; empty if there is no such unit."""
    return lines_of(session, [unit_id]).get(unit_id, [])


def lines_of(session: Session, units: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """The line of each of several units, in one statement."""
    start = select(Unit.id.label("start"), Unit.id, Unit.superior_id, literal(0).label("depth"))
    line = start.where(Unit.id.in_(units)).cte("line", recursive=True)
    next_up = select(line.c.start, Unit.id, Unit.superior_id, line.c.depth + 1)
    line = line.union_all(next_up.where(Unit.id == line.c.superior_id, line.c.depth < MOST_LEVELS))
    lines: dict[UUID, list[UUID]] = {}
    for first, unit_id in session.execute(select(line.c.start, line.c.id).order_by(line.c.depth)):
        above = lines.setdefault(first, [])
        if unit_id not in above:
            above.append(unit_id)
    return lines
