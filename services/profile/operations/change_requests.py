"""信息变更申请: asking for a change of an approved record, and taking the wish back."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.profile.models import ChangeAction, ChangeRequest, ChangeStatus, Entry, Person, Record, RecordStatus
from services.profile.operations.certificate_numbers import numbers_in, shared_numbers
from services.profile.operations.entries import refuse_if_full
from services.profile.operations.records import (
    entries_of,
    find_section,
    locked_record,
    own_entry,
    title_of,
)
from services.profile.operations.snapshots import digest
from services.profile.operations.values import EntryInvalid, Values, checked_values, own_files
from services.profile.operations.windows import refuse_outside_window
from shared.auth import Role
from shared.catalogue import Section, free_fields
from shared.errors import DomainError, NotFound
from shared.messaging.contracts import ReviewRequested, ReviewWithdrawn
from shared.messaging.outbox import publish


class RecordNotApproved(DomainError):
    """Before approval the record is edited itself, and nothing needs to be asked for."""

    status, error = 409, "record_not_approved"
    message = "个人信息审核通过后才能申请变更；审核通过前请直接在「个人基本信息」中修改。"


class RequestAlreadyOpen(DomainError):
    """One open request for an entry; `id` leads to it."""

    status, error = 409, "request_already_open"
    message = "这一条已有等待审核的变更申请，请等待审核结果，或先撤销原申请。"


class NothingChanged(DomainError):
    """The wished content is what the record holds already."""

    status, error, message = 422, "nothing_changed", "填写的内容与现有内容相同，没有需要变更的地方。"


class LastEntry(DomainError):
    """A required section can't be left empty."""

    status, error, message = 409, "last_entry", "「{title}」至少应保留一条，不能删除最后一条；可改为修改这一条。"


@dataclass(frozen=True)
class Wish:
    """What the person asks for, as it was sent."""

    section: str
    action: ChangeAction
    entry_id: UUID | None
    data: Values
    reason: str
    files: list[dict[str, str]]


def request_change(session: Session, person_id: UUID, wish: Wish, *, now: datetime | None = None) -> ChangeRequest:
    """Ask for one entry to be changed, added or deleted; starts from the record as it is now.

    Raises NotFound, RecordNotApproved, CollectionClosed, CollectionNotOpen, RequestAlreadyOpen, EntryInvalid,
    NothingChanged, TooManyEntries and LastEntry.
    """
    record = _changeable_record(session, person_id, now or datetime.now(UTC))
    section = find_section(wish.section)
    entry = own_entry(session, record, wish.entry_id) if wish.entry_id else None
    if (entry is None) != (wish.action is ChangeAction.ADD) or (entry and entry.section != section.key):
        raise NotFound
    _refuse_second(session, record, section, entry)
    new, warnings = _wished(session, record, section, entry, wish)
    request = ChangeRequest(
        id=uuid4(),
        record_id=record.id,
        number=_next_number(session, record.id),
        version=1,
        section=section.key,
        single=not section.many,
        entry_id=entry.id if entry else None,
        action=wish.action,
        base_version=entry.content_version if entry else None,
        old=_frozen(entry) if entry else None,
        new=new,
        reason=wish.reason,
        files=_own_files(session, person_id, wish.files),
    )
    session.add(request)
    session.flush()  # the database sets the time of submission
    publish(session, _review_requested(session, request, warnings))
    return request


def withdraw_request(session: Session, person_id: UUID, request_id: UUID) -> ChangeRequest:
    """撤销: take a pending request back; raises NotFound and TransitionNotAllowed."""
    record = locked_record(session, person_id)
    request = ChangeRequest.locked(session, request_id)
    if request.record_id != record.id:
        raise NotFound
    request.move_to(ChangeStatus.WITHDRAWN, by=person_id, role=Role.PROFESSIONAL)
    request.decided_at = datetime.now(UTC)
    request.holder_role = request.holder_unit = None
    withdrawn = ReviewWithdrawn(
        version=request.version, kind="change", subject_id=request.id, person_id=person_id, section=request.section
    )
    publish(session, withdrawn)
    return request


def wish_digest(request: ChangeRequest) -> str:
    """SHA-256 of what is wished for, on what basis and why; the same for as long as the request is the same."""
    wished = ("section", "action", "entry_id", "base_version", "old", "new", "reason", "files")
    return digest({name: getattr(request, name) for name in wished} | {"entry_id": str(request.entry_id or "")})


def _changeable_record(session: Session, person_id: UUID, now: datetime) -> Record:
    """An approved record while no window forbids changes, kept from all others."""
    record = locked_record(session, person_id)
    if record.status is not RecordStatus.APPROVED:
        raise RecordNotApproved
    refuse_outside_window(session, record, now)
    return record


def _refuse_second(session: Session, record: Record, section: Section, entry: Entry | None) -> None:
    """One open request for an entry, or for a section of one entry. The database holds it too."""
    found = select(ChangeRequest.id).where(
        ChangeRequest.record_id == record.id,
        ChangeRequest.section == section.key,
        ChangeRequest.status == ChangeStatus.PENDING,
    )
    if section.many:
        found = found.where(ChangeRequest.entry_id == (entry.id if entry else None))
    if entry is None and section.many:
        return  # additions are not limited
    open_id = session.scalar(found)
    if open_id is not None:
        raise RequestAlreadyOpen(id=open_id)


def _wished(
    session: Session, record: Record, section: Section, entry: Entry | None, wish: Wish
) -> tuple[Values | None, int]:
    """The content wished for, checked and complete, and the number of warnings; None for a deletion."""
    entries = entries_of(session, record.id)[section.key]
    if wish.action is ChangeAction.DELETE:
        if section.required and len(entries) == 1:
            raise LastEntry(title=section.title)
        return None, 0
    if entry is None:
        refuse_if_full(section, entries)
    free = {field.key for field in free_fields(section.key)}
    if refused := free & wish.data.keys():
        raise EntryInvalid(
            fields={key: ["联系方式可随时直接修改，不需要申请变更。"] for key in refused}, count=len(refused)
        )
    stored = entry.values if entry else {}
    contact = {key: value for key, value in stored.items() if key in free}
    person = session.get_one(Person, record.id)
    checked = checked_values(session, person, section, wish.data | contact, stored, complete=True)
    new = {key: value for key, value in checked.data.items() if key not in free}
    if entry and new == _frozen(entry):
        raise NothingChanged
    numbers = numbers_in(section, wish.entry_id, new)
    return new, len(checked.warnings) + shared_numbers(session, record.id, numbers)


def _frozen(entry: Entry) -> dict[str, Any]:
    """What of an entry can be asked to change: all but the contact data, which is free."""
    free = {field.key for field in free_fields(entry.section)}
    return {key: value for key, value in entry.data.items() if key not in free}


def _own_files(session: Session, person_id: UUID, named: list[dict[str, str]]) -> list[dict[str, str]]:
    """Evidence under the names the files were uploaded with; raises EntryInvalid for files of others."""
    wanted = [UUID(str(file["id"])) for file in named]
    own = own_files(session, person_id, set(wanted))
    if missing := [file for file in wanted if file not in own]:
        raise EntryInvalid(fields={"files": ["文件不存在或已失效，请重新上传。"]}, count=len(missing))
    return [{"id": str(file), "name": own[file].name} for file in wanted]


def _next_number(session: Session, record_id: UUID) -> int:
    last = session.scalar(select(func.max(ChangeRequest.number)).where(ChangeRequest.record_id == record_id))
    return (last or 0) + 1


def _review_requested(session: Session, request: ChangeRequest, warnings: int) -> ReviewRequested:
    person = session.get_one(Person, request.record_id)
    series, level = title_of(entries_of(session, request.record_id))
    return ReviewRequested(
        version=request.version,
        kind="change",
        subject_id=request.id,
        person_id=person.id,
        unit_id=person.unit_id,
        submission_id=request.id,
        number=request.number,
        submitted_at=request.submitted_at,
        account=person.account,
        person_name=person.name,
        section=request.section,
        title_series=series,
        title_level=level,
        warnings=warnings,
        content_sha256=wish_digest(request),
    )
