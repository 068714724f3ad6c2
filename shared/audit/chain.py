"""The chain: the hash of a row covers the row and everything before it.

It is linked by the relay once a second and not in the deeds' own transactions, which would then wait for each other.
Rows come in the order of their transactions' numbers, and of their own within one. Below the oldest transaction that is
still under way no more can come, so what has been linked is never overtaken.
"""

import json
from datetime import UTC
from hashlib import sha256
from typing import NamedTuple

import structlog
from sqlalchemy import ColumnElement, insert, literal_column, select, tuple_
from sqlalchemy.orm import Session

from shared.audit.tables import AuditArchive, AuditEntry, AuditLink
from shared.locks import Lock, is_free

BATCH = 1000
COLUMNS = [column.name for column in AuditEntry.__table__.columns]
OLDEST_UNDER_WAY: ColumnElement[int] = literal_column("(pg_snapshot_xmin(pg_current_snapshot()))::text::bigint")

Key = tuple[int, int]

log = structlog.get_logger()


class End(NamedTuple):
    """The last row of a chain: its position, its hash, and its place among the rows; None if it is gone from there."""

    position: int
    hash: bytes
    key: Key | None


def link(session: Session, service: str) -> int:
    """Add a batch of finished rows to the chain; returns how many. Of several relays one links."""
    if not is_free(session, Lock.LINKING_AUDIT):
        return 0
    position, before, key = end_of(session, service)
    if key is None:
        log.error("audit chain broken", service=service, position=position)
        return 0
    behind = tuple_(AuditEntry.xid, AuditEntry.seq) > tuple_(*key)
    finished = select(AuditEntry).where(behind, AuditEntry.xid < OLDEST_UNDER_WAY)
    links = []
    for entry in session.scalars(finished.order_by(AuditEntry.xid, AuditEntry.seq).limit(BATCH)):
        position, before = position + 1, following(before, entry)
        links.append({"position": position, "entry": entry.seq, "hash": before})
    if links:
        session.execute(insert(AuditLink), links)
    return len(links)


def end_of(session: Session, service: str) -> End:
    """How far the chain has come."""
    last = session.scalar(select(AuditLink).order_by(AuditLink.position.desc()).limit(1))
    if last:
        key = select(AuditEntry.xid, AuditEntry.seq).where(AuditEntry.seq == last.entry)
        found = session.execute(key).one_or_none()
        return End(last.position, last.hash, found and (found.xid, found.seq))
    archive = session.scalar(select(AuditArchive).order_by(AuditArchive.last_position.desc()).limit(1))
    if archive:
        return End(archive.last_position, archive.hash, (archive.last_xid, archive.last_seq))
    return End(0, beginning(service), (-1, -1))


def beginning(service: str) -> bytes:
    """What stands before the first row, so that no chain can pass for another service's."""
    return sha256(f"zhicheng audit|{service}".encode()).digest()


def following(before: bytes, entry: AuditEntry) -> bytes:
    """The hash of a row behind another."""
    return sha256(before + canonical(entry)).digest()


def canonical(entry: AuditEntry) -> bytes:
    """Everything that a row says, in one form only."""
    said = {name: getattr(entry, name) for name in COLUMNS}
    said |= {"at": entry.at.astimezone(UTC).isoformat(timespec="microseconds")}
    said |= {name: str(said[name]) for name in ("actor_id", "unit_id") if said[name]}
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
