"""What a person may wish of an approved record: checked against the record as it is now."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.profile.models import ChangeAction, ChangeRequest, ChangeStatus, Entry, Record, RecordStatus
from services.profile.operations.certificate_numbers import numbers_in, shared_numbers
from services.profile.operations.entries import refuse_if_full
from services.profile.operations.records import entries_of, find_section, locked_record, own_entry
from services.profile.operations.values import EntryInvalid, Values, checked_values, own_files
from shared.catalogue import Section, free_fields
from shared.errors import ChangedMeanwhile, DomainError, NotFound

NamedFiles = list[dict[str, str]]


class RecordNotApproved(DomainError):
    """Before approval the record is edited itself, and nothing needs to be asked for."""

    status, error = 409, "record_not_approved"
    message = "个人信息审核通过后才能申请变更；审核通过前请直接在「个人基本信息」中修改。"


class NothingChanged(DomainError):
    """The wished content is what the record holds already."""

    status, error, message = 422, "nothing_changed", "填写的内容与现有内容相同，没有需要变更的地方。"


class NoRoomForAddition(DomainError):
    """Together with the additions that wait for their decision the section is full."""

    status, error = 409, "no_room_for_addition"
    message = (
        "「{title}」最多 {most} 条：现有 {entries} 条，另有 {waiting} 条新增申请等待审核。"
        "请等待审核结果，或先撤销其中一份。"
    )


class LastEntry(DomainError):
    """A required section can't be left empty."""

    status, error, message = 409, "last_entry", "「{title}」至少应保留一条，不能删除最后一条；可改为修改这一条。"


@dataclass(frozen=True)
class Wish:
    """What the person asks for, as it was sent.

    `base_version` is the content version of the entry that the person had in front of them; `draft_id` names what was
    kept of the form until now.
    """

    section: str
    action: ChangeAction
    entry_id: UUID | None
    data: Values
    reason: str
    files: NamedFiles
    base_version: int | None = None
    draft_id: UUID | None = None


@dataclass(frozen=True)
class Target:
    """What of a record a wish is about; no entry where one is to be added."""

    section: Section
    entry: Entry | None


def approved_record(session: Session, person_id: UUID) -> Record:
    """The record, locked, if changes of it are asked for; raises RecordNotApproved."""
    record = locked_record(session, person_id)
    if record.status is not RecordStatus.APPROVED:
        raise RecordNotApproved
    return record


def target_of(session: Session, record: Record, wish: Wish) -> Target:
    """What the wish is about; raises NotFound for what is not there, or not this person's."""
    section = find_section(wish.section)
    entry = own_entry(session, record, wish.entry_id) if wish.entry_id else None
    if (entry is None) != (wish.action is ChangeAction.ADD) or (entry and entry.section != section.key):
        raise NotFound
    return Target(section, entry)


def checked_wish(session: Session, record: Record, target: Target, wish: Wish) -> tuple[Values | None, int]:
    """The content wished for, complete and valid, and the number of warnings; None for a deletion.

    Raises ChangedMeanwhile, NothingChanged, TooManyEntries, NoRoomForAddition, LastEntry, and EntryInvalid with all
    faults at once.
    """
    entry = target.entry
    if entry and wish.base_version is not None and wish.base_version != entry.content_version:
        raise ChangedMeanwhile(version=entry.content_version)
    faults = {} if wish.reason else {"reason": ["请填写申请理由。"]}
    try:
        new, warnings = _content(session, record, target, wish)
    except EntryInvalid as error:
        faults |= error.fields
    if faults:
        raise EntryInvalid(fields=faults, count=len(faults))
    return new, warnings


def frozen(entry: Entry) -> dict[str, Any]:
    """What of an entry can be asked to change: all but the contact data, which is free."""
    free = {field.key for field in free_fields(entry.section)}
    return {key: value for key, value in entry.data.items() if key not in free}


def own_evidence(session: Session, person_id: UUID, named: NamedFiles) -> NamedFiles:
    """Evidence under the names the files were uploaded with; raises EntryInvalid for files of others."""
    wanted = [UUID(str(file["id"])) for file in named]
    own = own_files(session, person_id, set(wanted))
    if missing := [file for file in wanted if file not in own]:
        raise EntryInvalid(fields={"files": ["文件不存在或已失效，请重新上传。"]}, count=len(missing))
    return [{"id": str(file), "name": own[file].name} for file in wanted]


def _content(session: Session, record: Record, target: Target, wish: Wish) -> tuple[Values | None, int]:
    section, entry = target.section, target.entry
    entries = entries_of(session, record.id)[section.key]
    if wish.action is ChangeAction.DELETE:
        if section.required and len(entries) == 1:
            raise LastEntry(title=section.title)
        return None, 0
    if entry is None:
        refuse_if_full(section, entries)
        _refuse_without_room(session, record, section, len(entries))
    free = {field.key for field in free_fields(section.key)}
    if refused := free & wish.data.keys():
        raise EntryInvalid(
            fields={key: ["联系方式可随时直接修改，不需要申请变更。"] for key in refused}, count=len(refused)
        )
    stored = entry.values if entry else {}
    contact = {key: value for key, value in stored.items() if key in free}
    person = record.person
    checked = checked_values(session, person, section, wish.data | contact, stored, complete=True)
    new = {key: value for key, value in checked.data.items() if key not in free}
    if entry and new == frozen(entry):
        raise NothingChanged
    numbers = numbers_in(section, wish.entry_id, new)
    return new, len(checked.warnings) + shared_numbers(session, record.id, numbers)


def _refuse_without_room(session: Session, record: Record, section: Section, entries: int) -> None:
    additions = select(func.count()).where(
        ChangeRequest.record_id == record.id,
        ChangeRequest.section == section.key,
        ChangeRequest.action == ChangeAction.ADD,
        ChangeRequest.status == ChangeStatus.PENDING,
    )
    waiting = session.scalars(additions).one()
    if entries + waiting >= section.max_entries:
        raise NoRoomForAddition(title=section.title, most=section.max_entries, entries=entries, waiting=waiting)
