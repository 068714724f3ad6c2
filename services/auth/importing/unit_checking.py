"""The check of rows of units against the rules and the database, each with the rows above it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.auth.importing.checking import Uploaded
from services.auth.importing.faults import Fault
from services.auth.importing.unit_columns import (
    ADDRESS,
    CODE,
    NAME,
    NATURE,
    PHONE,
    REGION,
    SUPERIOR_CODE,
    SUPERIOR_NAME,
)
from services.auth.importing.unit_faults import fault
from services.auth.importing.unit_placing import key_of
from services.auth.models import Unit
from services.auth.operations.unit_faults import form_faults
from services.auth.operations.units import UnitFacts
from services.auth.policy import Action, lines_of, units_within
from shared.auth import Actor, Role
from shared.beijing import today
from shared.catalogue import CODE_LISTS
from shared.policy import MOST_LEVELS

OWN = (NAME, CODE, NATURE, REGION, PHONE, ADDRESS)


class Lying(NamedTuple):
    """A row as it lies in the check, and position and number in the sheet of the row that is its superior."""

    uploaded: Uploaded
    above: int | None
    above_row: int | None


class KnownUnit(NamedTuple):
    """A unit as an importer sees it."""

    id: UUID
    code: str
    key: str
    closed: bool
    superior_id: UUID | None
    reached: bool


@dataclass
class Examined:
    """What was found about a row, under which unit it goes, and the unit itself if it is there already."""

    faults: list[Fault] = field(default_factory=list)
    notices: list[Fault] = field(default_factory=list)
    superior_id: UUID | None = None
    unit_id: UUID | None = None
    level: int = 0  # how many stand above it

    @property
    def under_new(self) -> bool:
        """Whether the superior is another row of the sheet, which is not there yet."""
        return self.superior_id is None and self.level > 0


@dataclass(frozen=True)
class _Known:
    """What the database holds about some rows, and what may be done there."""

    by_code: Mapping[str, KnownUnit]
    by_name: Mapping[str, list[KnownUnit]]
    levels: Mapping[UUID, int]
    may_enter_tops: bool


def facts_in(uploaded: Uploaded) -> UnitFacts:
    """What a row says of its unit, the region as its code."""
    own = {name: uploaded.values.get(name, "") for name in OWN}
    named = CODE_LISTS["division"].named("".join(own[REGION].split()), today())
    return replace(UnitFacts(**own), region=named.code if named else own[REGION]).normalised()


def examine(session: Session, actor: Actor, rows: Mapping[int, Lying]) -> dict[int, Examined]:
    """Every fault of every row, as somebody who may do what the actor may would find it now; by position.

    The rows above a row that are not in the database have to be among these; else they count as not imported.
    """
    known = _known(session, actor, rows)
    found: dict[int, Examined] = {}

    def examined(position: int) -> Examined | None:
        if position in rows and position not in found:
            found[position] = Examined(list(rows[position].uploaded.faults), list(rows[position].uploaded.notices))
            row = rows[position]
            # What the file tells against a row ends the way up, which is why that never goes round, or far.
            above = examined(row.above) if row.above and not row.uploaded.faults else None
            _judge(found[position], row, known, above)
        return found.get(position)

    for position in rows:
        examined(position)
    return found


def _judge(found: Examined, row: Lying, known: _Known, above: Examined | None) -> None:
    values = row.uploaded.values
    facts = facts_in(row.uploaded)
    said = form_faults(asdict(facts))
    found.faults += [fault(name, said=said[name].rstrip("。")) for name in OWN if values.get(name) and name in said]
    unit = _superior(found, row, known)
    if unit is not None:
        found.superior_id, found.level = unit.id, known.levels[unit.id]
    elif row.above and not found.faults:
        _below_row(found, row, above)
    if found.level >= MOST_LEVELS:
        found.faults.append(fault("levels", most=MOST_LEVELS))
    if not found.faults:
        _compare(found, values, known)


def _superior(found: Examined, row: Lying, known: _Known) -> KnownUnit | None:
    """The unit above, if it is there already; what is wrong with it is noted."""
    values = row.uploaded.values
    code, name = values.get(SUPERIOR_CODE, ""), key_of(values, SUPERIOR_NAME)
    if SUPERIOR_CODE in values and not code and not name:
        found.faults += [] if known.may_enter_tops else [fault("top")]
        return None
    alike = [unit for unit in known.by_name.get(name, ()) if unit.reached and not unit.closed]
    unit = known.by_code.get(code) if code else next(iter(alike), None)
    if not code and name and len(alike) > 1:
        found.faults.append(fault("superior_ambiguous"))
    elif unit is None and not row.above and (code or name):
        found.faults.append(fault("superior_unknown" if code else "superior_unnamed"))
    elif unit is not None and not unit.reached:
        found.faults.append(fault("superior_beyond"))
    elif unit is not None and unit.closed:
        found.faults.append(fault("superior_closed"))
    elif unit is not None and code and name and unit.key != name:
        found.faults.append(fault("superior_two"))
    return unit


def _below_row(found: Examined, row: Lying, above: Examined | None) -> None:
    """The superior is another row of the sheet."""
    if above is None:
        found.faults.append(fault("superior_waiting", row=row.above_row))
    elif above.faults:
        found.faults.append(fault("superior_faulty", row=row.above_row))
    else:
        found.level = above.level + 1


def _compare(found: Examined, values: Mapping[str, str], known: _Known) -> None:
    """Which unit of those that are there already it is, or might be."""
    name, unit = key_of(values, NAME), known.by_code.get(values[CODE])
    alike = [one for one in known.by_name.get(name, ()) if not one.closed and one is not unit]
    if unit is not None and (unit.key != name or not unit.reached):
        found.faults.append(fault("code_taken"))
    elif unit is not None and unit.closed:
        found.faults.append(fault("closed"))
    elif unit is not None and (found.under_new or unit.superior_id != found.superior_id):
        found.faults.append(fault("elsewhere"))
    elif unit is not None:
        found.unit_id = unit.id
        found.notices.append(fault("exists"))
    elif (twin := next((one for one in alike if one.superior_id == found.superior_id), None)) and not found.under_new:
        found.faults.append(fault("name_taken", code=twin.code))
    elif alike:
        found.notices.append(fault("same_name"))


def _known(session: Session, actor: Actor, rows: Mapping[int, Lying]) -> _Known:
    values = [row.uploaded.values for row in rows.values()]
    codes = {one[column] for one in values for column in (CODE, SUPERIOR_CODE) if one.get(column)}
    names = {key for one in values for column in (NAME, SUPERIOR_NAME) if (key := key_of(one, column))}
    reached = units_within(actor, Action.ADD_UNIT).label("reached")
    columns = (Unit.id, Unit.code, Unit.name_key, Unit.closed, Unit.superior_id, reached)
    asked = select(*columns).where(Unit.code.in_(codes) | Unit.name_key.in_(names)).order_by(Unit.code)
    units = [KnownUnit(*each) for each in session.execute(asked)]
    by_name: dict[str, list[KnownUnit]] = {}
    for unit in units:
        by_name.setdefault(unit.key, []).append(unit)
    levels = {unit_id: len(line) for unit_id, line in lines_of(session, [unit.id for unit in units]).items()}
    return _Known({unit.code: unit for unit in units}, by_name, levels, actor.has(Role.SYSTEM_ADMIN))
