"""How far a role reaches along the tree of units: a rule as data, read in Python for one unit and in SQL for lists.

Each service has a `policy.py` that says by such rules who may do what. The tree is its own table of units.
"""

from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, SelectBase, false, literal, select, true, union
from sqlalchemy.orm import Session

from shared.auth import Role
from shared.statements import among

MOST_LEVELS = 20  # of units above each other; bounds the walk should a correction ever make a circle

Grants = Collection[tuple[Role, UUID]]


class Reach(StrEnum):
    """How far a role reaches from the unit it was granted for."""

    OWN = "own"  # this unit
    DOWN = "down"  # this unit and all below it
    BELOW = "below"  # those below it only
    EVERYWHERE = "everywhere"


Rule = Mapping[Role, Reach]


def holds(grants: Grants, rule: Rule, line: Sequence[UUID]) -> bool:
    """Whether one of the grants reaches the unit `line[0]` by this rule; `line` goes on with the units above it."""
    return role_by(grants, rule, line) is not None


def role_by(grants: Grants, rule: Rule, line: Sequence[UUID]) -> Role | None:
    """The role in which somebody with these grants reaches the unit `line[0]` by this rule, the nearest one."""
    for role, reach in rule.items():
        units = [unit for held, unit in grants if held is role]
        if units and (reach is Reach.EVERYWHERE or not set(units).isdisjoint(reaching(reach, line))):
            return role
    return None


def reaching(reach: Reach, line: Sequence[UUID]) -> Sequence[UUID]:
    """For which units a role must have been granted to reach the unit `line[0]`."""
    return {Reach.OWN: line[:1], Reach.DOWN: line, Reach.BELOW: line[1:]}[reach]


def within(tree: Any, unit_id: Any, grants: Grants, rule: Rule) -> ColumnElement[bool]:
    """Whether the column `unit_id` names a unit that the grants reach by this rule: `holds`, in SQL.

    `tree` is the service's table of units.
    """
    if any(rule.get(role) is Reach.EVERYWHERE for role, _ in grants):
        return true()
    reached = reached_units(tree, grants, rule)
    condition: ColumnElement[bool] = false() if reached is None else unit_id.in_(reached)
    return condition


def reached_units(tree: Any, grants: Grants, rule: Rule) -> SelectBase | None:
    """The ids of the units that the grants reach by this rule, which must not be everywhere; None if none."""
    by_reach = {reach: [unit for role, unit in grants if rule.get(role) is reach] for reach in Reach}
    parts = {
        Reach.OWN: select(tree.id).where(tree.id.in_(by_reach[Reach.OWN])),
        Reach.DOWN: units_from(tree, tree.id.in_(by_reach[Reach.DOWN])),
        Reach.BELOW: units_from(tree, tree.superior_id.in_(by_reach[Reach.BELOW])),
    }
    wanted = [part for reach, part in parts.items() if by_reach[reach]]
    return union(*wanted) if wanted else None


def lines_of(session: Session, tree: Any, units: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """The line of each of several units, from below to the top, in one statement; none of a unit that is not there."""
    lines: dict[UUID, list[UUID]] = {}
    for first, unit_id in session.execute(_lines(tree), {"units": list(units)}):
        above = lines.setdefault(first, [])
        if unit_id not in above:
            above.append(unit_id)
    return lines


def units_from(tree: Any, first: ColumnElement[bool]) -> Select[Any]:
    """The ids of the units for which `first` is true, and of all below them."""
    below = select(tree.id).where(first).cte(recursive=True)
    below = below.union(select(tree.id).join(below, tree.superior_id == below.c.id))
    return select(below.c.id)


@cache
def _lines(tree: Any) -> Select[Any]:
    start = select(tree.id.label("start"), tree.id, tree.superior_id, literal(0).label("depth"))
    line = start.where(among(tree.id, "units")).cte("line", recursive=True)
    next_up = select(line.c.start, tree.id, tree.superior_id, line.c.depth + 1)
    line = line.union_all(next_up.where(tree.id == line.c.superior_id, line.c.depth < MOST_LEVELS))
    return select(line.c.start, line.c.id).order_by(line.c.depth)
