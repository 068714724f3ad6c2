"""保存: adding and changing the entries of a record."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.profile.models import Deed, Entry, Record
from services.profile.operations.change_log import Doer, log_change
from services.profile.operations.drafts import drop_draft
from services.profile.operations.records import (
    RecordNotEditable,
    entries_of,
    find_section,
    locked_record,
    own_entry,
)
from services.profile.operations.values import EntryInvalid, Values, checked_values
from shared.catalogue import Problem, Section, free_fields
from shared.errors import ChangedMeanwhile, DomainError


class TooManyEntries(DomainError):
    """The section takes no further entry."""

    status, error, message = 409, "too_many_entries", "「{title}」最多填写 {most} 条，请先删除不需要的条目。"


@dataclass(frozen=True)
class Saved:
    """A saved entry, and what is worth a look in it."""

    entry: Entry
    warnings: list[Problem]


def add_entry(session: Session, person_id: UUID, section_key: str, data: Values) -> Saved:
    """Add an entry to a section of a draft or returned record."""
    section = find_section(section_key)
    record = editable_record(session, person_id)
    refuse_if_full(section, entries_of(session, record.id)[section.key])
    checked = checked_values(session, record.person, section, data, {})
    entry = new_entry(session, record, section, checked.data)
    log_change(session, Deed.ADDED, Doer(person_id), entry, new=checked.data)
    touch(record)
    drop_draft(session, record.id, section.key, None)
    return Saved(entry, checked.warnings)


def change_entry(session: Session, person_id: UUID, entry_id: UUID, data: Values, *, expected: int) -> Saved:
    """Replace an entry's values; while the record can't be edited, only the contact data.

    Raises NotFound, ChangedMeanwhile, RecordNotEditable and EntryInvalid.
    """
    record = locked_record(session, person_id)
    entry = expected_entry(session, record, entry_id, expected)
    section = find_section(entry.section)
    checked = checked_values(session, record.person, section, data, entry.values)
    values = checked.data if record.editable else _contact_only(section, entry, data, checked.data)
    log_change(session, Deed.CHANGED, Doer(person_id), entry, old=entry.values, new=values)
    store(entry, values)
    touch(record)
    drop_draft(session, record.id, section.key, entry.id)
    return Saved(entry, checked.warnings)


def editable_record(session: Session, person_id: UUID) -> Record:
    """The record, locked, if entries may come and go; raises RecordNotEditable."""
    record = locked_record(session, person_id)
    if not record.editable:
        raise RecordNotEditable
    return record


def expected_entry(session: Session, record: Record, entry_id: UUID, expected: int) -> Entry:
    """An entry of the record at the version the asker has in front of them; raises NotFound, ChangedMeanwhile."""
    entry = own_entry(session, record, entry_id)
    if entry.version != expected:
        raise ChangedMeanwhile(version=entry.version, changed_at=entry.updated_at.isoformat())
    return entry


def refuse_if_full(section: Section, entries: list[Entry]) -> None:
    """Raises TooManyEntries if the section takes no further entry."""
    if len(entries) >= section.max_entries:
        raise TooManyEntries(title=section.title, most=section.max_entries)


def next_position(session: Session, record: Record, section: Section) -> int:
    """The place behind all entries of a section."""
    places = select(func.max(Entry.position)).where(Entry.record_id == record.id, Entry.section == section.key)
    last = session.scalar(places)
    return 0 if last is None else last + 1


def new_entry(session: Session, record: Record, section: Section, values: Values) -> Entry:
    """An entry behind the section's others."""
    entry = Entry(
        id=uuid4(),
        record_id=record.id,
        section=section.key,
        single=not section.many,
        position=next_position(session, record, section),
        version=1,
        content_version=1,
        updated_at=datetime.now(UTC),
    )
    entry.values = values
    session.add(entry)
    return entry


def store(entry: Entry, values: Values) -> None:
    """Write the values and count the change; contact data alone leaves `content_version` as it is."""
    free = {field.key for field in free_fields(entry.section)}
    before, after = ({key: value for key, value in each.items() if key not in free} for each in (entry.values, values))
    entry.values = values
    entry.version += 1
    entry.content_version += before != after
    entry.updated_at = datetime.now(UTC)


def touch(record: Record) -> None:
    """Note when the person last changed anything, which their page shows."""
    record.updated_at = now = datetime.now(UTC)
    record.sit(now)


def _contact_only(section: Section, entry: Entry, data: Values, checked: Values) -> Values:
    """The stored entry with new contact data; raises RecordNotEditable if anything else was changed."""
    free = {field.key: field for field in free_fields(section.key)}
    stored = entry.values
    locked = [key for key in data if key not in free and checked.get(key) != stored.get(key)]
    if locked or not free:
        raise RecordNotEditable(fields={key: ["审核通过后须通过「信息变更申请」修改。"] for key in locked})
    missing = [field for key, field in free.items() if field.required and key not in checked]
    if missing:
        raise EntryInvalid(fields={field.key: [f"{field.label}：必须填写。"] for field in missing}, count=len(missing))
    kept = {key: value for key, value in stored.items() if key not in free}
    return kept | {key: value for key, value in checked.items() if key in free}
