"""The stack that is tried, its databases, Prometheus over it, and an operator who reads the page of an alert."""

import re
import subprocess
import time
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from psycopg.types.json import Jsonb

from tests.chaos.databases import Databases
from tests.chaos.drill.prometheus import ROOT, Prometheus
from tests.chaos.machine import Machine
from tests.own_stack import ZHICHENG, Stack

PATIENCE_SECONDS = 420.0
PAUSE_SECONDS = 0.25
PAGES = ROOT / "docs/operations/alerts"


@dataclass
class Ground:
    """Where alerts are brought about."""

    stack: Stack
    machine: Machine
    databases: Databases
    prometheus: Prometheus
    message: UUID = field(init=False)
    """The message of auth that is amiss; before there was any, some message."""

    def __post_init__(self) -> None:
        """Any message is good enough to look at."""
        self.message = self.databases.rows("auth", "SELECT id FROM outbox_message LIMIT 1")[0]["id"]

    def await_all_ready(self) -> None:
        """Until what the last alert was about is back; raises TimeoutError."""
        for name in self.machine.names:
            self.machine.process(name)

    def await_alert(self, alert: str, *, fires: bool) -> float:
        """How many seconds it took until the alert fired, or was over; raises TimeoutError."""
        started = time.monotonic()
        while (alert in self.prometheus.firing()) is not fires:
            if time.monotonic() - started > PATIENCE_SECONDS:
                raise TimeoutError(f"{alert} {'does not fire' if fires else 'is not over'}")
            time.sleep(PAUSE_SECONDS)
        return time.monotonic() - started

    def operate(self, line: str) -> str:
        """Do what a page tells to type, and return what it says; raises AssertionError where it breaks."""
        command = [*ZHICHENG, *line.split()[1:], f"--data={self.stack.data}"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False)
        said = done.stdout + done.stderr
        # Not every one ends with 0 while something is amiss, but each says what is.
        assert done.returncode in (0, 1), f"{line}: {said}"
        assert "Traceback" not in said, f"{line}: {said}"
        assert said.strip(), f"{line} says nothing"
        return said

    def see(self, alert: str) -> None:
        """Type all that stands under "How to see it" of the alert's page."""
        for line in commands(alert, "How to see it"):
            self.operate(line.replace("NUMBER", self._number_for(line)))

    def cure(self, alert: str, line: str) -> None:
        """Type what stands under "What to do" of the alert's page; raises AssertionError where it does not."""
        assert line in commands(alert, "What to do"), line
        self.operate(line.replace("NUMBER", str(self.message)))

    def _number_for(self, line: str) -> str:
        """The message that is amiss, or a share for what asks for one."""
        if "--share" not in line:
            return str(self.message)
        return str(self.databases.rows("profile", "SELECT id FROM share LIMIT 1")[0]["id"])

    def send(self, version: int, payload: dict[str, object]) -> UUID:
        """Have auth send review a message of this schema and content."""
        message = uuid4()
        statement = (
            "INSERT INTO outbox_message (id, queue, receiver, name, schema_version, aggregate_type, aggregate_id,"
            " aggregate_version, payload, headers)"
            " VALUES (%s, 'review', 'review.mirror_unit', 'unit.changed', %s, 'unit', %s, 1, %s, '{}')"
        )
        with self.databases.superuser("auth") as connection:
            connection.execute(statement, (message, version, str(uuid4()), Jsonb(payload)))
        return message


def commands(alert: str, heading: str) -> list[str]:
    """What is to be typed under a heading of an alert's page."""
    section = (PAGES / f"{alert}.md").read_text().partition(f"## {heading}")[2].partition("\n## ")[0]
    return re.findall(r"`(zhicheng [^`]+)`", section)
