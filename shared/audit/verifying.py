"""Going through a whole chain: the first row that was changed, taken away, slipped in or moved is named."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select, tuple_
from sqlalchemy.orm import Session

from shared.audit.chain import beginning, following
from shared.audit.heads import Head, heads_of
from shared.audit.tables import AuditEntry, AuditLink

CHUNK = 2000
Key = tuple[int, int]


@dataclass(frozen=True)
class Fault:
    """What is wrong: a stable code, the position in the chain, and the number of the row if it is known."""

    what: str
    position: int
    entry: int | None = None


@dataclass(frozen=True)
class Verification:
    """What a chain was found to be. `waiting` rows are not linked yet, normally for a second at most."""

    service: str
    linked: int
    heads: int
    waiting: int
    waiting_since: datetime | None
    fault: Fault | None


class Broken(Exception):
    """The walk has met a fault."""

    def __init__(self, what: str, position: int, entry: int | None = None) -> None:
        self.fault = Fault(what, position, entry)
        super().__init__(what)


def verify(session: Session, service: str, exported: Iterable[Head] = ()) -> Verification:
    """Compare every row with the chain, and the chain with its signed heads, those kept elsewhere too."""
    heads = {*heads_of(session, service), *(head for head in exported if head.service == service)}
    walk = Walk(session, service)
    fault = None
    try:
        walk.to_the_end()
        _compare_heads(session, heads, walk.position)
    except Broken as broken:
        fault = broken.fault
    waiting, since = session.execute(select(func.count(), func.min(AuditEntry.at)).where(_behind(walk.key))).one()
    return Verification(service, walk.position, len(heads), 0 if fault else waiting, None if fault else since, fault)


class Walk:
    """The way along a chain; `position`, `hash` and `key` are those of the last good row."""

    def __init__(self, session: Session, service: str) -> None:
        self.session = session
        self.position = 0
        self.hash = beginning(service)
        self.key: Key = (-1, -1)

    def to_the_end(self) -> None:
        """Raises Broken at the first row that is not as it was linked."""
        while chunk := self._chunk():
            stranger = self._stranger([entry for _, entry in chunk if entry])
            for link, entry in chunk:
                self._step(link, entry, stranger)

    def _chunk(self) -> Sequence[Any]:
        linked = (
            select(AuditLink, AuditEntry)
            .outerjoin(AuditEntry, AuditEntry.seq == AuditLink.entry)
            .where(AuditLink.position > self.position)
            .order_by(AuditLink.position)
            .limit(CHUNK)
        )
        self.session.expunge_all()
        return self.session.execute(linked).all()

    def _stranger(self, entries: list[AuditEntry]) -> AuditEntry | None:
        """The first row that stands between those of a chunk and was never linked."""
        if not entries:
            return None
        end = max((entry.xid, entry.seq) for entry in entries)
        linked = exists().where(AuditLink.entry == AuditEntry.seq)
        between = select(AuditEntry).where(_behind(self.key), ~_behind(end), ~linked)
        return self.session.scalar(between.order_by(AuditEntry.xid, AuditEntry.seq).limit(1))

    def _step(self, link: AuditLink, entry: AuditEntry | None, stranger: AuditEntry | None) -> None:
        expected = self.position + 1
        if link.position != expected:
            raise Broken("link_missing", expected)
        if entry is None:
            raise Broken("row_missing", expected, link.entry)
        key = entry.xid, entry.seq
        if stranger and (stranger.xid, stranger.seq) < key:
            raise Broken("row_inserted", expected, stranger.seq)
        if key <= self.key:
            raise Broken("row_moved", expected, entry.seq)
        if following(self.hash, entry) != link.hash:
            raise Broken("row_changed", expected, entry.seq)
        self.position, self.hash, self.key = expected, link.hash, key


def _behind(key: Key) -> ColumnElement[bool]:
    return tuple_(AuditEntry.xid, AuditEntry.seq) > tuple_(*key)


def _compare_heads(session: Session, heads: set[Head], end: int) -> None:
    """Every head that was ever signed must still stand where it stood."""
    positions = {head.position for head in heads}
    found = select(AuditLink.position, AuditLink.hash).where(AuditLink.position.in_(positions))
    hashes = {position: hash_.hex() for position, hash_ in session.execute(found)}
    for head in sorted(heads, key=lambda head: (head.position, head.hash)):
        if not head.is_genuine:
            raise Broken("head_forged", head.position)
        if head.position > end:
            raise Broken("end_cut_off", end + 1)
        if hashes.get(head.position) != head.hash:
            raise Broken("chain_rewritten", head.position)
