"""An administrator with a sheet, and the work that is done on it."""

from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from services.auth.db import db
from services.auth.importing.lines import found_in
from services.auth.models import Job, JobLine, Person, Unit
from services.auth.operations import people_imports, unit_imports
from services.auth.operations.imports import Choice, Import, Wish, start_check, start_import
from services.auth.operations.people import NewPerson, set_active
from services.auth.operations.people_imports import PEOPLE
from services.auth.queries import actor as actor_of_person
from shared.auth import Actor, Role
from shared.jobs import go_on
from shared.messaging.long_work import (
    PeopleCheckContinued,
    PeopleImportContinued,
    UnitsCheckContinued,
    UnitsImportContinued,
)
from shared.messaging.tables import OutboxMessage
from tests.auth.conftest import Known, make_person, make_unit
from tests.auth.importing.sheets import NAMESAKE, Places, good, sheet

ALL = Wish(Choice.ALL)


@dataclass(frozen=True)
class Office:
    """An administrator, and what there is around."""

    admin: Known
    unit_id: UUID
    places: Places

    @property
    def actor(self) -> Actor:
        with db.reading() as session:
            return actor_of_person(session, session.get_one(Person, self.admin.id))


@pytest.fixture
def office(unit_id: UUID) -> Office:
    """A unit with its administrator, a closed unit, and another that nobody here administers."""
    return made_office(unit_id)


def made_office(unit_id: UUID, people: int = 1) -> Office:
    """The same with so many people in each place."""
    beyond, closed = make_unit(name="别的单位"), make_unit(unit_id, name="已停用")
    admin = make_person(unit_id, Role.SUPERIOR_ADMIN, name="管理员")
    here, elsewhere, gone = (
        [make_person(unit, name=NAMESAKE, password=None) for _ in range(people)] for unit in (unit_id, beyond, unit_id)
    )
    with db.transaction() as session:
        for one in gone:
            set_active(session, one.id, active=False)
        session.execute(update(Unit).where(Unit.id == closed).values(closed=True))
        codes = {unit.id: unit.code for unit in session.scalars(select(Unit))}
    places = Places(codes[unit_id], codes[closed], codes[beyond], elsewhere=elsewhere, here=here, disabled=gone)
    return Office(admin, unit_id, places)


def work_off() -> None:
    """Work the chunks of all checks and imports until none is left, each message twice."""
    worked = 0
    kinds = {
        "people_check.continued": (PeopleCheckContinued, people_imports.CHECK),
        "people_import.continued": (PeopleImportContinued, people_imports.IMPORT),
        "units_check.continued": (UnitsCheckContinued, unit_imports.CHECK),
        "units_import.continued": (UnitsImportContinued, unit_imports.IMPORT),
    }
    waiting = select(OutboxMessage).where(OutboxMessage.name.in_(kinds)).order_by(OutboxMessage.seq)
    while True:
        with db.reading() as session:
            messages = session.scalars(waiting).all()[worked:]
        if not messages:
            return
        for message in messages:
            contract, kind = kinds[message.name]
            for _ in range(2):
                with db.transaction() as session:
                    go_on(session, kind, contract(version=message.payload["version"], job_id=message.payload["job_id"]))
        worked += len(messages)


def check(office: Office, content: bytes, job_id: UUID | None = None, imported: Import = PEOPLE) -> UUID:
    """Check a sheet to its end."""
    with db.transaction() as session:
        job = start_check(session, imported, office.actor, job_id or uuid4(), "人员.xlsx", content)
    work_off()
    return job.id


def run(office: Office, check_id: UUID, wish: Wish = ALL, imported: Import = PEOPLE) -> Job:
    """Import what was checked, to its end."""
    with db.transaction() as session:
        job = start_import(session, imported, office.actor, check_id, wish)
    work_off()
    return stored(job.id)


def stored(job_id: UUID) -> Job:
    with db.reading() as session:
        return session.get_one(Job, job_id)


def lines(job_id: UUID) -> list[JobLine]:
    with db.reading() as session:
        return list(session.scalars(select(JobLine).where(JobLine.job_id == job_id).order_by(JobLine.position)))


def kinds_found(check_id: UUID) -> dict[int, list[str]]:
    """The faults of each row, by its number in the sheet."""
    return {line.facts["row"]: [one.kind for one in found_in(line, "faults")] for line in lines(check_id)}


def people() -> int:
    with db.reading() as session:
        return session.scalar(select(func.count()).select_from(Person)) or 0


def in_the_database(needle: str) -> int:
    """In how many rows of jobs and messages something can be read."""
    found = 0
    with db.reading() as session:
        for table in ("job", "job_line", "outbox_message", "audit_entry", "credential"):
            seen = text(f"SELECT count(*) FROM {table} row WHERE row::text LIKE :needle")
            found += session.scalar(seen, {"needle": f"%{needle}%"}) or 0
    return found


def imported_with_a_bug(rows: int, at: int) -> tuple[Job, Job]:
    """An import in which one row meets a bug of ours, and the import of the same file when that is mended."""
    office, create = made_office(make_unit()), people_imports.create_person
    people_of_sheet = [good(office.places.unit, nth) for nth in range(rows)]

    def broken(session: Session, new: NewPerson) -> tuple[Person, str]:
        if new.id_number == people_of_sheet[at][2]:
            raise ZeroDivisionError
        return create(session, new)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(people_imports, "create_person", broken)
        first = run(office, check(office, sheet(people_of_sheet)))
    return first, run(office, check(office, sheet(people_of_sheet)))
