"""自动保存: what is typed is kept before it is saved, whatever it is."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from services.profile.models import Draft, Record
from services.profile.operations.records import RecordNotEditable, find_section, locked_record, own_entry
from services.profile.operations.values import EntryInvalid, Values, file_fields, own_files
from shared.catalogue import Section, free_fields
from shared.errors import DomainError, NotFound

DRAFTS = select(Draft).where(Draft.record_id == bindparam("record_id")).order_by(Draft.updated_at)
LARGEST = 64 * 1024  # characters; the longest form of the catalogue, filled to its limits, takes a third


class DraftTooLarge(DomainError):
    """More than any form of ours holds."""

    status, error, message = 413, "draft_too_large", "填写的内容过长，没有自动保存，请缩短后再试。"


def keep_draft(
    session: Session, person_id: UUID, section_key: str, entry_id: UUID | None, data: Values, *, base: int | None
) -> Draft:
    """Keep what stands in the form of an entry or of a new one (None), in place of what was kept before.

    `base` is the version of the entry that the form shows. Values are not judged, only their fields are.
    Raises NotFound, RecordNotEditable, EntryInvalid and DraftTooLarge.
    """
    section = find_section(section_key)
    record = locked_record(session, person_id)
    if entry_id is not None and own_entry(session, record, entry_id).section != section.key:
        raise NotFound
    _refuse_foreign(section, record, data)
    if len(json.dumps(data)) > LARGEST:
        raise DraftTooLarge
    files = list(own_files(session, person_id, named_files(section, data)))
    draft = _draft(session, record.id, section.key, entry_id) or Draft(
        id=uuid4(), record_id=record.id, section=section.key, entry_id=entry_id
    )
    draft.values, draft.files, draft.base_version = data, files, base
    draft.updated_at = now = datetime.now(UTC)
    record.sit(now)
    session.add(draft)
    return draft


def drop_draft(session: Session, record_id: UUID, section_key: str, entry_id: UUID | None) -> None:
    """Forget what was typed: it was saved, or the person does not want it."""
    session.execute(delete(Draft).where(*_form(record_id, section_key, entry_id)))


def drafts_of(session: Session, record_id: UUID) -> list[Draft]:
    """All that was typed and not saved."""
    return list(session.scalars(DRAFTS, {"record_id": record_id}))


def _draft(session: Session, record_id: UUID, section_key: str, entry_id: UUID | None) -> Draft | None:
    return session.scalar(select(Draft).where(*_form(record_id, section_key, entry_id)))


def _form(record_id: UUID, section_key: str, entry_id: UUID | None) -> tuple[Any, ...]:
    return (
        Draft.record_id == record_id,
        Draft.section == section_key,
        Draft.entry_id.is_not_distinct_from(entry_id),
    )


def _refuse_foreign(section: Section, record: Record, data: Values) -> None:
    """Only what the person may fill in now is kept: all that is theirs, or the contact data."""
    fields = section.fields if record.editable else free_fields(section.key)
    own = {field.key for field in fields if not field.locked}
    if not own:
        raise RecordNotEditable
    foreign = [key for key in data if key not in own]
    if foreign:
        raise EntryInvalid(fields={key: ["这一项现在不能填写。"] for key in foreign}, count=len(foreign))


def named_files(section: Section, data: Mapping[str, Any]) -> set[UUID]:
    """The files that the form names; raises EntryInvalid if something else stands there."""
    found: set[UUID] = set()
    for field in file_fields(section):
        try:
            found |= {UUID(named["id"]) for named in data.get(field.key) or ()}
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise EntryInvalid(fields={field.key: [f"{field.label}：请重新上传。"]}, count=1) from error
    return found
