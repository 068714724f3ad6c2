"""Taking old months of the audit log out of the database, into files from which the chain can still be verified.

A month ends where the chain has come to its first row of the next one. Rows are verified on their way, the file is read
back, and only then the database is told that it exists, which lets its rows be removed. Cut off anywhere, the next run
goes on.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import delete, func, select, text
from sqlalchemy.orm import Session

from shared.audit import archives
from shared.audit.chain import canonical
from shared.audit.heads import signed
from shared.audit.tables import AuditArchive, AuditEntry, AuditLink
from shared.audit.verifying import Broken, Walk
from shared.audit_words import fault_in_words
from shared.beijing import day_of, start_of
from shared.db import Database
from shared.errors import DomainError
from shared.files import FileStore

AT_A_TIME = 5000
REMOVING = "DELETE ON audit_entry, audit_link"


class ChainBroken(DomainError):
    """What isn't whole is not archived."""

    status, error, message = 409, "audit_chain_broken", "审计日志不完整，没有归档。{fault}"


@dataclass(frozen=True)
class Month:
    """A month that was archived, and how many rows it has."""

    month: date
    rows: int


def rows_due(session: Session, kept: date) -> int:
    """How many rows lie before the first month that is kept, counted along the chain."""
    archived = _archived_until(session)
    linked = select(AuditLink.position).join(AuditEntry, AuditLink.entry == AuditEntry.seq)
    first = linked.where(AuditEntry.at >= start_of(kept)).order_by(AuditEntry.at, AuditEntry.seq).limit(1)
    end = session.scalar(first) or (session.scalar(select(func.max(AuditLink.position))) or archived) + 1
    return max(0, end - 1 - archived)


def first_kept(months: int) -> date:
    """The first day of the oldest month that stays in the database, if so many before this one do."""
    first = _month_of(datetime.now(UTC))
    for _ in range(months):
        first = (first - timedelta(days=1)).replace(day=1)
    return first


def archive_months(db: Database, store: FileStore, kept: date) -> Iterator[Month]:
    """Archive the months before the first that is kept, one after another. Raises ChainBroken and StoreAway."""
    _remove_archived(db)
    while done := _archive_next(db, store, kept):
        _remove_archived(db)
        yield done


def _archive_next(db: Database, store: FileStore, kept: date) -> Month | None:
    try:
        with db.reading() as session:
            walk = Walk(session, db.service)
            before = walk.through_archives(None)
            month = _oldest_month(session, before)
            if month is None or month >= kept:
                return None
            archive = AuditArchive(month=month)
            store.keep(archives.key_of(db.service, month), archives.packed(_lines(walk, archive)))
            reading_back = Walk(session, db.service)
            reading_back.through_archives(None)
            reading_back.through(archive, store)
    except Broken as broken:
        raise ChainBroken(fault=fault_in_words(vars(broken.fault))) from broken
    with db.transaction() as session:
        session.add(archive)
    return Month(month, archive.last_position - before)


def _oldest_month(session: Session, behind: int) -> date | None:
    first = select(AuditEntry.at).join(AuditLink, AuditLink.entry == AuditEntry.seq).where(AuditLink.position > behind)
    at = session.scalar(first.order_by(AuditLink.position).limit(1))
    return at and _month_of(at)


def _lines(walk: Walk, archive: AuditArchive) -> Iterator[bytes]:
    """The rows up to the first of a later month, and at last the head; the archive is told how far they go."""
    ends = start_of((archive.month + timedelta(days=31)).replace(day=1))
    for entry in walk.to_the_end():
        if entry.at >= ends:
            break
        archive.last_position, archive.hash = walk.position, walk.hash
        archive.last_xid, archive.last_seq = walk.key
        yield canonical(entry) + b"\n"
    yield signed(walk.service, archive.last_position, archive.hash, datetime.now(UTC)).line


def _remove_archived(db: Database) -> None:
    """Remove, in small transactions, what lies in archives. Nobody has the right to, and takes it for that moment."""
    while archived := _some_archived(db):
        with db.transaction() as session:
            session.execute(text(f"GRANT {REMOVING} TO CURRENT_USER"))
            session.execute(delete(AuditEntry).where(AuditEntry.seq.in_([link.entry for link in archived])))
            session.execute(delete(AuditLink).where(AuditLink.position.in_([link.position for link in archived])))
            session.execute(text(f"REVOKE {REMOVING} FROM CURRENT_USER"))


def _some_archived(db: Database) -> Sequence[AuditLink]:
    with db.reading() as session:
        links = select(AuditLink).where(AuditLink.position <= _archived_until(session))
        return session.scalars(links.order_by(AuditLink.position).limit(AT_A_TIME)).all()


def _archived_until(session: Session) -> int:
    return session.scalar(select(func.max(AuditArchive.last_position))) or 0


def _month_of(moment: datetime) -> date:
    return day_of(moment).replace(day=1)
