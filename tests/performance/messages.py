"""How long a message takes from commit to effect, and how many a second go through: `make bench`.

Measured in one run with a bare Celery task beside it, on servers of its own at 127.0.0.1, bounded in count.
"""

import os
import statistics
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
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


def main() -> None:
    """Start servers, a worker of each kind and a relay; measure; print."""
    with running_servers() as servers, ExitStack() as stack:
        os.environ.update(servers.env)
        _prepare()
        for command in (
            _celery("tests.messaging.worker", "review"),
            _celery("tests.performance.noop", "noop"),
            _relay(),
        ):
            stack.enter_context(_process(command))
        bare, message = Bare(), Ours()
        floor, ours = bare.latencies(), message.latencies()
        floor_rate, our_rate = bare.rate(), message.rate()
    print(f"{'':24}{'p50 ms':>10}{'p99 ms':>10}{'per second':>12}")
    print(f"{'bare Celery task':24}{_row(floor)}{floor_rate:12.0f}")
    print(f"{'outbox to inbox':24}{_row(ours)}{our_rate:12.0f}")
    print(f"{'ratio':24}{statistics.median(ours) / statistics.median(floor):10.1f}{'':10}{our_rate / floor_rate:12.2f}")


def _prepare() -> None:
    from shared.migrate import upgrade
    from tests.messaging.worker import db

    upgrade(db)
    with db.transaction() as session:
        session.execute(text("CREATE TABLE effect (case_id uuid, version int)"))


class Way(ABC):
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


class Bare(Way):
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


class Ours(Way):
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


def _row(milliseconds: list[float]) -> str:
    cuts = statistics.quantiles(milliseconds, n=100)
    return f"{cuts[49]:10.1f}{cuts[98]:10.1f}"


def _celery(module: str, queue: str) -> list[str]:
    return [str(SCRIPTS / "celery"), "-A", module, "worker", "-Q", queue, "-n", f"{queue}@bench", *QUIET]


def _relay() -> list[str]:
    return [sys.executable, "-m", "shared.messaging.relay", "review"]


@contextmanager
def _process(command: list[str]) -> Iterator[None]:
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        try:
            yield
        finally:
            running.terminate()
            running.wait(timeout=30)


if __name__ == "__main__":
    main()
