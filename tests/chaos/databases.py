"""Reading all four databases and the partner's file by statements of one's own, and waiting until they are quiet."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import psycopg
from psycopg.rows import dict_row

from shared.settings import SERVICES
from stack.layout import Layout
from stack.postgres import Postgres

Row = dict[str, Any]

UNDER_WAY = (
    "SELECT count(*) AS left FROM outbox_message WHERE acknowledged_at IS NULL AND dead_at IS NULL"
    " AND NOT (attempts = 0 AND available_at > clock_timestamp())"
)
SENDING = "SELECT count(*) AS left FROM share WHERE status IN ('queued', 'sending', 'revoking')"
PLANNED = ("share.requested", "partner_probe.due")  # these may be asked for at a later time
PAUSE_SECONDS = 0.5


class Databases:
    """What everything holds."""

    def __init__(self, superuser: Callable[[str], "psycopg.Connection[Any]"], sandbox: Path) -> None:
        self.superuser, self.sandbox = superuser, sandbox
        self.began = datetime.now(UTC)  # one machine: the databases' clock is ours

    @classmethod
    def of(cls, layout: Layout) -> Self:
        """Those of an embedded system."""
        return cls(Postgres(layout.data, layout.postgres_port).superuser, layout.sandbox)

    def rows(self, service: str, statement: str, *values: object) -> list[Row]:
        """What a statement finds in a service's database."""
        with self.superuser(service) as connection, connection.cursor(row_factory=dict_row) as cursor:
            return cursor.execute(statement, values).fetchall()

    def messages(self, service: str) -> list[Row]:
        """What a service has sent since the chaos began, whole."""
        return self.rows(service, "SELECT * FROM outbox_message WHERE created_at >= %s ORDER BY seq", self.began)

    def delays(self, since: datetime) -> list[float]:
        """How long, after that moment, each message took that was not dealt with by then, or came later; in seconds."""
        sent = {one["id"]: one["created_at"] for service in SERVICES for one in self.messages(service)}
        done = "SELECT id, processed_at FROM inbox_message WHERE processed_at >= %s AND name <> ALL(%s)"
        arrived = [row for service in SERVICES for row in self.rows(service, done, since, list(PLANNED))]
        spans = [row["processed_at"] - max(sent[row["id"]], since) for row in arrived if row["id"] in sent]
        return sorted(span.total_seconds() for span in spans)

    def partner(self, statement: str) -> list[Row]:
        """What the partner holds."""
        with closing(sqlite3.connect(self.sandbox / "expert-site.sqlite3")) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(statement)]

    def left(self) -> Iterator[str]:
        """What is still under way."""
        for service in SERVICES:
            for row in self.rows(service, UNDER_WAY):
                if row["left"]:
                    yield f"{row['left']} messages of {service}"
        for row in self.rows("profile", SENDING):
            if row["left"]:
                yield f"{row['left']} shares"

    def settle(self, patience: float) -> tuple[float, list[str]]:
        """Wait until nothing is under way any more; how long that took, and what was left at the end."""
        started = time.monotonic()
        while True:
            try:
                left = list(self.left())
            except psycopg.OperationalError as error:
                left = [f"no database: {error}"]
            taken = time.monotonic() - started
            if not left or taken > patience:
                return taken, left
            time.sleep(PAUSE_SECONDS)
