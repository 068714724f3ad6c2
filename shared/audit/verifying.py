"""Going through a whole chain: the first row that was changed, taken away, slipped in or moved is named."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select, tuple_
from sqlalchemy.orm import Session

from shared.audit import archives
from shared.audit.archives import ArchiveUnreadable
from shared.audit.chain import Key, beginning, following
from shared.audit.heads import Head, heads_of
from shared.audit.tables import AuditArchive, AuditEntry, AuditLink
from shared.files import FileStore

CHUNK = 2000


@dataclass(frozen=True)
class Fault:
    """What is wrong: a stable code, the position in the chain, and the number of the row if it is known."""

    what: str
    position: int
    entry: int | None = None


@dataclass(frozen=True)
class Verification:
    """What a chain was found to be. `waiting` rows are not linked yet, normally for a second at most.

    Of the linked rows `archived` ones lie in files; these were gone through if the store was given: `archives_read`.
    """

    service: str
    linked: int
    archived: int
    archives_read: bool
    heads: int
    waiting: int
    waiting_since: datetime | None
    fault: Fault | None


class Broken(Exception):
    """The walk has met a fault."""

    def __init__(self, what: str, position: int, entry: int | None = None) -> None:
        self.fault = Fault(what, position, entry)
        super().__init__(what)


def verify(
    session: Session, service: str, exported: Iterable[Head] = (), store: FileStore | None = None
) -> Verification:
    """Compare every row with the chain, and the chain with its signed heads, those kept elsewhere too.

    Rows that lie in archives are read from their store; without it the walk begins behind them. Raises StoreAway.
    """
    heads = {*heads_of(session, service), *(head for head in exported if head.service == service)}
    walk = Walk(session, service, frozenset(head.position for head in heads))
    fault = None
    archived = 0
    try:
        archived = walk.through_archives(store)
        for _ in walk.to_the_end():
            pass
        _compare_heads(walk, [head for head in heads if store or head.position > archived])
    except Broken as broken:
        fault = broken.fault
    count = select(func.count(), func.min(AuditEntry.at)).where(_behind(walk.key))
    waiting, since = (0, None) if fault else session.execute(count).one()
    return Verification(service, walk.position, archived, store is not None, len(heads), waiting, since, fault)


class Walk:
    """The way along a chain; `position`, `hash` and `key` are those of the last good row.

    On the way the hashes at the `wanted` positions are kept.
    """

    def __init__(self, session: Session, service: str, wanted: frozenset[int] = frozenset()) -> None:
        self.session = session
        self.service = service
        self.wanted = wanted
        self.hashes: dict[int, str] = {}
        self.position = 0
        self.hash = beginning(service)
        self.key: Key = (-1, -1)

    def through_archives(self, store: FileStore | None) -> int:
        """Go through the files, or past them without a store; returns the last position in them.

        Raises Broken if a file isn't what was archived, or if a row stands before the end of the last that is in none.
        """
        for archive in self.session.scalars(select(AuditArchive).order_by(AuditArchive.last_position)):
            if store:
                self.through(archive, store)
            else:
                self._stand(archive.last_position, archive.hash, (archive.last_xid, archive.last_seq))
        slipped_in = select(AuditEntry.seq).where(~_behind(self.key), ~_is_linked()).limit(1)
        if (stranger := self.session.scalar(slipped_in)) is not None:
            raise Broken("row_inserted", self.position + 1, stranger)
        return self.position

    def through(self, archive: AuditArchive, store: FileStore) -> None:
        """Go through the rows of one file; raises Broken if they aren't those that were archived."""
        try:
            for line in archives.read(store, archives.key_of(self.service, archive.month)):
                if isinstance(line, Head):
                    whole = line.is_genuine and (line.position, line.hash) == (self.position, self.hash.hex())
                else:
                    self._stand(self.position + 1, sha256(self.hash + line.said).digest(), line.key)
        except ArchiveUnreadable as error:
            raise Broken("archive_unreadable", archive.last_position) from error
        known = archive.last_position, archive.hash, (archive.last_xid, archive.last_seq)
        if not whole or known != (self.position, self.hash, self.key):
            raise Broken("archive_changed", archive.last_position)

    def to_the_end(self) -> Iterator[AuditEntry]:
        """Each row that is as it was linked; raises Broken at the first that is not."""
        while chunk := self._chunk():
            stranger = self._stranger([entry for _, entry in chunk if entry])
            for link, entry in chunk:
                yield self._step(link, entry, stranger)

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
        between = select(AuditEntry).where(_behind(self.key), ~_behind(end), ~_is_linked())
        return self.session.scalar(between.order_by(AuditEntry.xid, AuditEntry.seq).limit(1))

    def _step(self, link: AuditLink, entry: AuditEntry | None, stranger: AuditEntry | None) -> AuditEntry:
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
        self._stand(expected, link.hash, key)
        return entry

    def _stand(self, position: int, hash_: bytes, key: Key) -> None:
        self.position, self.hash, self.key = position, hash_, key
        if position in self.wanted:
            self.hashes[position] = hash_.hex()


def _is_linked() -> ColumnElement[bool]:
    return exists().where(AuditLink.entry == AuditEntry.seq)


def _behind(key: Key) -> ColumnElement[bool]:
    return tuple_(AuditEntry.xid, AuditEntry.seq) > tuple_(*key)


def _compare_heads(walk: Walk, heads: Iterable[Head]) -> None:
    """Every head that was ever signed must still stand where it stood."""
    for head in sorted(heads, key=lambda head: (head.position, head.hash)):
        if not head.is_genuine:
            raise Broken("head_forged", head.position)
        if head.position > walk.position:
            raise Broken("end_cut_off", walk.position + 1)
        if walk.hashes.get(head.position) != head.hash:
            raise Broken("chain_rewritten", head.position)
