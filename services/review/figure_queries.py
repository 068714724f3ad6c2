"""统计 of cases, read from the sums: waiting time, load of reviewers, what was returned and why."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, case, select, true
from sqlalchemy.orm import Session

from services.review.models import Staff, StaffGrant
from services.review.operations.figures import LEDGER
from services.review.queries import names_of
from shared.auth import REVIEWING, Actor
from shared.beijing import today
from shared.figures.reading import (
    Band,
    Scope,
    UnitName,
    Wanted,
    banded,
    of_series,
    quantile,
    scope_of,
    sums_in,
    total,
    units_below,
)

UNITS_ON_A_PAGE = 50
WEEK, MONTH = 7, 30
WAITS = (Band(0, 2), Band(3, 5), Band(6, 10), Band(11, 20), Band(21, None))
MEDIAN, MOST = 0.5, 0.9

View = dict[str, Any]
Waits = Counter[int]


def figures_of_cases(session: Session, actor: Actor, wanted: Wanted) -> View:
    """All figures of a scope; raises NotFound for a unit out of reach."""
    scope = scope_of(session, LEDGER, actor, wanted)
    page, following = units_below(session, LEDGER, scope, wanted.after, UNITS_ON_A_PAGE)
    waits = _waits(session, sums_in(LEDGER, scope, wanted), wanted)
    figure = LEDGER.figure
    of_units = [figure.unit_id.in_([unit.id for unit in page]), figure.below == true()]
    by_unit = _waits(session, [*of_units, *of_series(figure.series, wanted)], wanted)
    return {
        "scope": scope,
        **_waiting(waits, scope.unit.id),
        "returned": _returned(session, scope, wanted),
        "reviewers": _reviewers(session, scope, wanted),
        "units": [{"id": unit.id, "name": unit.name, **_waiting(by_unit, unit.id)} for unit in page],
        "next": following,
    }


def _waits(session: Session, where: Iterable[ColumnElement[bool]], wanted: Wanted) -> Mapping[tuple[UUID, str], Waits]:
    """For each unit and figure how often each number of days occurs: waiting, overdue, waited for a decision."""
    figure, now = LEDGER.figure, today()
    decided = (figure.dimension == "decided") & figure.value.between(str(wanted.first), str(wanted.last))
    days = case((figure.dimension == "decided", figure.detail), else_=figure.value).label("days")
    columns = (figure.unit_id, figure.dimension, days)
    rows = select(*columns, total(figure)).where(*where, decided | figure.dimension.in_(("open", "due")))
    waits: dict[tuple[UUID, str], Waits] = defaultdict(Counter)
    for unit_id, dimension, value, count in session.execute(rows.group_by(*columns)):
        waited = int(value) if dimension == "decided" else (now - date.fromisoformat(value)).days
        waits[unit_id, dimension][max(waited, 0) if dimension == "open" else waited] += count
    return waits


def _waiting(waits: Mapping[tuple[UUID, str], Waits], unit_id: UUID) -> View:
    due = waits[unit_id, "due"]
    overdue = sum(count for days, count in due.items() if days > 0)
    return {
        "open": _spread(waits[unit_id, "open"]) | {"overdue": overdue},
        "decided": _spread(waits[unit_id, "decided"]),
    }


def _spread(days: Waits) -> View:
    return {
        "count": days.total(),
        "median": quantile(days, MEDIAN),
        "most": quantile(days, MOST),
        "bands": banded(WAITS, days),
    }


def _returned(session: Session, scope: Scope, wanted: Wanted) -> list[View]:
    """How many cases were returned for each place, the most frequent first."""
    figure, count = LEDGER.figure, total(LEDGER.figure)
    within = figure.dimension == "returned", figure.value.between(str(wanted.first), str(wanted.last))
    rows = select(figure.detail, count).where(*sums_in(LEDGER, scope, wanted), *within).group_by(figure.detail)
    found = session.execute(rows.having(count > 0).order_by(count.desc(), figure.detail))
    places = ((place.partition("."), number) for place, number in found)
    return [{"section": section, "field": field, "count": number} for (section, _, field), number in places]


def _reviewers(session: Session, scope: Scope, wanted: Wanted) -> list[View]:
    """Everybody who reviews for the unit itself, and what lies with them: now, overdue, decided of late."""
    figure, now = LEDGER.figure, today()
    own = figure.unit_id == scope.unit.id, ~figure.below, figure.dimension.in_(("held", "decided_by"))
    recent = (figure.dimension == "held") | (figure.detail > str(_days_before(now, MONTH)))
    columns = (figure.value, figure.dimension, figure.detail)
    rows = select(*columns, total(figure)).where(*own, recent, *of_series(figure.series, wanted)).group_by(*columns)
    loads: dict[UUID, Counter[str]] = {reviewer: Counter() for reviewer in _staff_of(session, scope.unit)}
    for reviewer, dimension, day, count in session.execute(rows):
        load = loads.setdefault(UUID(reviewer), Counter())
        for name in _counts_as(dimension, day, now):
            load[name] += count
    names = names_of(session, loads)
    lines = [{"person_id": reviewer, "name": names.get(reviewer), **_load(load)} for reviewer, load in loads.items()]
    return sorted(lines, key=lambda line: (-line["open"], -line["decided_month"], line["name"] or ""))


def _counts_as(dimension: str, day: str, now: date) -> Sequence[str]:
    if dimension == "held":
        return ("open", "overdue") if day < str(now) else ("open",)
    return ("decided_week", "decided_month") if day > str(_days_before(now, WEEK)) else ("decided_month",)


def _load(load: Counter[str]) -> View:
    return {name: load[name] for name in ("open", "overdue", "decided_week", "decided_month")}


def _staff_of(session: Session, unit: UnitName) -> Sequence[UUID]:
    held = StaffGrant.unit_id == unit.id, StaffGrant.role.in_(REVIEWING), Staff.active
    of_unit = select(StaffGrant.person_id).join(Staff, Staff.person_id == StaffGrant.person_id).where(*held)
    return session.scalars(of_unit.distinct()).all()


def _days_before(day: date, number: int) -> date:
    return date.fromordinal(day.toordinal() - number)
