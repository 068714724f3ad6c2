"""The real worker and the real relay against what happens to brokers, queues and processes."""

import os
import subprocess
from functools import partial
from pathlib import Path
from uuid import UUID

import psutil
import pytest
from sqlalchemy import text

from shared.messaging import outbox
from shared.messaging.broker_keys import KEY_PREFIX
from stack.processes import PROCESSES
from stack.servers import Servers
from stack.watching import Watch
from stack.watching import watch as watch_of
from tests.messaging.conftest import (
    WORKER,
    broker,
    effects,
    kill,
    make_all_due,
    outbox_rows,
    process,
    publish,
    wait_until,
)
from tests.messaging.worker import HANGS, KILLS_ITS_WORKER, LOCK, WAITS_FOR_LOCK, db

QUEUE = f"{KEY_PREFIX}review"

pytestmark = pytest.mark.usefixtures("empty_tables")


def all_acknowledged() -> bool:
    """Whether nothing is under way any more."""
    with db.reading() as session:
        now = outbox.status(session)
    return now.waiting == now.sent_not_acknowledged == 0


def resend_what_was_lost() -> None:
    """Let what is no longer at the broker be sent again now; sending again what waits there would only pile up."""
    if not broker().llen(QUEUE):
        make_all_due()


def acted() -> int:
    """How often a message has acted."""
    with db.reading() as session:
        return session.scalar(text("SELECT count(*) FROM effect")) or 0


def test_a_message_reaches_the_other_side_and_is_acknowledged(worker: object, relay: object) -> None:
    case = publish()

    wait_until(lambda: effects(case) == [1])
    wait_until(all_acknowledged)


def test_a_wiped_broker_loses_nothing_and_repeats_nothing(worker: object, relay: object) -> None:
    before = [publish() for _ in range(20)]
    broker().flushall()
    after = [publish() for _ in range(20)]

    def settled() -> bool:
        resend_what_was_lost()
        return all_acknowledged()

    wait_until(settled)
    assert [effects(case) for case in before + after] == [[1]] * 40


def test_a_killed_worker_loses_nothing_and_repeats_nothing(relay: object) -> None:
    cases = [publish() for _ in range(90)]

    def goes_on(before: int) -> bool:
        resend_what_was_lost()
        return acted() > before

    for _ in range(3):
        before = acted()
        with process(*WORKER) as doomed:
            wait_until(partial(goes_on, before))
            kill(doomed)

    def settled() -> bool:
        resend_what_was_lost()
        return all_acknowledged()

    with process(*WORKER):
        wait_until(settled)
    assert [effects(case) for case in cases] == [[1]] * 90


@pytest.mark.parametrize(
    "case", [KILLS_ITS_WORKER, pytest.param(HANGS, marks=pytest.mark.long)], ids=["kills", "hangs"]
)
def test_a_message_that_ends_its_worker_is_dead_after_five_deliveries_and_the_queue_goes_on(
    relay: object, case: UUID
) -> None:
    publish(case)

    def dead() -> bool:
        resend_what_was_lost()
        return outbox_rows()[0].dead_at is not None

    with process(*WORKER, HARD_LIMIT="2"):
        wait_until(dead, seconds=90)
        behind = publish()
        wait_until(lambda: effects(behind) == [1])
    assert effects(case) == []
    assert outbox_rows()[0].last_error == "refused: 5 deliveries came to no end"


def test_a_broker_that_dies_while_a_message_is_in_work_leaves_a_worker_that_goes_on(
    worker: object, relay: object, embedded_servers: Servers
) -> None:
    with db.transaction() as holding:
        holding.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        publish(WAITS_FOR_LOCK)
        wait_until(in_work)
        embedded_servers.kill("valkey")
    wait_until(lambda: effects(WAITS_FOR_LOCK) == [1])
    embedded_servers.start("valkey")

    case = publish()

    def arrived() -> bool:
        resend_what_was_lost()
        return effects(case) == [1]

    wait_until(arrived)
    wait_until(all_acknowledged)
    assert effects(WAITS_FOR_LOCK) == [1]


def test_a_worker_that_takes_nothing_any_more_makes_no_progress(
    worker: "subprocess.Popen[bytes]", relay: object, progress: Path
) -> None:
    """What the supervisor looks at; that it then kills the worker, its own tests show."""
    watched = next(process for process in PROCESSES if process.name == "review-worker")
    watch = partial(Watch, watch_of(watched, progress, lambda: os.environ["REDIS_URL"]).heard, patience=0.0)
    case = publish()
    wait_until(lambda: effects(case) == [1] and (progress / "review").exists())
    assert (progress / "review-relay").exists()
    assert not watch().is_over(worker.pid)

    frozen = psutil.Process(worker.pid)
    frozen.suspend()
    publish()
    wait_until(lambda: bool(broker().llen(QUEUE)))
    taken = watch()
    taken.is_over(worker.pid)
    assert taken.is_over(worker.pid)

    frozen.resume()
    wait_until(lambda: not broker().llen(QUEUE))
    assert not taken.is_over(worker.pid)


def in_work() -> bool:
    """Whether a delivery has been noted and not been settled."""
    with db.reading() as session:
        return bool(session.scalar(text("SELECT count(*) FROM inbox_message WHERE outcome IS NULL")))
