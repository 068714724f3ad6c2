"""The experts that have a page here, and the one way by which they come and go."""

import json
import secrets
import sqlite3
from dataclasses import dataclass
from typing import Any

from sandbox.expert_site.message import Message

PAGE_SIZE = 24


@dataclass(frozen=True)
class Expert:
    """A page: shown while there is `data`, deleted without."""

    number: int
    person: str
    slug: str
    sequence: int
    data: dict[str, Any] | None


def apply(connection: sqlite3.Connection, message: Message) -> Expert | None:
    """Make the page what the message says; None if a newer state is there already.

    The same state may come again under another message id. Another state under the same sequence is no newer one.
    """
    known = _one(connection, "person", message.person)
    if known is None:
        _insert(connection, message)
    elif message.sequence > known.sequence:
        _update(connection, message)
    elif (message.sequence, message.data) != (known.sequence, known.data):
        return None
    return _one(connection, "person", message.person)


def by_slug(connection: sqlite3.Connection, slug: str) -> Expert | None:
    """The expert at this address, or None; one whose page was deleted is found too."""
    return _one(connection, "slug", slug)


def shown(connection: sqlite3.Connection, before: int) -> list[Expert]:
    """A page of experts, the newest first, and one more if others follow."""
    rows = connection.execute(
        "SELECT * FROM expert WHERE data IS NOT NULL AND number < ? ORDER BY number DESC LIMIT ?",
        (before, PAGE_SIZE + 1),
    )
    return [_expert(row) for row in rows]


def everyone(connection: sqlite3.Connection) -> list[Expert]:
    """All experts, deleted ones included."""
    return [_expert(row) for row in connection.execute("SELECT * FROM expert ORDER BY number")]


def _insert(connection: sqlite3.Connection, message: Message) -> None:
    connection.execute(
        "INSERT INTO expert (person, slug, sequence, data) VALUES (?, ?, ?, ?)",
        (message.person, secrets.token_hex(6), message.sequence, _stored(message.data)),
    )


def _update(connection: sqlite3.Connection, message: Message) -> None:
    connection.execute(
        "UPDATE expert SET sequence = ?, data = ?, changed_at = datetime('now') WHERE person = ?",
        (message.sequence, _stored(message.data), message.person),
    )


def _one(connection: sqlite3.Connection, column: str, value: str) -> Expert | None:
    row = connection.execute(f"SELECT * FROM expert WHERE {column} = ?", (value,)).fetchone()  # noqa: S608 - our own names
    return _expert(row) if row else None


def _expert(row: sqlite3.Row) -> Expert:
    data = json.loads(row["data"]) if row["data"] else None
    return Expert(row["number"], row["person"], row["slug"], row["sequence"], data)


def _stored(data: dict[str, Any] | None) -> str | None:
    return None if data is None else json.dumps(data, ensure_ascii=False)
