"""Kill -9 of the worker in the middle of an import loses no row and enters none twice."""

from functools import partial
from uuid import UUID

import pytest

from services.auth.db import db
from services.auth.models import Job
from services.auth.operations.imports import Import, import_id_of, start_import
from services.auth.operations.people_imports import PEOPLE
from services.auth.operations.unit_imports import UNITS
from tests.auth.conftest import published, units
from tests.auth.importing.conftest import ALL, Office, check, lines, people, stored
from tests.auth.importing.sheets import foreign_code, good, sheet
from tests.auth.importing.test_unit_imports import checked, row, superiors
from tests.messaging.conftest import broker, kill, process, relay_of, send_lost_again, wait_until, worker_of

UNIT_ROWS, BELOW_EACH = 600, 9


@pytest.mark.parametrize(("rows", "kills"), [(300, 1), pytest.param(10_000, 5, marks=pytest.mark.long)])
def test_an_import_survives_its_worker_being_killed_in_the_middle(office: Office, rows: int, kills: int) -> None:
    check_id, before = check(office, sheet([good(office.places.unit, nth) for nth in range(rows)])), people()

    job = imported_while_killing(office, PEOPLE, check_id, kills)

    print(f"{job.done} done, {job.failed} failed, {people() - before} people more")
    assert (job.total, job.done, job.failed, people() - before) == (rows, rows, 0, rows)
    assert len({line.subject_id for line in lines(job.id)}) == rows


@pytest.mark.long
def test_units_of_two_levels_survive_it_too(office: Office) -> None:
    """Superiors stand behind what lies below them, and are entered first."""
    above = [foreign_code() for _ in range(UNIT_ROWS // (BELOW_EACH + 1))]
    below = [row(f"第{nth}所{code}", code) for code in above for nth in range(BELOW_EACH)]
    rows = below + [row(f"上级{code}", office.places.unit, code=code) for code in above]
    check_id, before = checked(office, rows), len(units())

    job = imported_while_killing(office, UNITS, check_id, kills=3)

    assert (job.total, job.done, job.failed, len(units()) - before) == (UNIT_ROWS, UNIT_ROWS, 0, UNIT_ROWS)
    assert len({line.subject_id for line in lines(job.id)}) == UNIT_ROWS
    found = superiors()
    assert all(found[f"第{nth}所{code}"] == f"上级{code}" for code in above for nth in range(BELOW_EACH))
    told = [one["unit_id"] for one in published("unit.changed")]
    assert len(told) == len(set(told)) == UNIT_ROWS + before


def imported_while_killing(office: Office, imported: Import, check_id: UUID, kills: int) -> Job:
    """Import what was checked, by workers of which so many are killed, each after it has come on."""
    broker().flushall()
    run_id = import_id_of(check_id)
    with db.transaction() as session:
        start_import(session, imported, office.actor, check_id, ALL)
    with process(*relay_of("auth")):
        for _ in range(kills):
            with process(*worker_of("auth")) as doomed:
                wait_until(partial(has_come_on, run_id, stored(run_id).done), seconds=120)
                kill(doomed)
            print(f"worker killed with {stored(run_id).done} of {stored(run_id).total} rows imported")
            assert stored(run_id).finished_at is None
            send_lost_again(db)
        with process(*worker_of("auth")):
            wait_until(lambda: stored(run_id).finished_at is not None, seconds=300)
    return stored(run_id)


def has_come_on(run_id: UUID, since: int) -> bool:
    return stored(run_id).done > since
