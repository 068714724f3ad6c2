"""How long a message takes from commit to effect, and how many a second go through: `make bench`.

Measured in one run with a bare Celery task beside it, on servers of its own at 127.0.0.1, bounded in count. The handler
writes one row; what it costs is ours, and so is what the many messages take to be published and acknowledged.
"""

import os
import statistics
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psutil
from sqlalchemy import text

from shared.messaging import outbox
from shared.messaging.contracts import CaseOpened
from tests.performance.usage import cpu_ms
from tests.servers import running_servers

SINGLE = 200
BULK = 1000
PATIENCE = 120.0
SCRIPTS = Path(sys.executable).parent
QUIET = ("-c", "1", "--without-gossip", "--without-mingle", "--without-heartbeat", "-l", "error")


@dataclass(frozen=True)
class Way:
    """What one way of getting a task done took; `cpu_ms` is each part's for one of many."""

    milliseconds: list[float]
    per_second: float
    cpu_ms: dict[str, float]

    def percentile(self, percent: int) -> float:
        """Milliseconds within which so many of a hundred were done."""
        return statistics.quantiles(self.milliseconds, n=100)[percent - 1]


def main() -> None:
    """Measure; print."""
    bare, ours = measured()
    print(f"{'':24}{'p50 ms':>10}{'p99 ms':>10}{'per second':>12}")
    for name, way in (("bare Celery task", bare), ("outbox to inbox", ours)):
        print(f"{name:24}{way.percentile(50):10.1f}{way.percentile(99):10.1f}{way.per_second:12.0f}")
    ratio = ours.percentile(50) / bare.percentile(50)
    print(f"{'ratio':24}{ratio:10.1f}{'':10}{ours.per_second / bare.per_second:12.2f}")
    for name, way in (("bare Celery task", bare), ("outbox to inbox", ours)):
        told = ", ".join(f"{part} {used:.2f}" for part, used in way.cpu_ms.items())
        print(f"CPU ms of each of many, {name}: {told}; {sum(way.cpu_ms.values()):.2f} together")


def measured() -> tuple[Way, Way]:
    """Start servers, a worker of each kind and a relay; a bare Celery task, and a message of ours."""
    with running_servers() as servers, ExitStack() as stack:
        os.environ.update(servers.env)
        _prepare()
        worker, noop, relay = (
            stack.enter_context(process(command)).pid
            for command in (
                _celery("tests.messaging.worker", "review"),
                _celery("tests.performance.noop", "noop"),
                _relay(),
            )
        )
        postgres, valkey = (servers.processes[name].pid for name in ("postgres", "valkey"))
        bare, message = (
            Bare(worker=noop, broker=valkey),
            Ours(worker=worker, relay=relay, PostgreSQL=postgres, broker=valkey),
        )
        latencies = bare.latencies(), message.latencies()
        return Way(latencies[0], *bare.rate()), Way(latencies[1], *message.rate())


def _prepare() -> None:
    from shared.migrate import upgrade
    from tests.messaging.worker import db

    upgrade(db)
    with db.transaction() as session:
        session.execute(text("CREATE TABLE effect (case_id uuid, version int)"))


class Sending(ABC):
    """One way of getting a task done by these processes, and what it took."""

    def __init__(self, **parts: int) -> None:
        self.parts = {name: psutil.Process(pid) for name, pid in parts.items()}

    @abstractmethod
    def send(self) -> None:
        """Ask for one."""

    @abstractmethod
    def done(self) -> int:
        """How many have been done; cheap, for it is asked often."""

    @abstractmethod
    def over(self) -> bool:
        """Whether nothing that belongs to what has been done is still under way."""

    @abstractmethod
    def spans(self) -> list[float]:
        """How long each took, in seconds, in order."""

    def latencies(self) -> list[float]:
        """Milliseconds of single sends, each alone in the system; the first, on cold processes, is left out."""
        for number in range(SINGLE + 1):
            self.send()
            _wait(lambda expected=number + 1: self.done() >= expected)  # type: ignore[misc]
        return [seconds * 1000 for seconds in self.spans()[1:]]

    def rate(self) -> tuple[float, dict[str, float]]:
        """How many a second, of many sent at once, and the CPU of each part for one of them."""
        before, used, started = self.done(), self._used(), time.monotonic()
        for _ in range(BULK):
            self.send()
        # Asked more often it would take part in what is measured.
        _wait(lambda: self.done() >= before + BULK, pause=0.05)
        per_second = BULK / (time.monotonic() - started)
        _wait(self.over)
        return per_second, {name: (now - used[name]) / BULK for name, now in self._used().items()}

    def _used(self) -> dict[str, float]:
        return {"sender": time.process_time() * 1000} | {name: cpu_ms([part]) for name, part in self.parts.items()}


class Bare(Sending):
    """A Celery task and nothing else."""

    def __init__(self, **parts: int) -> None:
        from tests.performance.noop import LATENCIES, noop, notes

        super().__init__(**parts)
        self.task, self.notes, self.key = noop, notes, LATENCIES

    def send(self) -> None:
        self.task.delay(time.time())

    def done(self) -> int:
        return int(self.notes.llen(self.key))

    def over(self) -> bool:
        return True

    def spans(self) -> list[float]:
        return [float(value) for value in self.notes.lrange(self.key, 0, -1)]


class Ours(Sending):
    """A message from outbox to inbox."""

    def __init__(self, **parts: int) -> None:
        from tests.messaging.worker import db

        super().__init__(**parts)
        self.db = db

    def send(self) -> None:
        with self.db.transaction() as session:
            outbox.publish(session, CaseOpened(version=1, case_id=uuid4()))

    def done(self) -> int:
        with self.db.at_once() as connection:
            return connection.execute(text("SELECT count(*) FROM effect")).scalar_one()

    def over(self) -> bool:
        with self.db.reading() as session:
            return outbox.status(session).sent_not_acknowledged == 0

    def spans(self) -> list[float]:
        span = "extract(epoch FROM i.processed_at - o.created_at)"
        spans = f"SELECT {span} FROM outbox_message o JOIN inbox_message i USING (id) ORDER BY o.seq"
        with self.db.at_once() as connection:
            return [float(row[0]) for row in connection.execute(text(spans))]


def _wait(condition: Callable[[], bool], pause: float = 0.005) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError("the messages did not arrive")
        time.sleep(pause)


def _celery(module: str, queue: str) -> list[str]:
    return [str(SCRIPTS / "celery"), "-A", module, "worker", "-Q", queue, "-n", f"{queue}@bench", *QUIET]


def _relay() -> list[str]:
    return [sys.executable, "-m", "shared.messaging.relay", "review"]


@contextmanager
def process(command: list[str], environment: Mapping[str, str] | None = None) -> Iterator["subprocess.Popen[bytes]"]:
    """A process as long as the block lasts."""
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=quiet, stderr=quiet, env=environment) as running:
        try:
            yield running
        finally:
            running.terminate()
            running.wait(timeout=30)


if __name__ == "__main__":
    main()
