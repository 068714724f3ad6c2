"""Every statement that a test run sends to the services' databases, and whether it would read a whole large table."""

import os
import pickle
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from psycopg import Cursor
from sqlalchemy import Connection, Engine, event

import services
import shared.db
from shared.settings import SERVICES
from stack.demo.scale.tables import LEFT, Table
from stack.postgres import Postgres

ASKED = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b", re.IGNORECASE)
NUMBERED, LISTED = re.compile(r"_\d+\)s"), re.compile(r"(%\(\w+\)s(?:::[A-Z ]+)?)(?:, %\(\w+\)s(?:::[A-Z ]+)?)+")
SKIPPING = re.compile(r"\bOFFSET\b", re.IGNORECASE)
ONLY_INDEXES = ("enable_seqscan", "enable_mergejoin", "enable_hashjoin")
SMALL = {
    table for service in SERVICES for table in LEFT[service].split() if Table(service, table, ()).holds_the_provinces
}
SMALL |= {"alembic_version", "audit_head", "job"}
OF_FEW_ROWS = "SELECT relname FROM pg_class WHERE relkind IN ('r', 'i') AND reltuples < 10000"
WHOLE_INDEX = {"Index Scan", "Index Only Scan"}
PRODUCT = tuple(str(Path(folder.__file__ or "").parent) for folder in (services, shared))
TESTS, DATABASE = str(Path(__file__).parent), str(shared.db.__file__)


@dataclass(frozen=True)
class Sent:
    """A statement with parameters that it was once sent with."""

    service: str
    statement: str
    parameters: Any


class Statements:
    """Those of a run, one of each form."""

    def __init__(self) -> None:
        self.sent: dict[tuple[str, str], Sent] = {}

    def listen(self) -> None:
        """Note what is sent from now on."""
        event.listen(Engine, "before_cursor_execute", self._note)

    def keep(self, folder: Path) -> None:
        """Write them down, for databases with very many people (`tests/performance/plans.py`)."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{os.getpid()}.pickle").write_bytes(pickle.dumps(list(self.sent.values())))

    def faults(self, postgres: Postgres, service: str) -> Iterator[str]:
        """Those that no index of a service's database serves."""
        return faults_of(postgres, [one for one in self.sent.values() if one.service == service], only_indexes=True)

    def _note(self, connection: Connection, _: Any, statement: str, parameters: Any, __: Any, ___: bool) -> None:
        service = connection.engine.url.database
        if service in SERVICES and ASKED.match(statement):
            form = LISTED.sub(r"\1, ...", NUMBERED.sub("_1)s", statement))
            if (service, form) not in self.sent and _by_the_product():
                values = parameters[0] if isinstance(parameters, list) else parameters  # many rows may be one statement
                self.sent[service, form] = Sent(service, statement, values)


def _by_the_product() -> bool:
    """Whether the code that is nearest to the sending is the product's and not a test's."""
    frame: FrameType | None = sys._getframe(2)
    while frame:
        if frame.f_code.co_filename.startswith((*PRODUCT, TESTS)) and frame.f_code.co_filename != DATABASE:
            return not frame.f_code.co_filename.startswith(TESTS)
        frame = frame.f_back
    return False


def faults_of(postgres: Postgres, sent: list[Sent], *, only_indexes: bool) -> Iterator[str]:
    """What is wrong with statements of one service, asked of its database.

    With `only_indexes` the tables may be empty: then a table is read from end to end only where no index leads to what
    is wanted. Which index that would be tells only a large database.
    """
    if not sent:
        return
    with postgres.superuser(sent[0].service) as connection, connection.cursor() as cursor:
        for setting in ONLY_INDEXES if only_indexes else ():
            cursor.execute(f"SET {setting} = off")
        few = SMALL | (set() if only_indexes else {name for (name,) in cursor.execute(OF_FEW_ROWS)})
        for one in sent:
            if SKIPPING.search(one.statement):
                yield f"{one.service}: OFFSET reads what it leaves out: {one.statement}"
            kinds = {"Seq Scan"} if only_indexes else {"Seq Scan", *WHOLE_INDEX}
            whole = set(_read_whole(plan_of(cursor, one), kinds, limited=False)) - few
            if whole:
                yield f"{one.service}: reads the whole of {', '.join(sorted(whole))}: {one.statement}"


def plan_of(cursor: Cursor[Any], one: Sent) -> dict[str, Any]:
    """What PostgreSQL would do."""
    cursor.execute(f"EXPLAIN (FORMAT JSON) {one.statement}", one.parameters)
    row = cursor.fetchone()
    assert row
    plan: dict[str, Any] = row[0][0]["Plan"]
    return plan


def _read_whole(node: dict[str, Any], kinds: set[str], *, limited: bool) -> Iterator[str]:
    """The tables and indexes that a plan reads from end to end, unless it ends when it has enough."""
    bounded = limited or node["Node Type"] == "Limit"
    enough = bounded and node["Node Type"] not in {"Sort", "Aggregate", "Hash", "Seq Scan"}
    if node["Node Type"] in kinds and "Index Cond" not in node and not enough:
        yield node.get("Index Name", node["Relation Name"])
    for below in node.get("Plans", ()):
        yield from _read_whole(below, kinds, limited=enough)
