"""How long 10,000 rows with 500 faulty ones take to check and to import: `make bench`.

A real relay and a real worker of auth, on servers of their own at 127.0.0.1; the bound is two minutes on two cores.
"""

import os
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from shared.auth import Actor
from tests.performance.messages import _celery, process
from tests.servers import running_servers

ROWS, ROUNDS = 10_000, 16  # a row for each kind of fault in each round: some 500
BOUND_SECONDS = 120
PATIENCE = 600.0


def main() -> None:
    """Start servers, a worker and a relay; check, import, import again; print."""
    with running_servers() as servers, ExitStack() as stack:
        os.environ.update(servers.env)
        from services.auth.db import db
        from shared.migrate import upgrade

        upgrade(db)
        relay = [sys.executable, "-m", "shared.messaging.relay", "auth"]
        for command in (_celery("services.auth.worker", "auth"), relay):
            stack.enter_context(process(command))
        _measure()


def _measure() -> None:
    from tests.auth.conftest import make_unit
    from tests.auth.importing.conftest import kinds_found, made_office
    from tests.auth.importing.sheets import mixed, sheet

    office = made_office(make_unit(), ROUNDS)
    rows, faulty = mixed(office.places, rounds=ROUNDS, total=ROWS)
    content = sheet(rows)
    print(f"{'':24}{'seconds':>10}{'done':>10}{'failed':>10}")
    check_id = _once("", office.actor, content)
    wrong = {
        row: kinds for row, kinds in kinds_found(check_id).items() if kinds != ([faulty[row]] if row in faulty else [])
    }
    print(f"{'rows reported wrongly':24}{len(wrong):10}")
    _once("again: ", office.actor, content)


def _once(which: str, actor: Actor, content: bytes) -> UUID:
    from services.auth.operations.imports import Choice, Wish, import_id_of, start_check, start_import
    from services.auth.operations.people_imports import PEOPLE

    check_id = uuid4()
    upload, named = f"{which}upload, check", "人员.xlsx"
    checked = _timed(upload, lambda session: start_check(session, PEOPLE, actor, check_id, named, content), check_id)
    run_id, wish = import_id_of(check_id), Wish(Choice.ALL)
    imported = _timed(f"{which}import", lambda session: start_import(session, PEOPLE, actor, check_id, wish), run_id)
    print(f"{which + 'in all':24}{checked + imported:10.1f}   (at most {BOUND_SECONDS} on two cores)")
    return check_id


def _timed(what: str, start: Callable[[Session], object], job_id: UUID) -> float:
    """Begin a job, wait until it is done, and print how long it took."""
    from services.auth.db import db
    from tests.auth.importing.conftest import stored

    started = time.monotonic()
    with db.transaction() as session:
        start(session)
    while stored(job_id).finished_at is None:
        if time.monotonic() > started + PATIENCE:
            raise TimeoutError(what)
        time.sleep(0.1)
    seconds, job = time.monotonic() - started, stored(job_id)
    print(f"{what:24}{seconds:10.1f}{job.done:10}{job.failed:10}", flush=True)
    return seconds


if __name__ == "__main__":
    main()
