"""Who may do what to whom: the one place that knows, as data, read twice: in Python for one thing, in SQL for lists.

A rule says which role reaches how far (`shared/policy.py`). Nobody does an administrator's deed to
themselves, and nobody gets hold of an account that can do more than they can.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, SelectBase, and_, exists, false, not_, or_, true
from sqlalchemy.orm import Session

from services.auth.models import Grant, Person, Unit
from services.auth.models.person import EXCLUDING_EACH_OTHER
from services.auth.queries import grants_of
from shared import policy
from shared.auth import Actor, Role
from shared.policy import Grants, Reach, Rule, holds


class Action(StrEnum):
    """What can be done to a person or a unit."""

    SEE_PERSON = "see_person"
    ADD_PERSON = "add_person"  # to a unit
    ADMINISTER_PERSON = "administer_person"  # disable, enable, leave, transfer
    MERGE_ACCOUNT = "merge_account"  # with another of the same person
    RESET_PASSWORD = "reset_password"  # noqa: S105 - no password
    RESET_SECOND_FACTOR = "reset_second_factor"
    UNLOCK = "unlock"
    END_SESSIONS = "end_sessions"
    SEE_UNIT = "see_unit"
    EDIT_UNIT = "edit_unit"  # its own data, to be confirmed
    CONFIRM_UNIT = "confirm_unit"  # what the unit has changed of its own data
    ADD_UNIT = "add_unit"  # below a unit
    ADMINISTER_UNIT = "administer_unit"  # move, merge, close


SUPERIOR: Rule = {Role.SUPERIOR_ADMIN: Reach.DOWN}
SUPERIOR_OF_OTHERS: Rule = {Role.SUPERIOR_ADMIN: Reach.BELOW}
SYSTEM: Rule = {Role.SYSTEM_ADMIN: Reach.EVERYWHERE}
SECURITY: Rule = {Role.SECURITY_ADMIN: Reach.EVERYWHERE}
ADMINISTRATORS: Rule = {Role.UNIT_ADMIN: Reach.OWN, **SUPERIOR}

RULES: Mapping[Action, Rule] = {
    Action.SEE_PERSON: {**ADMINISTRATORS, **SYSTEM, **SECURITY},
    Action.ADD_PERSON: {**ADMINISTRATORS, **SYSTEM},
    Action.ADMINISTER_PERSON: {**ADMINISTRATORS, **SYSTEM},
    Action.MERGE_ACCOUNT: SYSTEM,
    Action.RESET_PASSWORD: {**ADMINISTRATORS, **SYSTEM, **SECURITY},
    Action.RESET_SECOND_FACTOR: {**ADMINISTRATORS, **SECURITY},
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

TAKING_OVER = frozenset({Action.RESET_PASSWORD, Action.RESET_SECOND_FACTOR})
"""What hands the account to whoever does it; for that one must stand above all that the account can do."""

SEPARATING = frozenset({Action.ADMINISTER_PERSON, Action.MERGE_ACCOUNT})
"""What is not done to who runs the system, grants power or watches both, before that role has been ended: otherwise
the system administrator would only have to disable the last who grants to grant everything."""


@dataclass(frozen=True)
class Target:
    """What the rules must know of a person or a unit: the line of units upwards, and of a person also the power.

    `power` is each role beyond a professional's, with the line of the unit that it is for. Nothing is done to an
    account that was `merged` into another.
    """

    line: Sequence[UUID]
    person_id: UUID | None = None
    power: Sequence[tuple[Role, Sequence[UUID]]] = ()
    merged: bool = False


def can(actor: Actor, action: Action, target: Target) -> bool:
    """Whether somebody may do this to a person or a unit."""
    if (target.person_id == actor.id or target.merged) and action is not Action.SEE_PERSON:
        return False
    if action in TAKING_OVER and not all(holds(actor.grants, OUTRANKING[role], line) for role, line in target.power):
        return False
    if action in SEPARATING and any(role in EXCLUDING_EACH_OTHER for role, _ in target.power):
        return False
    return holds(actor.grants, RULES[action], target.line)


def possible_actions(actor: Actor, target: Target, among: Collection[Action] = tuple(Action)) -> list[Action]:
    """What somebody can do to it."""
    return [action for action in among if can(actor, action, target)]


def held_by_rule(rule: Rule, line: Sequence[UUID]) -> ColumnElement[bool]:
    """The grants that reach the unit `line[0]` by this rule: `holds`, asked the other way round."""
    reaching = [
        and_(
            Grant.role == role, true() if reach is Reach.EVERYWHERE else Grant.unit_id.in_(policy.reaching(reach, line))
        )
        for role, reach in rule.items()
    ]
    return or_(false(), *reaching)


def people_within(actor: Actor, action: Action) -> ColumnElement[bool]:
    """The people to whom somebody may do this."""
    reached = policy.within(Unit, Person.unit_id, actor.grants, RULES[action])
    if action is Action.SEE_PERSON:
        return reached
    conditions = [Person.id != actor.id, Person.merged_into_id.is_(None), reached]
    conditions += [_outranked(actor.grants)] if action in TAKING_OVER else []
    conditions += [~_is_separate()] if action in SEPARATING else []
    return and_(*conditions)


def units_within(actor: Actor, action: Action) -> ColumnElement[bool]:
    """The units to which somebody may do this."""
    return policy.within(Unit, Unit.id, actor.grants, RULES[action])


def people_visible_to(actor: Actor) -> ColumnElement[bool]:
    """The people whom somebody may see; all others are not found, whatever is asked for."""
    return people_within(actor, Action.SEE_PERSON)


def units_visible_to(actor: Actor) -> ColumnElement[bool]:
    """The units that somebody may see; all others are not found."""
    return units_within(actor, Action.SEE_UNIT)


def reached_units(grants: Grants, rule: Rule) -> SelectBase | None:
    """The ids of the units that the grants reach by this rule, which must not be everywhere; None if none."""
    return policy.reached_units(Unit, grants, rule)


def _outranked(grants: Grants) -> ColumnElement[bool]:
    """The people of whose roles there is none that somebody with these grants does not stand above."""
    lower = [
        and_(Grant.role == role, policy.within(Unit, Grant.unit_id, grants, rule)) for role, rule in OUTRANKING.items()
    ]
    higher = and_(Grant.person_id == Person.id, Grant.role != Role.PROFESSIONAL, not_(or_(*lower)))
    return ~exists().where(higher)


def _is_separate() -> ColumnElement[bool]:
    return exists().where(Grant.person_id == Person.id, Grant.role.in_(EXCLUDING_EACH_OTHER))


def target_of_unit(session: Session, unit_id: UUID) -> Target:
    """What the rules must know of a unit."""
    return Target(line_of(session, unit_id))


def target_of_person(session: Session, person: Person) -> Target:
    """What the rules must know of a person."""
    power = [grant for grant in grants_of(session, person.id) if grant.role is not Role.PROFESSIONAL]
    lines = lines_of(session, {person.unit_id, *(grant.unit_id for grant in power)})
    held = [(grant.role, lines[grant.unit_id]) for grant in power]
    return Target(lines[person.unit_id], person.id, held, merged=person.merged_into_id is not None)


def line_of(session: Session, unit_id: UUID) -> list[UUID]:
    """A unit and those above it, from below to the top; empty if there is no such unit."""
    return lines_of(session, [unit_id]).get(unit_id, [])


def lines_of(session: Session, units: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """The line of each of several units, in one statement."""
    return policy.lines_of(session, Unit, units)
