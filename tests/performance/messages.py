"""How long a message takes from commit to effect, and how many a second go through: `make bench`.

Measured in one run with a bare Celery task beside it, on servers of its own at 127.0.0.1, bounded in count.
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

from sqlalchemy import text

from shared.messaging import outbox
from shared.messaging.contracts import CaseOpened
from tests.servers import running_servers

SINGLE = 200
BULK = 1000
PATIENCE = 120.0
SCRIPTS = Path(sys.executable).parent
QUIET = ("-c", "1", "--without-gossip", "--without-mingle", "--without-heartbeat", "-l", "error")


@dataclass(frozen=True)
class Way:
    """What one way of getting a task done took."""

    milliseconds: list[float]
    per_second: float

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


def measured() -> tuple[Way, Way]:
    """Start servers, a worker of each kind and a relay; a bare Celery task, and a message of ours."""
    with running_servers() as servers, ExitStack() as stack:
        os.environ.update(servers.env)
        _prepare()
        for command in (
            _celery("tests.messaging.worker", "review"),
            _celery("tests.performance.noop", "noop"),
            _relay(),
        ):
            stack.enter_context(process(command))
        bare, message = Bare(), Ours()
        latencies = bare.latencies(), message.latencies()
        return Way(latencies[0], bare.rate()), Way(latencies[1], message.rate())


def _prepare() -> None:
    from shared.migrate import upgrade
    from tests.messaging.worker import db

    upgrade(db)
    with db.transaction() as session:
        session.execute(text("CREATE TABLE effect (case_id uuid, version int)"))


class Sending(ABC):
    """One way of getting a task done, and what it took."""

    @abstractmethod
    def send(self) -> None:
        """Ask for one."""

    @abstractmethod
    def done(self) -> int:
        """How many have been done; cheap, for it is asked often."""

    @abstractmethod
    def spans(self) -> list[float]:
        """How long each took, in seconds, in order."""

    def latencies(self) -> list[float]:
        """Milliseconds of single sends, each alone in the system; the first, on cold processes, is left out."""
        for number in range(SINGLE + 1):
            self.send()
            _wait(lambda expected=number + 1: self.done() >= expected)  # type: ignore[misc]
        return [seconds * 1000 for seconds in self.spans()[1:]]

    def rate(self) -> float:
        """How many a second, of many sent at once."""
        before, started = self.done(), time.monotonic()
        for _ in range(BULK):
            self.send()
        _wait(lambda: self.done() >= before + BULK)
        return BULK / (time.monotonic() - started)


class Bare(Sending):
    """A Celery task and nothing else."""

    def __init__(self) -> None:
        from tests.performance.noop import LATENCIES, noop, notes

        self.task, self.notes, self.key = noop, notes, LATENCIES

    def send(self) -> None:
        self.task.delay(time.time())

    def done(self) -> int:
        return int(self.notes.llen(self.key))

    def spans(self) -> list[float]:
        return [float(value) for value in self.notes.lrange(self.key, 0, -1)]


class Ours(Sending):
    """A message from outbox to inbox."""

    def __init__(self) -> None:
        from tests.messaging.worker import db

        self.db = db

    def send(self) -> None:
        with self.db.transaction() as session:
            outbox.publish(session, CaseOpened(version=1, case_id=uuid4()))

    def done(self) -> int:
        with self.db.at_once() as connection:
            return connection.execute(text("SELECT count(*) FROM effect")).scalar_one()

    def spans(self) -> list[float]:
        span = "extract(epoch FROM i.processed_at - o.created_at)"
        spans = f"SELECT {span} FROM outbox_message o JOIN inbox_message i USING (id) ORDER BY o.seq"
        with self.db.at_once() as connection:
            return [float(row[0]) for row in connection.execute(text(spans))]


def _wait(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError("the messages did not arrive")
        time.sleep(0.005)


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
