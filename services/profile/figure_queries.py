"""统计 of people, read from the sums: by status, completeness, day of submission, title, education and age."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from services.profile.models import RecordStatus
from services.profile.operations.figures import LEDGER
from services.profile.operations.windows import governing, standing_at
from shared.auth import Actor
from shared.beijing import today
from shared.catalogue import CODE_LISTS
from shared.figures.reading import (
    Band,
    Scope,
    UnitName,
    Wanted,
    banded,
    of_series,
    scope_of,
    sums_in,
    total,
    units_below,
)

UNITS_ON_A_PAGE = 50
SHARES = (Band(0, 0), Band(1, 49), Band(50, 99), Band(100, 100))
AGES = (
    Band(0, 30), Band(31, 35), Band(36, 40), Band(41, 45), Band(46, 50), Band(51, 55), Band(56, 60), Band(61, None),
)  # fmt: skip
OLDEST = 120
UNKNOWN = "-"  # as addresses name what is not filled in
EDUCATIONS = [*(code.code for code in CODE_LISTS["education"].entries if code.heading), "90"]

View = dict[str, Any]


def figures_of_people(session: Session, actor: Actor, wanted: Wanted) -> View:
    """All figures of a scope; raises NotFound for a unit out of reach."""
    scope = scope_of(session, LEDGER, actor, wanted)
    found = _sums(session, scope, wanted)
    levels, statuses = found.pop("level", Counter()), found["status"]
    page, following = units_below(session, LEDGER, scope, wanted.after, UNITS_ON_A_PAGE)
    return {
        "scope": scope,
        "people": statuses.total(),
        "status": [{"value": status, "count": statuses["", status]} for status in RecordStatus],
        "completeness": banded(SHARES, {int(value): count for (_, value), count in found["completeness"].items()}),
        "deadline": _deadline(session, scope),
        "submitted": [{"value": day, "count": count} for (_, day), count in sorted(found["submitted"].items())],
        "title": [{"series": key[0], "level": key[1], "count": count} for key, count in sorted(levels.items())],
        "education": _educations(found["education"]),
        "age": _ages(found["born"]),
        "units": [_unit_line(unit, counts) for unit, counts in _of_units(session, page, wanted)],
        "next": following,
    }


def stored_values(dimension: str, value: str) -> list[str]:
    """The marks that a bar of a figure sums up; empty for a bar that no figure has."""
    if value == UNKNOWN:
        return [""]
    match dimension:
        case "completeness":
            return [str(share) for band in SHARES if band.word == value for share in range(101) if band.holds(share)]
        case "age":
            year = today().year
            return [str(year - age) for band in AGES if band.word == value for age in range(OLDEST) if band.holds(age)]
        case "education":
            return [code.code for code in CODE_LISTS["education"].entries if _heading(code.code) == value]
    return [value]


def _deadline(session: Session, scope: Scope) -> date | None:
    """The last day of the collection window that is open, or of the last or next one."""
    window = standing_at(governing(session, scope.unit.id), datetime.now(UTC)).window
    return window.closes_on if window else None


def _sums(session: Session, scope: Scope, wanted: Wanted) -> dict[str, Counter[tuple[str, str]]]:
    """By dimension how many there are of each value; of levels for each series."""
    figure = LEDGER.figure
    series = case((figure.dimension == "level", figure.series), else_="").label("series")
    within = (figure.dimension != "submitted") | figure.value.between(str(wanted.first), str(wanted.last))
    columns = (figure.dimension, series, figure.value)
    rows = select(*columns, total(figure)).where(*sums_in(LEDGER, scope, wanted), within).group_by(*columns)
    found: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for dimension, of_one, value, count in session.execute(rows):
        if count:
            found[dimension][of_one, value] = count
    return found


def _of_units(session: Session, units: Sequence[UnitName], wanted: Wanted) -> list[tuple[UnitName, Counter[str]]]:
    figure = LEDGER.figure
    of_these = figure.unit_id.in_([unit.id for unit in units]), figure.below, figure.dimension == "status"
    rows = select(figure.unit_id, figure.value, total(figure)).where(*of_these, *of_series(figure.series, wanted))
    counts: dict[UUID, Counter[str]] = defaultdict(Counter)
    for unit_id, status, count in session.execute(rows.group_by(figure.unit_id, figure.value)):
        counts[unit_id][status] = count
    return [(unit, counts[unit.id]) for unit in units]


def _unit_line(unit: UnitName, counts: Counter[str]) -> View:
    by_status = {str(status): counts[status] for status in RecordStatus}
    return {"id": unit.id, "name": unit.name, "people": counts.total(), "status": by_status}


def _educations(counts: Counter[tuple[str, str]]) -> list[View]:
    by_heading: Counter[str] = Counter()
    for (_, code), count in counts.items():
        by_heading[_heading(code)] += count
    return [{"value": heading, "count": by_heading[heading]} for heading in (*EDUCATIONS, UNKNOWN)]


def _ages(counts: Counter[tuple[str, str]]) -> list[View]:
    """Ages move with the calendar: what is stored is the year of birth, and 31 is who becomes 31 this year."""
    year = today().year
    ages = {year - int(born): count for (_, born), count in counts.items() if born}
    return [*banded(AGES, ages), {"value": UNKNOWN, "count": counts["", ""]}]


def _heading(education: str) -> str:
    """Bachelor's degrees of all kinds are 大学本科, and so on."""
    return f"{education[0]}0" if education else UNKNOWN
