"""Looking through the audit log: pages newest first, one row with its place in the chain, how the chain stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select, text, tuple_
from sqlalchemy.orm import Session

from shared.audit.chain import beginning, end_of, following
from shared.audit.checking import VERIFYING
from shared.audit.tables import AuditArchive, AuditEntry, AuditHead, AuditLink
from shared.errors import DomainError, NotFound
from shared.paging import cursor_of, typed_key

MOST_EXPORTED = 10_000
SOUND, WAITING, BROKEN = "sound", "waiting", "broken"

# The acts that occur, each found by one step in the index, however many rows there are.
ACTS = text(
    "WITH RECURSIVE acts AS ("
    " (SELECT act, word FROM audit_entry ORDER BY act, at DESC LIMIT 1)"
    " UNION ALL SELECT following.act, following.word FROM acts, LATERAL ("
    "  SELECT act, word FROM audit_entry WHERE act > acts.act ORDER BY act LIMIT 1) following"
    ") SELECT act, word FROM acts ORDER BY act"
)


class TooManyRows(DomainError):
    """One file holds only so many."""

    status, error = 409, "too_many_rows"
    message = "符合条件的记录超过 {most} 条，请缩小时间范围后分几次导出。"


@dataclass(frozen=True)
class Sought:
    """What rows are to be of; what is None does not matter. `actor` is an account number or a name."""

    since: datetime | None = None
    until: datetime | None = None
    actor: str | None = None
    act: str | None = None
    object_id: str | None = None
    result: str | None = None


def page_of_entries(
    session: Session, sought: Sought, cursor: str | None, limit: int
) -> tuple[Sequence[AuditEntry], str | None]:
    """One page, newest first, and the cursor of the next. Raises CursorInvalid."""
    found = session.scalars(newest(session, sought, cursor).limit(limit + 1)).all()
    page = found[:limit]
    return page, cursor_after(page[-1]) if len(found) > limit else None


def newest(session: Session, sought: Sought, cursor: str | None = None) -> Select[AuditEntry]:
    """The rows, newest first, behind the cursor. Raises CursorInvalid."""
    conditions = _conditions(session, sought)
    if cursor:
        end = typed_key(cursor, datetime.fromisoformat, int)
        conditions.append(tuple_(AuditEntry.at, AuditEntry.seq) < tuple_(*end))
    return select(AuditEntry).where(*conditions).order_by(AuditEntry.at.desc(), AuditEntry.seq.desc())


def entries_to_export(session: Session, sought: Sought) -> Sequence[AuditEntry]:
    """All rows for one file, newest first; raises TooManyRows."""
    rows, more = page_of_entries(session, sought, None, MOST_EXPORTED)
    if more:
        raise TooManyRows(most=MOST_EXPORTED)
    return rows


def cursor_after(entry: AuditEntry) -> str:
    """Where a page begins that follows this row."""
    return cursor_of(entry.at.isoformat(), entry.seq)


def acts(session: Session) -> list[dict[str, str]]:
    """What has been done so far, each act once."""
    return [dict(row) for row in session.execute(ACTS).mappings()]


def entry_with_state(session: Session, service: str, seq: int) -> tuple[AuditEntry, dict[str, Any]]:
    """One row, and whether it still is what the chain says of it. Raises NotFound."""
    entry = session.get(AuditEntry, seq)
    if entry is None:
        raise NotFound
    return entry, _state_of(session, service, entry)


def standing(session: Session, service: str) -> dict[str, Any]:
    """How far the chain has come, its newest signed head, and how the last verification ended."""
    head = session.scalar(select(AuditHead).order_by(AuditHead.position.desc()).limit(1))
    verified = select(AuditEntry).where(AuditEntry.act.in_((VERIFYING, f"{service}.audit.verify")))
    last = session.scalar(verified.order_by(AuditEntry.at.desc(), AuditEntry.seq.desc()).limit(1))
    return {
        "service": service,
        "linked": end_of(session, service).position,
        "signed": head.position if head else 0,
        "signed_at": head.at if head else None,
        "verified_at": last.at if last else None,
        "verified": last.details if last else None,
    }


def _state_of(session: Session, service: str, entry: AuditEntry) -> dict[str, Any]:
    link = session.scalar(select(AuditLink).where(AuditLink.entry == entry.seq))
    if link is None:
        return {"state": WAITING, "position": None, "hash": None}
    before = session.get(AuditLink, link.position - 1) or session.get(AuditArchive, link.position - 1)
    known = before.hash if before else beginning(service)
    state = SOUND if following(known, entry) == link.hash else BROKEN
    return {"state": state, "position": link.position, "hash": link.hash.hex()}


def _conditions(session: Session, sought: Sought) -> list[ColumnElement[bool]]:
    conditions = []
    if sought.since:
        conditions.append(AuditEntry.at >= sought.since)
    if sought.until:
        conditions.append(AuditEntry.at < sought.until)
    if sought.actor:
        conditions.append(_by(session, sought.actor))
    if sought.act:
        conditions.append(AuditEntry.act == sought.act)
    if sought.object_id:
        conditions.append(AuditEntry.object_id == sought.object_id)
    if sought.result:
        conditions.append(AuditEntry.result == sought.result)
    return conditions


def _by(session: Session, actor: str) -> ColumnElement[bool]:
    """By the person who has or had this account or name, also where a row knows nothing but their id."""
    known = select(AuditEntry.actor_id).where(AuditEntry.actor_id.is_not(None))
    ids: set[UUID | None] = set()
    for column in (AuditEntry.account, AuditEntry.name):
        ids |= set(session.scalars(known.where(column == actor).distinct()))
    return AuditEntry.actor_id.in_(ids) if ids else AuditEntry.name == actor
