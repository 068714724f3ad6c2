"""Filling the databases: a table at a time, without its indexes, which are made afterwards."""

import multiprocessing
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from stack.demo.scale.chain import Chain
from stack.demo.scale.lines import Lines, most
from stack.demo.scale.patterns import Copy, Extent
from stack.demo.scale.tables import HISTORY, KEPT, Table
from stack.postgres import Postgres

AT_ONCE = 2
INDEXES = """
SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
WHERE i.indrelid = %s::regclass AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.indexrelid)
"""
AUDIT, LINKS = "audit_entry", ("position", "entry", "hash")
Connection = psycopg.Connection[Any]


@dataclass(frozen=True)
class Load:
    """What is to be filled in, and where."""

    postgres: Postgres
    lines: Lines
    extent: Extent

    def tables(self) -> list[Table]:
        """All that grow, the largest first."""
        found = [table for table, lines in self.lines.demo.lines.items() if any(map(self.lines.demo.level_of, lines))]
        return sorted(found, key=lambda table: -most(self.lines.demo, table))

    def copies(self, table: Table) -> Iterator[Copy]:
        """The copies that a table gets lines of."""
        last = self.extent.copies
        first = last - last // KEPT - 1 if table.name in HISTORY else 0
        return (Copy(self.extent, number) for number in range(max(first, 0), last))

    def fill(self, table: Table) -> str:
        """Fill one table; says how long that took."""
        began = time.monotonic()
        with ExitStack() as stack:
            connection = stack.enter_context(self.postgres.superuser(table.service))
            connection.execute("SET session_replication_role = replica")
            filled = (table.name, "audit_link") if table.name == AUDIT else (table.name,)
            definitions = [one for name in filled for one in _without_indexes(connection, name)]
            (self._fill_history if table.name == AUDIT else self._fill_table)(connection, table)
            copied = time.monotonic()
            for definition in definitions:
                connection.execute(definition)
            for name in filled:
                connection.execute(sql.SQL("VACUUM (FREEZE, ANALYZE) {}").format(sql.Identifier(name)))
        return f"{table}: {copied - began:.0f} s, indexes {time.monotonic() - copied:.0f} s"

    def _fill_table(self, connection: Connection, table: Table) -> None:
        patterns = self.lines.of(table)
        with connection.cursor() as cursor, cursor.copy(_into(table.name, table.columns)) as into:
            for copy in self.copies(table):
                for level, pattern in patterns.items():
                    if self.extent.begins(copy.ordinal, level):
                        into.write(pattern.fill(copy))

    def _fill_history(self, connection: Connection, table: Table) -> None:
        chain = Chain(self.postgres, table, self.lines)
        with (
            self.postgres.superuser(table.service) as other,
            connection.cursor() as cursor,
            other.cursor() as linking,
            cursor.copy(_into(table.name, table.columns)) as into,
            linking.copy(_into("audit_link", LINKS)) as links,
        ):
            for copy in self.copies(table):
                entries, linked = chain.fill(copy)
                into.write(entries)
                links.write(linked)
        connection.execute("SELECT setval(pg_get_serial_sequence('audit_entry', 'seq'), max(seq)) FROM audit_entry")


_load: list[Load] = []  # what the processes of the pool are born with: patterns cannot be sent to them


def fill_all(load: Load, say: Callable[[str], None]) -> None:
    """Fill all tables, several at once."""
    _load[:] = [load]
    with ProcessPoolExecutor(AT_ONCE, mp_context=multiprocessing.get_context("fork")) as pool:
        for told in pool.map(_fill, load.tables()):
            say(told)


def _fill(table: Table) -> str:
    return _load[0].fill(table)


def _without_indexes(connection: Connection, table: str) -> list[str]:
    """Take away the indexes that hold no rule of the table's; returns how they are made."""
    found = connection.execute(INDEXES, [f'"{table}"']).fetchall()
    for name, _ in found:
        connection.execute(f"DROP INDEX {name}")
    return [definition for _, definition in found]


def _into(table: str, columns: tuple[str, ...]) -> sql.Composed:
    listed = sql.SQL(", ").join(map(sql.Identifier, columns))
    return sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), listed)
