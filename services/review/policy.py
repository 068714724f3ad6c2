"""Who may see a case and who may do what with it: the one place that knows, in SQL for lists, in Python for a case."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Select, SelectBase, Uuid, and_, any_, bindparam, func, or_, select, union
from sqlalchemy.orm import Session

from services.review.models import WAITING, Case, CaseStatus, Unit
from shared import policy
from shared.auth import ADMINISTERING, REVIEWING, Actor, Role
from shared.errors import NotFound
from shared.messaging.contracts import SubjectKind

ADMINISTRATIVE: frozenset[SubjectKind] = frozenset({"identity", "transfer"})
"""What administrators decide and no reviewer."""
OWN_UNIT_ROLES = (Role.UNIT_REVIEWER, Role.UNIT_ADMIN)
OWN, TOPS = (bindparam(name, type_=ARRAY(Uuid)) for name in ("own", "tops"))
ME = bindparam("me", type_=Uuid())

Grants = Collection[tuple[Role, UUID]]


class Action(StrEnum):
    """What can be done with a case; a client shows what `possible_actions` lists."""

    DECIDE = "decide"
    TAKEOVER = "takeover"
    RECUSE = "recuse"
    REASSIGN = "reassign"
    RELEASE = "release"
    REMIND = "remind"
    REOPEN = "reopen"


@cache
def visible(*, below: bool) -> ColumnElement[bool]:
    """The cases a person may see: those within reach of the grants, never those about the person.

    Of a move to another unit the unit that is left sees the case too, and can do nothing with it.
    Holds for every read and every deed. What lies outside is not found, whatever is asked for.
    A statement of which this is a part reads the same for all whose grants reach `below`, or do not, and is sent with
    `sight_of` the person.
    """
    units = reached(below=below)
    return and_(Case.person_id != ME, or_(Case.unit_id.in_(units), Case.from_unit_id.in_(units)))


def sight_of(actor: Actor) -> dict[str, Any]:
    """What a statement about what is `visible` is sent with."""
    return {"me": actor.id, **reach_of(actor.grants)}


def within_reach(grants: Grants) -> ColumnElement[bool]:
    """The cases of the units that grants reach."""
    return Case.unit_id.in_(reached_units(grants))


def reached_units(grants: Grants) -> SelectBase:
    """The ids of the units that grants are for; with a superior's also those of the units below."""
    return reached(below=reaches_below(grants)).params(reach_of(grants))


def reached(*, below: bool) -> SelectBase:
    """The same as part of a statement that is made once, and sent with `reach_of` the grants."""
    held = select(func.unnest(OWN).label("id"))
    return union(held, policy.units_from(Unit, Unit.id == any_(TOPS))) if below else held


def reach_of(grants: Grants) -> dict[str, list[UUID]]:
    """The units that grants are for alone, and those below which they reach as well."""
    return {
        "own": [unit for role, unit in grants if role in OWN_UNIT_ROLES],
        "tops": [unit for role, unit in grants if role is Role.SUPERIOR_ADMIN],
    }


def reaches_below(grants: Grants) -> bool:
    """Whether grants reach units below those that they are for."""
    return any(role is Role.SUPERIOR_ADMIN for role, _ in grants)


def units_from(tops: Sequence[UUID]) -> Select[Any]:
    """The ids of these units and of all below them."""
    return policy.units_from(Unit, Unit.id.in_(tops))


@dataclass(frozen=True)
class Standing:
    """What somebody is towards a case: the roles for reviewing its present stage and for administering it, if any.

    `reopens_as` is the role for opening the approved record again, if the case is the last word about one.
    """

    reviews_as: Role | None
    administers_as: Role | None
    reopens_as: Role | None = None


def can(actor: Actor, action: Action, case: Case, standing: Standing) -> bool:
    """Whether a person may do this with a case, found by `visible_to`, in the status it has now."""
    waiting, held = case.status in WAITING, case.status is CaseStatus.ASSIGNED
    mine, administers = case.reviewer_id == actor.id, standing.administers_as is not None
    possible = {
        Action.DECIDE: held and mine,
        Action.TAKEOVER: waiting and not mine and standing.reviews_as is not None,
        Action.RECUSE: held and mine,
        Action.REASSIGN: waiting and administers,
        Action.RELEASE: held and administers,
        Action.REMIND: held and administers and not mine,
        Action.REOPEN: standing.reopens_as is not None,
    }
    return case.person_id != actor.id and possible[action]


def possible_actions(actor: Actor, case: Case, standing: Standing) -> list[Action]:
    """What a person can do with a case now."""
    return [action for action in Action if can(actor, action, case, standing)]


def administrator_over(grants: Grants, line: Sequence[UUID]) -> Role | None:
    """The role in which somebody with these grants administers cases of the unit `line[0]`; None if in none."""
    held = {role for role, unit in grants if unit in (line if role is Role.SUPERIOR_ADMIN else line[:1])}
    return next((role for role in ADMINISTERING if role in held), None)


def reviewing_roles(kind: SubjectKind) -> tuple[Role, ...]:
    """The roles in which cases of this kind are decided."""
    return ADMINISTERING if kind in ADMINISTRATIVE else REVIEWING


def role_over(
    grants: Grants, line: Sequence[UUID], levels_up: int = 0, among: tuple[Role, ...] = REVIEWING
) -> Role | None:
    """The role in which somebody with these grants reviews a stage of cases of the unit `line[0]`; None if in none.

    `line` is the unit and those above it. The stage of the own unit follows the same rule as `within_reach`, for one
    unit; a stage further up is for the superior administrators there and above.
    """
    own = line[:1] if levels_up == 0 else ()
    above = line_of_stage(line, levels_up)
    held = {role for role, unit in grants if unit in (above if role is Role.SUPERIOR_ADMIN else own)}
    return next((role for role in among if role in held), None)


def line_of_stage(line: Sequence[UUID], levels_up: int) -> Sequence[UUID]:
    """The unit of a stage and those above it. A stage beyond the top stays at the top."""
    return line[min(levels_up, max(len(line) - 1, 0)) :]


def line_of(session: Session, unit_id: UUID) -> list[UUID]:
    """A unit and those above it, from below to the top; empty if the unit is not known here (yet)."""
    return lines_of(session, [unit_id]).get(unit_id, [])


def whole_line_of(session: Session, unit_id: UUID) -> list[UUID]:
    """The same, where all of it must be known here. Raises NotFound while it is not: the message comes again."""
    line = line_of(session, unit_id)
    above = session.get_one(Unit, line[-1]).superior_id if line else unit_id
    if above and session.get(Unit, above) is None:
        raise NotFound
    return line


def lines_of(session: Session, units: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """The line of each of several units, in one statement."""
    return policy.lines_of(session, Unit, units)
