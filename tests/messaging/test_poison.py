"""The shipped worker against all that is no message: it lives, says once what it dropped, and the queue goes on."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import psutil
import pytest

from services.review.db import db
from shared.messaging.broker_keys import KEY_PREFIX, unacked_key
from shared.messaging.contracts import UnitChanged
from shared.messaging.envelope import Envelope
from shared.messaging.tables import InboxMessage
from stack.processes import PROCESSES
from tests.messaging.conftest import broker, wait_until
from tests.messaging.poison import CORPUS, HARMLESS, ID_NUMBER, NAME, PHONE, wire

QUEUE = f"{KEY_PREFIX}review"
LOUD = {"warning", "error", "critical"}


def unit_changed() -> Envelope:
    """Any good message."""
    facts = {"unit_name": "某单位", "code": str(uuid4()), "nature": "10", "region": "130000"}
    unit = UnitChanged(version=1, unit_id=uuid4(), superior_id=None, closed=False, **facts)
    return Envelope(
        id=uuid4(),
        sender="auth",
        receiver="review.mirror_unit",
        name=unit.name,
        schema_version=1,
        aggregate_type="unit",
        aggregate_id=str(unit.unit_id),
        aggregate_version=1,
        payload={**facts, "version": 1, "unit_id": str(unit.unit_id), "superior_id": None, "closed": False},
        headers={},
    )


def applied(message_id: UUID) -> bool:
    """Whether the message has acted."""
    with db.reading() as session:
        noted = session.get(InboxMessage, message_id)
        return noted is not None and noted.outcome == "applied"


@dataclass
class Worker:
    """The worker of review as it is shipped, and what it says."""

    process: "subprocess.Popen[bytes]"
    output: Path
    read: int = 0

    def children(self) -> set[int]:
        return {child.pid for child in psutil.Process(self.process.pid).children()}

    def said(self) -> list[dict[str, object]]:
        """What it has complained of since it was last asked."""
        lines = self.output.read_text().splitlines()
        new, self.read = lines[self.read :], len(lines)
        return [event for event in map(json.loads, new) if event["level"] in LOUD]

    def take(self, content: bytes | str) -> list[dict[str, object]]:
        """Let something lie in the queue with a good message behind it; returns what is said until that has acted."""
        good = unit_changed()
        broker().lpush(QUEUE, content, json.dumps(wire(good)))
        wait_until(lambda: applied(good.id), seconds=15)
        return self.said()


@pytest.fixture(scope="module")
def worker(migrated: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    broker().flushall()
    output = tmp_path_factory.mktemp("worker") / "output"
    shipped = next(process for process in PROCESSES if process.name == "review-worker")
    command = [sys.executable, "-m", *shipped.module()]
    with (
        output.open("wb") as file,
        subprocess.Popen(command, stdout=file, stderr=file, env={**os.environ, "LOG_FORMAT": "json"}) as process,
    ):
        wait_until(lambda: " ready." in output.read_text())
        started = Worker(process, output, len(output.read_text().splitlines()))
        started.take(json.dumps(wire(unit_changed())))
        yield started
        process.terminate()
        process.wait(timeout=30)


@pytest.mark.parametrize("name", CORPUS)
def test_poison_is_dropped_with_one_word_and_the_queue_goes_on(worker: Worker, name: str) -> None:
    children = worker.children()

    said = worker.take(CORPUS[name](unit_changed()))

    assert len(said) == 1, said
    told = json.dumps(said, ensure_ascii=False)
    assert [each for each in (NAME, ID_NUMBER, PHONE) if each in told] == []
    assert "reason" in told
    assert worker.process.poll() is None
    assert worker.children() == children
    wait_until(lambda: broker().hlen(f"{KEY_PREFIX}{unacked_key('review')}") == 0, seconds=15)  # the good one's too


@pytest.mark.parametrize("name", HARMLESS)
def test_what_is_not_signed_is_not_believed(worker: Worker, name: str) -> None:
    message = unit_changed()

    said = worker.take(HARMLESS[name](message))

    assert said == []
    assert applied(message.id)
    assert worker.children()
