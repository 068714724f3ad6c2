"""删除, and taking it back."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from services.profile.models import Deed, Entry, RemovedEntry
from services.profile.operations.change_log import Doer, log_change
from services.profile.operations.drafts import drop_draft
from services.profile.operations.entries import (
    editable_record,
    expected_entry,
    next_position,
    refuse_if_full,
    touch,
)
from services.profile.operations.records import entries_of, find_section
from shared.errors import DomainError

UNDO = timedelta(days=1)
LATE = timedelta(hours=1)  # for whoever is just bringing an entry back
KEPT = ("id", "record_id", "section", "single", "position", "data", "encrypted", "version", "content_version")


class NotRestorable(DomainError):
    """Nothing of this record was deleted under this id, or too long ago."""

    status, error, message = 404, "not_restorable", "这一条已不能恢复：删除后超过一天，或者不是从您的信息中删除的。"


def remove_entry(session: Session, person_id: UUID, entry_id: UUID, *, expected: int) -> None:
    """Remove an entry of a draft or returned record; for a day it can be restored."""
    record = editable_record(session, person_id)
    entry = expected_entry(session, record, entry_id, expected)
    too_old = RemovedEntry.removed_at < datetime.now(UTC) - UNDO
    session.execute(delete(RemovedEntry).where(RemovedEntry.record_id == record.id, too_old))
    session.add(RemovedEntry(**{name: getattr(entry, name) for name in KEPT}))
    log_change(session, Deed.REMOVED, Doer(person_id), entry, old=entry.values)
    session.delete(entry)
    drop_draft(session, record.id, entry.section, entry.id)
    touch(record)


def forget_removed(session: Session) -> None:
    """Drop all removed entries that can't be restored any more, whoever's they are."""
    session.execute(delete(RemovedEntry).where(RemovedEntry.removed_at < datetime.now(UTC) - UNDO - LATE))


def restore_entry(session: Session, person_id: UUID, entry_id: UUID) -> Entry:
    """Bring a removed entry back, to its place if that is still free; twice is once.

    Raises RecordNotEditable, NotRestorable and TooManyEntries.
    """
    record = editable_record(session, person_id)
    present = session.get(Entry, entry_id)
    if present is not None and present.record_id == record.id:
        return present
    removed = session.get(RemovedEntry, entry_id)
    if removed is None or removed.record_id != record.id or removed.removed_at < datetime.now(UTC) - UNDO:
        raise NotRestorable
    section = find_section(removed.section)
    others = entries_of(session, record.id)[section.key]
    refuse_if_full(section, others)
    entry = Entry(**{name: getattr(removed, name) for name in KEPT}, updated_at=datetime.now(UTC))
    entry.version += 1
    if any(other.position == entry.position for other in others):
        entry.position = next_position(session, record, section)
    session.delete(removed)
    session.add(entry)
    log_change(session, Deed.RESTORED, Doer(person_id), entry, new=entry.values)
    touch(record)
    return entry
