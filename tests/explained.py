"""What PostgreSQL does for a request: every statement, and how many rows it has to look at."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from shared.db import Database

Statement = tuple[str, Any]


@contextmanager
def statements_of(db: Database) -> Iterator[list[Statement]]:
    """The statements that are sent while the block lasts."""
    sent: list[Statement] = []

    def note(_: Any, __: Any, statement: str, parameters: Any, ___: Any, ____: Any) -> None:
        sent.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def rows_looked_at(db: Database, statement: Statement) -> int:
    """How many rows the statement reads from tables and indexes, those it throws away included.

    A few thousand take milliseconds. Unlike the time, their number is the same on a busy machine.
    """
    with db.engine.connect() as connection:
        explain = f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {statement[0]}"
        (plan,) = connection.exec_driver_sql(explain, statement[1]).scalar_one()
    return _rows_of(plan["Plan"])


def _rows_of(node: dict[str, Any]) -> int:
    below = sum(_rows_of(child) for child in node.get("Plans", ()))
    if "Relation Name" not in node and "Index Name" not in node:
        return below
    rows = node["Actual Rows"] + node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
    return below + round(rows * node["Actual Loops"])
