"""The check of rows against each other, the rules and the database: all faults of each, looked up for many at once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.auth.importing.columns import ID_NUMBER, ID_TYPE, NAME, UNIT_CODE
from services.auth.importing.faults import Fault, fault
from services.auth.importing.rules import name_faults, number_faults, unit_code_faults
from services.auth.models import Person, Unit
from services.auth.operations.id_numbers import indexes_of
from services.auth.policy import Action, units_within
from shared.auth import Actor
from shared.beijing import today
from shared.catalogue.identity import birth_date_of, normalised_name, tells_of_birth
from shared.crypto import decrypt
from shared.sheets import Row


@dataclass(frozen=True, kw_only=True)
class Uploaded:
    """A row as it was understood, with what the file alone could tell of it."""

    values: Mapping[str, str]
    faults: Sequence[Fault] = ()
    notices: Sequence[Fault] = ()

    @property
    def name(self) -> str:
        """The name in its one spelling."""
        return normalised_name(self.values.get(NAME, ""))


@dataclass
class Examined:
    """What was found about a row, the unit it names, and who it is if that person has an account there."""

    faults: list[Fault] = field(default_factory=list)
    notices: list[Fault] = field(default_factory=list)
    unit_id: UUID | None = None
    person: Person | None = None


class KnownUnit(NamedTuple):
    """A unit as an importer sees it."""

    id: UUID
    closed: bool
    reached: bool


@dataclass(frozen=True)
class Known:
    """What the database holds about some rows."""

    units: Mapping[str, KnownUnit]
    people: Mapping[str, Person]
    namesakes: Mapping[tuple[str, UUID], Sequence[Person]]


def as_uploaded(rows: Sequence[Row]) -> Iterator[Uploaded]:
    """The rows with what the file alone tells: cells that can't be read, and numbers that stand there twice."""
    by_number: dict[str, list[Row]] = {}
    for row in rows:
        by_number.setdefault(row.values.get(ID_NUMBER, ""), []).append(row)
    for row in rows:
        found = [Fault(cell.kind, key, cell.text) for key, cell in row.faults.items()]
        if row.values.get(ID_NUMBER):
            found += _twin(row, by_number[row.values[ID_NUMBER]])
        yield Uploaded(values=row.values, faults=found, notices=[fault("hidden")] if row.hidden else [])


def examine(session: Session, actor: Actor, rows: Sequence[Uploaded]) -> list[Examined]:
    """Every fault of every row, as somebody who may do what the actor may would find it now."""
    known = _known(session, actor, rows)
    day = today()
    return [_examined(row, known, day) for row in rows]


def _twin(row: Row, rows: Sequence[Row]) -> list[Fault]:
    """What to say of a row, given all that have its number; nothing of the first if the others say the same."""
    first, *others = rows
    if row is not first:
        return [fault("twice" if _alike(row, first) else "two_people", row=first.number)]
    other = next((each for each in others if not _alike(each, first)), None)
    return [fault("two_people", row=other.number)] if other else []


def _alike(one: Row, other: Row) -> bool:
    return all(one.values.get(key) == other.values.get(key) for key in (NAME, UNIT_CODE))


def _examined(row: Uploaded, known: Known, day: date) -> Examined:
    found = Examined(list(row.faults), list(row.notices))
    name, id_type = row.name, row.values.get(ID_TYPE, "")
    number, code = row.values.get(ID_NUMBER, ""), row.values.get(UNIT_CODE, "")
    if name:
        found.faults += name_faults(name)
    if number and id_type:
        found.faults += number_faults(number, id_type, day)
    if code:
        found.faults += list(unit_code_faults(code)) or _unit_faults(known.units.get(code))
    unit = known.units.get(code)
    found.unit_id = unit.id if unit else None
    if not found.faults and unit:
        _compare(found, row, known, unit)
    return found


def _unit_faults(unit: KnownUnit | None) -> list[Fault]:
    if unit is None:
        return [fault("unit_unknown")]
    if not unit.reached:
        return [fault("unit_beyond")]
    return [fault("unit_closed")] if unit.closed else []


def _compare(found: Examined, row: Uploaded, known: Known, unit: KnownUnit) -> None:
    """Who of those that are there already it is, or might be."""
    number = row.values[ID_NUMBER]
    person = known.people.get(number)
    if person is None:
        namesake = _namesake(row, known.namesakes.get((row.name, unit.id), ()))
        found.notices += [fault("namesake", account=namesake.account)] if namesake else []
    elif person.name != row.name:
        found.faults.append(fault("number_taken"))
    elif person.unit_id != unit.id:
        found.faults.append(fault("elsewhere"))
    elif not person.active:
        found.faults.append(fault("disabled"))
    else:
        found.person = person
        found.notices.append(fault("exists"))


def _namesake(row: Uploaded, people: Sequence[Person]) -> Person | None:
    """Somebody of the unit with the same name and birth date."""
    born = _born(row.values[ID_NUMBER], row.values[ID_TYPE])
    if born is None:
        return None
    numbers = ((person, decrypt(person.id_number, place=person.id_number_place)) for person in people)
    return next((person for person, number in numbers if _born(number, person.id_type) == born), None)


def _born(number: str, id_type: str) -> date | None:
    return birth_date_of(number) if tells_of_birth(number, id_type) else None


def _known(session: Session, actor: Actor, rows: Sequence[Uploaded]) -> Known:
    codes = {row.values[UNIT_CODE] for row in rows if UNIT_CODE in row.values}
    reached = units_within(actor, Action.ADD_PERSON).label("reached")
    asked = select(Unit.code, Unit.id, Unit.closed, reached).where(Unit.code.in_(codes))
    units = {
        code: KnownUnit(unit_id, closed, is_reached) for code, unit_id, closed, is_reached in session.execute(asked)
    }
    alike = select(Person).where(
        Person.unit_id.in_([unit.id for unit in units.values() if unit.reached]),
        Person.name.in_({row.name for row in rows}),
    )
    namesakes: dict[tuple[str, UUID], list[Person]] = {}
    for person in session.scalars(alike.order_by(Person.account)):
        namesakes.setdefault((person.name, person.unit_id), []).append(person)
    return Known(units, _people(session, rows), namesakes)


def _people(session: Session, rows: Sequence[Uploaded]) -> dict[str, Person]:
    """Who has an account already, by the number as it was typed."""
    typed = {number: indexes_of(number) for row in rows if (number := row.values.get(ID_NUMBER))}
    wanted = [index for indexes in typed.values() for index in indexes]
    found = {
        one.id_number_index: one for one in session.scalars(select(Person).where(Person.id_number_index.in_(wanted)))
    }
    return {number: found[index] for number, indexes in typed.items() for index in indexes if index in found}
