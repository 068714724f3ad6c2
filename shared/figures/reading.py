"""Reading figures: whose units somebody may see, the units below, and what lies in the middle of many numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select, tuple_
from sqlalchemy.orm import Session

from shared.auth import REVIEWING, Actor, Role
from shared.errors import NotFound
from shared.figures.ledger import Ledger
from shared.paging import cursor_of, typed_key
from shared.policy import units_from

NO_SERIES = "-"  # in an address: those without a title; nothing at all means everybody


@dataclass(frozen=True)
class Wanted:
    """What figures are asked for. Without `unit_id`, those of the asker's own reach; `alone`: without units below."""

    first: date
    last: date
    unit_id: UUID | None = None
    alone: bool = False
    series: str | None = None
    after: str | None = None


class UnitName(NamedTuple):
    """A unit as a page names it."""

    id: UUID
    name: str


@dataclass(frozen=True)
class Scope:
    """The unit whose figures are shown, with (`below`) or without the units below it.

    `way` leads to it from the highest unit that the asker may see; `roots` are the units of the asker's roles.
    """

    unit: UnitName
    below: bool
    can_see_below: bool
    way: list[UnitName]
    roots: list[UnitName]


class Band(NamedTuple):
    """Numbers that are shown as one; without `last`, all from `first` on."""

    first: int
    last: int | None

    @property
    def word(self) -> str:
        """As addresses name it: 31-35, 61-."""
        return f"{self.first}-{'' if self.last is None else self.last}"

    def holds(self, number: int) -> bool:
        """Whether the number lies in it."""
        return self.first <= number and (self.last is None or number <= self.last)


def scope_of(session: Session, ledger: Ledger, actor: Actor, wanted: Wanted) -> Scope:
    """The asked-for scope; raises NotFound for a unit that no role of the asker reaches.

    Reviewers and administrators of a unit see that unit; a superior's administrators those below too.
    """
    granted = {unit_id: Role.SUPERIOR_ADMIN in held for unit_id, held in _roles_by_unit(actor).items()}
    unit_id = wanted.unit_id or max(granted, key=lambda one: granted[one], default=None)
    line = ledger.line_of(session, unit_id)
    superior = [place for place, above in enumerate(line) if granted.get(above)]
    if unit_id is None or not (superior or unit_id in granted):
        raise NotFound
    way = line[superior[-1] :: -1] if superior else line[:1]
    names = _names(session, ledger, {*way, *granted})
    return Scope(
        unit=UnitName(unit_id, names.get(unit_id, "")),
        below=bool(superior) and not wanted.alone,
        can_see_below=bool(superior),
        way=[UnitName(one, names.get(one, "")) for one in way],
        roots=[UnitName(one, names.get(one, "")) for one in granted],
    )


def sums_in(ledger: Ledger, scope: Scope, wanted: Wanted) -> list[ColumnElement[bool]]:
    """Conditions for the sums of the scope, of one series if that is asked for."""
    figure = ledger.figure
    return [figure.unit_id == scope.unit.id, figure.below == scope.below, *of_series(figure.series, wanted)]


def of_series(column: Any, wanted: Wanted) -> list[ColumnElement[bool]]:
    """The condition for one series, or none."""
    if wanted.series is None:
        return []
    return [column == ("" if wanted.series == NO_SERIES else wanted.series)]


def units_below(
    session: Session, ledger: Ledger, scope: Scope, after: str | None, limit: int
) -> tuple[list[UnitName], str | None]:
    """A page of the units directly below, by name, and the cursor of the next; none where they may not be seen."""
    if not scope.below:
        return [], None
    unit = ledger.unit
    listed = select(unit.id, unit.name).where(unit.superior_id == scope.unit.id).order_by(unit.name, unit.id)
    if after:
        listed = listed.where(tuple_(unit.name, unit.id) > tuple_(*typed_key(after, str, UUID)))
    found = [UnitName(*row) for row in session.execute(listed.limit(limit + 1))]
    page = found[:limit]
    return page, cursor_of(page[-1].name, page[-1].id) if len(found) > limit else None


def everything_below(ledger: Ledger, unit_id: UUID) -> Select[Any]:
    """The ids of a unit and all units below it."""
    return units_from(ledger.unit, ledger.unit.id == unit_id)


def quantile(numbers: Mapping[int, int], share: float) -> int | None:
    """The smallest number that at least this share of all does not exceed; `numbers` says how often each occurs."""
    total, reached = sum(numbers.values()), 0
    for number in sorted(numbers):
        reached += numbers[number]
        if reached >= share * total > 0:
            return number
    return None


def banded(bands: Sequence[Band], numbers: Mapping[int, int]) -> list[dict[str, Any]]:
    """How many there are in each band."""
    return [
        {"value": band.word, "count": sum(count for number, count in numbers.items() if band.holds(number))}
        for band in bands
    ]


def total(figure: Any) -> Any:
    """The sum of counts, as a whole number."""
    return func.sum(figure.count).cast(figure.count.type)


def _roles_by_unit(actor: Actor) -> dict[UUID, set[Role]]:
    held: dict[UUID, set[Role]] = {}
    for role, unit_id in actor.grants:
        if role in REVIEWING:
            held.setdefault(unit_id, set()).add(role)
    return held


def _names(session: Session, ledger: Ledger, units: set[UUID]) -> dict[UUID, str]:
    found = select(ledger.unit.id, ledger.unit.name).where(ledger.unit.id.in_(units))
    return dict(session.execute(found).all())
