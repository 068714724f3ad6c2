"""Kill -9 of the worker in the middle of an import loses nobody and enters nobody twice."""

from functools import partial
from uuid import UUID

import pytest

from services.auth.db import db
from services.auth.operations.imports import import_id_of, start_import
from services.auth.operations.people_imports import PEOPLE
from tests.auth.importing.conftest import ALL, Office, check, lines, people, stored
from tests.auth.importing.sheets import good, sheet
from tests.messaging.conftest import broker, kill, process, relay_of, send_lost_again, wait_until, worker_of


@pytest.mark.parametrize(("rows", "kills"), [(600, 1), pytest.param(10_000, 5, marks=pytest.mark.long)])
def test_an_import_survives_its_worker_being_killed_in_the_middle(office: Office, rows: int, kills: int) -> None:
    broker().flushall()
    check_id, before = check(office, sheet([good(office.places.unit, nth) for nth in range(rows)])), people()
    run_id = import_id_of(check_id)
    with db.transaction() as session:
        start_import(session, PEOPLE, office.actor, check_id, ALL)

    with process(*relay_of("auth")):
        for _ in range(kills):
            with process(*worker_of("auth")) as doomed:
                wait_until(partial(has_come_on, run_id, stored(run_id).done), seconds=120)
                kill(doomed)
            print(f"worker killed with {stored(run_id).done} of {rows} rows imported")
            assert stored(run_id).finished_at is None
            send_lost_again(db)
        with process(*worker_of("auth")):
            wait_until(lambda: stored(run_id).finished_at is not None, seconds=300)

    job = stored(run_id)
    print(f"{job.done} done, {job.failed} failed, {people() - before} people more")
    assert (job.total, job.done, job.failed, people() - before) == (rows, rows, 0, rows)
    assert len({line.subject_id for line in lines(run_id)}) == rows


def has_come_on(run_id: UUID, since: int) -> bool:
    return stored(run_id).done > since
