"""The chain: the hash of a row covers the row and everything before it.

It is linked by the relay once a second and not in the deeds' own transactions, which would then wait for each other.
Rows come in the order of their transactions' numbers, and of their own within one. Below the oldest transaction that is
still under way no more can come, so what has been linked is never overtaken.
"""

import json
from datetime import UTC
from hashlib import sha256

import structlog
from sqlalchemy import ColumnElement, insert, literal_column, select, text, tuple_
from sqlalchemy.orm import Session

from shared.audit.tables import AuditEntry, AuditLink

LOCK = 7_253_004
BATCH = 1000
COLUMNS = [column.name for column in AuditEntry.__table__.columns]
OLDEST_UNDER_WAY: ColumnElement[int] = literal_column("(pg_snapshot_xmin(pg_current_snapshot()))::text::bigint")

log = structlog.get_logger()


def link(session: Session, service: str) -> int:
    """Add a batch of finished rows to the chain; returns how many. Of several relays one links."""
    if not session.scalar(text("SELECT pg_try_advisory_xact_lock(:lock)"), {"lock": LOCK}):
        return 0
    last = session.scalar(select(AuditLink).order_by(AuditLink.position.desc()).limit(1))
    behind = behind_entry(session, last.entry) if last else AuditEntry.xid >= 0
    if behind is None:
        log.error("audit chain broken", service=service, entry=last.entry if last else None)
        return 0
    finished = select(AuditEntry).where(behind, AuditEntry.xid < OLDEST_UNDER_WAY)
    position, before = (last.position, last.hash) if last else (0, beginning(service))
    links = []
    for entry in session.scalars(finished.order_by(AuditEntry.xid, AuditEntry.seq).limit(BATCH)):
        position, before = position + 1, following(before, entry)
        links.append({"position": position, "entry": entry.seq, "hash": before})
    if links:
        session.execute(insert(AuditLink), links)
    return len(links)


def behind_entry(session: Session, seq: int) -> ColumnElement[bool] | None:
    """The rows that come after one in the chain's order; None if that row is gone."""
    key = session.execute(select(AuditEntry.xid, AuditEntry.seq).where(AuditEntry.seq == seq)).one_or_none()
    return tuple_(AuditEntry.xid, AuditEntry.seq) > tuple_(*key) if key else None


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
