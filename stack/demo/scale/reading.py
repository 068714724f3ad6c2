"""The demo as it lies in the four databases: its lines, who is in it, and what of it belongs to whom."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from shared.settings import SERVICES
from stack.demo.scale.patterns import DISTRICT, PERSON, UNIT, ids_in
from stack.demo.scale.tables import Table, left
from stack.postgres import Postgres

COLUMNS = """
SELECT c.relname AS name, array_agg(a.attname::text ORDER BY a.attnum) AS columns FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relnamespace = 'public'::regnamespace
  AND a.attgenerated = '' AND (a.attidentity = '' OR c.relname = 'audit_entry')
GROUP BY c.relname ORDER BY c.relname
"""
WAITING = (
    "SELECT person_id, subject_id, submission_id, id FROM review_case WHERE person_id IN"
    " (SELECT person_id FROM review_case WHERE status <> 'closed')"
)
Row = dict[str, Any]


@dataclass
class Demo:
    """All that is read of it.

    `levels` says of each id how often it comes; `waiting` holds the ids of what is undecided.
    """

    lines: dict[Table, list[str]]
    units: list[Row]
    people: list[Row]
    levels: dict[str, int]
    waiting: set[str]
    first_day: date
    next_account: int
    contents: list[Row] = field(default_factory=list)
    requests: list[Row] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)

    def level_of(self, line: str) -> int:
        """How often a line comes."""
        return max((self.levels.get(one, 0) for one in ids_in(line)), default=0)

    def waits(self, line: str) -> bool:
        """Whether a line is of something undecided."""
        return not self.waiting.isdisjoint(ids_in(line))


def read_demo(postgres: Postgres) -> Demo:
    """Read everything; what other tables have to say of an id is followed until nothing new is said."""
    lines = {table: rows for service in SERVICES for table, rows in _tables(postgres, service)}
    units = rows_of(postgres, "auth", "SELECT id, name, code, superior_id FROM unit ORDER BY code")
    people = rows_of(postgres, "auth", "SELECT * FROM person ORDER BY account")
    known = _known(units, people)
    multiplied = {table: rows for table, rows in lines.items() if table.name not in left(table.service)}
    demo = Demo(
        lines=multiplied,
        units=units,
        people=people,
        levels=_levels(known, lines, multiplied),
        waiting={id_.hex for row in rows_of(postgres, "review", WAITING) for id_ in row.values()},
        first_day=min(row["created_at"].date() for row in people) - timedelta(days=1),
        next_account=max(int(row["account"]) for row in people) + 1,
    )
    demo.contents = rows_of(postgres, "profile", "SELECT * FROM submission")
    demo.requests = rows_of(postgres, "profile", "SELECT * FROM change_request")
    demo.numbers = [row["number"] for row in rows_of(postgres, "profile", "SELECT number FROM certificate_number")]
    return demo


def rows_of(postgres: Postgres, service: str, statement: str) -> list[Row]:
    """What a statement finds."""
    with postgres.superuser(service) as connection, connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(statement).fetchall()


def canonical(content: Any) -> str:
    """The one written form of a content, over which its hash is made."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _tables(postgres: Postgres, service: str) -> Iterator[tuple[Table, list[str]]]:
    for row in rows_of(postgres, service, COLUMNS):
        table = Table(service, row["name"], tuple(row["columns"]))
        with postgres.superuser(service) as connection:
            yield table, _copied(connection, table)


def _copied(connection: "psycopg.Connection[Any]", table: Table) -> list[str]:
    columns = sql.SQL(", ").join(map(sql.Identifier, table.columns))
    query = sql.SQL("COPY (SELECT {} FROM {}) TO STDOUT").format(columns, sql.Identifier(table.name))
    with connection.cursor() as cursor, cursor.copy(query) as copy:
        return b"".join(bytes(part) for part in copy).decode().splitlines()


def _known(units: list[Row], people: list[Row]) -> dict[str, int]:
    """The province's own things come once, those of the offices below it for each district."""
    (province,) = (unit["id"] for unit in units if unit["superior_id"] is None)
    of_units = {unit["id"]: DISTRICT if unit["superior_id"] == province else UNIT for unit in units}
    of_units[province] = 0
    of_people = {one["id"]: PERSON if of_units[one["unit_id"]] == UNIT else of_units[one["unit_id"]] for one in people}
    return {id_.hex: level for id_, level in (of_units | of_people).items()}


def _levels(known: dict[str, int], lines: dict[Table, list[str]], multiplied: dict[Table, list[str]]) -> dict[str, int]:
    """An id that nobody knows belongs to whatever it stands beside."""
    own = (line for table in lines.keys() - multiplied.keys() if table.holds_the_provinces for line in lines[table])
    fixed = {id_ for line in own for id_ in ids_in(line)}
    levels = dict.fromkeys(fixed, 0) | known
    given = levels.keys() | set()
    found = [ids_in(line) for rows in multiplied.values() for line in rows]
    changed = True
    while changed:
        changed = False
        for ids in found:
            level = max((levels.get(one, 0) for one in ids), default=0)
            for one in ids - given:
                if levels.get(one, 0) < level:
                    levels[one], changed = level, True
    return levels
