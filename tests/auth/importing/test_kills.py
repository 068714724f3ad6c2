"""Kill -9 of the worker in the middle of an import loses nobody and enters nobody twice."""

import sys

import psutil
from sqlalchemy import func, text, update

from services.auth.db import db
from services.auth.operations.imports import import_id_of, start_import
from services.auth.operations.people_imports import PEOPLE
from shared.messaging.outbox import waiting
from shared.messaging.tables import OutboxMessage
from tests.auth.importing.conftest import ALL, Office, check, lines, people, stored
from tests.auth.importing.sheets import good, sheet
from tests.messaging.conftest import SCRIPTS, broker, process, wait_until

WORKER = (
    *(str(SCRIPTS / "celery"), "-A", "services.auth.worker", "worker", "-Q", "auth", "-c", "1"),
    *("--without-gossip", "--without-mingle", "--without-heartbeat", "-l", "error"),
)
RELAY = (sys.executable, "-m", "shared.messaging.relay", "auth")
ROWS = 600


def at_once() -> None:
    """Let what was lost with a worker be sent again now, as if the pause before that were over."""
    with db.transaction() as session:
        lost = update(OutboxMessage).where(
            waiting(["auth"]), OutboxMessage.available_at < text("now() + interval '1h'")
        )
        session.execute(lost.values(available_at=func.now()))


def test_an_import_survives_its_worker_being_killed_in_the_middle(office: Office) -> None:
    broker().flushall()
    check_id, before = check(office, sheet([good(office.places.unit, nth) for nth in range(ROWS)])), people()
    run_id = import_id_of(check_id)
    with db.transaction() as session:
        start_import(session, PEOPLE, office.actor, check_id, ALL)

    with process(*RELAY):
        with process(*WORKER) as doomed:
            wait_until(lambda: stored(run_id).done > 0, seconds=120)
            for one in [*psutil.Process(doomed.pid).children(recursive=True), psutil.Process(doomed.pid)]:
                one.kill()
        assert stored(run_id).finished_at is None
        at_once()
        with process(*WORKER):
            wait_until(lambda: stored(run_id).finished_at is not None, seconds=120)

    job = stored(run_id)
    assert (job.total, job.done, job.failed, people() - before) == (ROWS, ROWS, 0, ROWS)
    assert len({line.subject_id for line in lines(run_id)}) == ROWS
