"""A database with the shared tables and a trace table, and a worker and a relay as real processes."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID, uuid4

import psutil
import pytest
import redis
from sqlalchemy import func, text, update

from shared.db import Database
from shared.messaging import outbox
from shared.messaging.contracts import CaseOpened
from shared.messaging.envelope import Envelope
from shared.messaging.relay import envelope_of
from shared.messaging.tables import OutboxMessage
from tests.messaging.worker import db

SCRIPTS = Path(sys.executable).parent
WORKER = (
    *(str(SCRIPTS / "celery"), "-A", "tests.messaging.worker", "worker", "-Q", "review", "-c", "1"),
    *("--without-gossip", "--without-mingle", "--without-heartbeat", "-l", "info"),
)
TABLES = "outbox_message, inbox_message, status_change, effect"


def wait_until(condition: Callable[[], bool], *, seconds: float = 60) -> None:
    """Wait for a condition with a deadline; fails the test if it does not come true."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            pytest.fail("the awaited condition did not come true in time")
        time.sleep(0.1)


@pytest.fixture
def empty_tables(migrated: None) -> Iterator[None]:
    """Each test starts with no messages and no effects."""
    with db.transaction() as session:
        session.execute(text("CREATE TABLE IF NOT EXISTS effect (case_id uuid, version int)"))
        session.execute(text(f"TRUNCATE {TABLES}"))
    broker().flushall()
    yield
    with db.transaction() as session:
        session.execute(text("DROP TABLE effect"))


def broker() -> redis.Redis:
    """A connection of the test's own to the broker."""
    return redis.Redis.from_url(os.environ["REDIS_URL"])


def publish(case_id: UUID | None = None, version: int = 1) -> UUID:
    """Publish one message, committed; returns what it is about."""
    case_id = case_id or uuid4()
    with db.transaction() as session:
        outbox.publish(session, CaseOpened(version=version, case_id=case_id))
    return case_id


def effects(case_id: UUID) -> list[int]:
    """Which versions acted on the case, in order."""
    with db.reading() as session:
        rows = session.execute(text("SELECT version FROM effect WHERE case_id = :id ORDER BY ctid"), {"id": case_id})
        return [row.version for row in rows]


def outbox_rows() -> list[OutboxMessage]:
    """All messages of the outbox, oldest first."""
    with db.reading() as session:
        return list(session.query(OutboxMessage).order_by(OutboxMessage.seq))


def envelope_for(case_id: UUID, version: int = 1) -> Envelope:
    """A published message as it would travel."""
    publish(case_id, version)
    return envelope_of("review", outbox_rows()[-1])


def make_all_due() -> None:
    """Let every unfinished message be due now, as if its resend pause were over."""
    with db.transaction() as session:
        session.execute(text("UPDATE outbox_message SET available_at = now() WHERE acknowledged_at IS NULL"))


def send_lost_again(place: Database) -> None:
    """Let what was lost with a worker be sent again now; what was planned for a later day stays so."""
    lost = update(OutboxMessage).where(outbox.waiting(), OutboxMessage.available_at < text("now() + interval '1h'"))
    with place.transaction() as session:
        session.execute(lost.values(available_at=func.now()))


@contextmanager
def process(*command: str, **environment: str) -> Iterator["subprocess.Popen[bytes]"]:
    """A process of ours that is stopped in any case."""
    with subprocess.Popen(command, env={**os.environ, **environment}) as running:
        try:
            yield running
        finally:
            running.terminate()
            running.wait(timeout=30)


def kill(running: "subprocess.Popen[bytes]") -> None:
    """End a process and all that it has begun, at once and without a word."""
    for one in [*psutil.Process(running.pid).children(recursive=True), psutil.Process(running.pid)]:
        one.kill()


def worker_of(queue: str) -> tuple[str, ...]:
    """The command of the worker of a service, as in production."""
    celery = (str(SCRIPTS / "celery"), "-A", f"services.{queue}.worker", "worker", "-Q", queue, "-c", "1")
    return (*celery, "--without-gossip", "--without-mingle", "--without-heartbeat", "-l", "error")


def relay_of(service: str) -> tuple[str, ...]:
    """The command of the relay of a service's outbox, as in production."""
    return (sys.executable, "-m", "shared.messaging.relay", service)


@pytest.fixture(autouse=True)
def progress(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where workers and relays leave their signs of progress."""
    monkeypatch.setenv("PROGRESS_DIR", str(tmp_path))
    return tmp_path


@pytest.fixture
def worker() -> Iterator["subprocess.Popen[bytes]"]:
    """A Celery worker of the queue `review`, as in production."""
    with process(*WORKER) as running:
        yield running


@pytest.fixture
def relay() -> Iterator["subprocess.Popen[bytes]"]:
    """The relay of review's outbox, as in production."""
    with process(*relay_of("review")) as running:
        yield running
