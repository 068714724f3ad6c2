"""The audit log of a copy: rows behind those that are there, each linked to the one before it."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from shared.audit.chain import canonical, link
from shared.audit.tables import AuditEntry
from stack.demo.scale.lines import Lines
from stack.demo.scale.patterns import Copy, Pattern
from stack.demo.scale.reading import rows_of
from stack.demo.scale.tables import Table
from stack.postgres import Postgres

SEQ = "\x00"
"""Stands for the row's own number, which is another one in each line."""
LAST = "SELECT position, hash FROM audit_link ORDER BY position DESC LIMIT 1"
ORDER = "SELECT max(xid) AS xid, max(seq) AS seq FROM audit_entry"


class Chain:
    """The log of one service: its rows as patterns, as they are copied and as they are hashed."""

    def __init__(self, postgres: Postgres, table: Table, lines: Lines) -> None:
        finish(postgres, table.service)
        (last,), (order,) = rows_of(postgres, table.service, LAST), rows_of(postgres, table.service, ORDER)
        self.position, self.before = last["position"], last["hash"]
        self.seq, self.xid = order["seq"], order["xid"]
        self.rows = list(self._patterns(postgres, table, lines))

    def fill(self, copy: Copy) -> tuple[str, str]:
        """The rows of a copy and their links, as COPY reads them."""
        entries, links = [], []
        for entry, said in self.rows:
            self.seq, self.position = self.seq + 1, self.position + 1
            written = said.fill(copy).replace(SEQ, str(self.seq))
            self.before = sha256(self.before + written.encode()).digest()
            entries.append(entry.fill(copy).replace(SEQ, str(self.seq)))
            links.append(f"{self.position}\t{self.seq}\t\\\\x{self.before.hex()}\n")
        return "".join(entries), "".join(links)

    def _patterns(self, postgres: Postgres, table: Table, lines: Lines) -> Iterator[tuple[Pattern, Pattern]]:
        """Those of one copy; all are of the last transaction, so that the chain's order is that of their numbers."""
        found = {str(row["seq"]): row for row in rows_of(postgres, table.service, "SELECT * FROM audit_entry")}
        for line in lines.demo.lines[table]:
            if lines.demo.level_of(line):
                seq, _, rest = line.split("\t", 2)
                entry = lines.line(table, "\t".join((SEQ, str(self.xid), rest)))
                yield entry, self._said(found[seq], lines, waiting=lines.demo.waits(line))

    def _said(self, row: dict[str, Any], lines: Lines, *, waiting: bool) -> Pattern:
        mark = 7_777_777_777_777_777
        said = canonical(AuditEntry(**row | {"seq": mark, "xid": self.xid})).decode()
        return lines.reader.read(said.replace(str(mark), SEQ), waiting=waiting)


def finish(postgres: Postgres, service: str) -> None:
    """Link what the stopped stack has left unlinked."""
    engine = create_engine(postgres.url(service))
    linked = True
    while linked:
        with Session(engine) as session, session.begin():
            linked = bool(link(session, service))
    engine.dispose()
