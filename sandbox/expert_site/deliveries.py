"""All that ever arrived, as it arrived, and what became of it."""

import json
import sqlite3
from typing import Any

from werkzeug.datastructures import Headers

from sandbox.expert_site import storage

# What can become of a delivery, and the name under which it is counted.
COUNTERS = {"applied": "applied", "duplicate": "duplicates", "stale": "stale", "refused": "refused", "failed": "failed"}


def note(headers: Headers, body: bytes) -> int:
    """Keep what arrived, before anything is done with it; return its number."""
    kept = json.dumps({name.lower(): value for name, value in headers.items()})
    with storage.transaction() as connection:
        cursor = connection.execute(
            "INSERT INTO delivery (headers, body) VALUES (?, ?)", (kept, body.decode("utf-8", "backslashreplace"))
        )
    return int(cursor.lastrowid or 0)


def close(number: int, outcome: str, status: int | None) -> None:
    """Keep what became of a delivery and how it was answered (None: not at all)."""
    with storage.transaction() as connection:
        connection.execute("UPDATE delivery SET outcome = ?, status = ? WHERE number = ?", (outcome, status, number))


def counters(connection: sqlite3.Connection) -> dict[str, int]:
    """How many arrived, and how many of them ended how."""
    counted = dict(connection.execute("SELECT outcome, count(*) FROM delivery GROUP BY outcome").fetchall())
    ended = {name: counted.get(outcome, 0) for outcome, name in COUNTERS.items()}
    return {"received": sum(counted.values()), **ended}


def everything(connection: sqlite3.Connection) -> list[dict[str, Any]]:
    """Every delivery, the oldest first."""
    rows = connection.execute("SELECT * FROM delivery ORDER BY number")
    return [{**dict(row), "headers": json.loads(row["headers"])} for row in rows]
