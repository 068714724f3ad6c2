"""Everything the site keeps, in one SQLite file."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from flask import current_app

TABLES = (
    # A deleted expert keeps only the opaque id and the sequence, so that an older state can't bring the page back.
    """CREATE TABLE IF NOT EXISTS expert (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        person TEXT NOT NULL UNIQUE,
        slug TEXT NOT NULL UNIQUE,
        sequence INTEGER NOT NULL,
        data TEXT,
        changed_at TEXT NOT NULL DEFAULT (datetime('now'))
    )""",
    "CREATE TABLE IF NOT EXISTS answer (message_id TEXT PRIMARY KEY, body TEXT NOT NULL)",
    """CREATE TABLE IF NOT EXISTS delivery (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        received_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
        headers TEXT NOT NULL,
        body TEXT NOT NULL,
        outcome TEXT NOT NULL DEFAULT 'received',
        status INTEGER
    )""",
    "CREATE TABLE IF NOT EXISTS switch (name TEXT PRIMARY KEY, times INTEGER NOT NULL, setting TEXT NOT NULL)",
)


def prepare(database: Path) -> None:
    """Make the tables that are missing."""
    with closing(_connect(database)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        for table in TABLES:
            connection.execute(table)


@contextmanager
def transaction() -> Iterator[sqlite3.Connection]:
    """One piece of work that happens whole or not at all; writers wait for each other."""
    with closing(_connect(current_app.config["DATABASE"])) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield connection
        connection.execute("COMMIT")


@contextmanager
def reading() -> Iterator[sqlite3.Connection]:
    """Look without keeping a writer waiting."""
    with closing(_connect(current_app.config["DATABASE"])) as connection:
        yield connection


def _connect(database: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(database, timeout=10, isolation_level=None)
    connection.row_factory = sqlite3.Row
    return connection
