"""Finding a record, and saying what is still missing in it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from services.profile.models import Entry, Person, Record
from shared.beijing import today
from shared.catalogue import SECTIONS, CatalogueContext, Section, check_record, current_title
from shared.errors import DomainError, NotFound

Sections = Mapping[str, Sequence[Entry]]
Title = tuple[str | None, str | None]

ENTRIES = select(Entry).where(Entry.record_id == bindparam("record_id")).order_by(Entry.position)


class RecordNotReady(DomainError):
    """The person signed in before auth's message about them arrived here."""

    status, error, message = 404, "record_not_ready", "您的个人信息正在建立，请稍候片刻再刷新页面。"


class BehindTheRelease(DomainError):
    """The record has a section that only a newer release knows: this process is about to be replaced."""

    status, error, message = 503, "behind_the_release", "系统正在升级，请一分钟后再试，您的内容没有改变。"


class RecordNotEditable(DomainError):
    """The record is under review or approved; only the contact data may be changed."""

    status, error = 409, "record_not_editable"
    message = "个人信息在等待审核或审核通过后不能直接修改；等待审核时可先撤回，审核通过后请使用「信息变更申请」。"


class AccountMerged(DomainError):
    """Somebody is still signed in, for seconds, to an account that has gone into another."""

    status, error = 409, "account_merged"
    message = "您的这个账号已并入另一个账号，请退出后用保留的账号登录。"


def find_record(session: Session, person_id: UUID) -> Record:
    """The person's record as it is; raises RecordNotReady."""
    record = session.get(Record, person_id)
    if record is None:
        raise RecordNotReady
    return record


def locked_record(session: Session, person_id: UUID) -> Record:
    """The person's record, kept from all others; whatever its person changes begins here.

    Raises RecordNotReady or AccountMerged.
    """
    try:
        record = Record.locked(session, person_id)
    except NotFound as error:
        raise RecordNotReady from error
    if record.person.merged_into:
        raise AccountMerged
    return record


def find_section(key: str) -> Section:
    """The section of this key; raises NotFound."""
    if key not in SECTIONS:
        raise NotFound
    return SECTIONS[key]


def entries_of(session: Session, record_id: UUID) -> dict[str, list[Entry]]:
    """All entries of a record by section, in the order of the form. Raises BehindTheRelease."""
    found: dict[str, list[Entry]] = {key: [] for key in SECTIONS}
    for entry in session.scalars(ENTRIES, {"record_id": record_id}):
        if entry.section not in found:
            raise BehindTheRelease
        found[entry.section].append(entry)
    return found


def title_of(sections: Sections) -> Title:
    """Series and level of the title held now, for the reviewers' list; neither for 尚无职称."""
    return current_title({key: [entry.data for entry in entries] for key, entries in sections.items()}) or (None, None)


def own_entry(session: Session, record: Record, entry_id: UUID) -> Entry:
    """An entry of this record; raises NotFound, also for anybody else's."""
    entry = session.get(Entry, entry_id)
    if entry is None or entry.record_id != record.id:
        raise NotFound
    return entry


def context_of(person: Person) -> CatalogueContext:
    """What the catalogue's checks must know of the person."""
    return CatalogueContext(today=today(), name=person.name, id_type=person.id_type, id_number=person.id_number)


def problems_of(person: Person, sections: Sections) -> list[dict[str, Any]]:
    """Everything missing, wrong or worth a look in the record, each with the index and the id of its entry."""
    values = {key: [entry.values for entry in entries] for key, entries in sections.items()}
    return [
        asdict(problem) | {"entry_id": _entry_id(sections.get(problem.section, ()), problem.entry)}
        for problem in check_record(values, context=context_of(person))
    ]


def _entry_id(entries: Sequence[Entry], index: int | None) -> UUID | None:
    """The entry a problem lies in; the only one of a section that has one."""
    if index is None:
        return entries[0].id if len(entries) == 1 and entries[0].single else None
    return entries[index].id
