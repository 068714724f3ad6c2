"""From what the person sent to values that may be stored."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.profile.models import File, Person
from services.profile.operations.records import context_of
from shared.catalogue import Checked, Field, FieldType, Problem, Section, check_entry, masked, sensitive_fields
from shared.errors import DomainError

Values = dict[str, Any]


class EntryInvalid(DomainError):
    """Some values can't be stored as they are; `fields` says for each what is to be done."""

    status, error, message = 422, "entry_invalid", "有 {count} 处填写有误，请按提示修改后再保存。"

    @classmethod
    def of(cls, problems: Sequence[Problem]) -> "EntryInvalid":
        """The error that tells all problems at once."""
        fields: dict[str, list[str]] = {}
        for problem in problems:
            fields.setdefault(problem.field or "_entry", []).append(problem.message)
        codes = [{"field": problem.field, "code": problem.code} for problem in problems]
        return cls(fields=fields, count=len(problems), problems=codes)


def checked_values(
    session: Session, person: Person, section: Section, data: Values, stored: Values, *, complete: bool = False
) -> Checked:
    """The values in their stored form, with warnings; raises EntryInvalid with all faults at once.

    A masked sensitive value that comes back as it was shown stands for the stored one. With `complete` nothing
    required may be missing.
    """
    sent = unmasked(section, data, stored)
    checked = check_entry(section.key, sent, context=context_of(person), stored=stored, complete=complete)
    problems = [*checked.errors, *_adopt_files(session, person.id, section, checked.data)]
    if problems:
        raise EntryInvalid.of(problems)
    return checked


def unmasked(section: Section, data: Values, stored: Values) -> Values:
    """The data with what is stored in place of its own mask."""
    kept = {
        field.key: stored[field.key]
        for field in sensitive_fields(section.key)
        if field.key in stored and data.get(field.key) == masked(stored[field.key])
    }
    return data | kept


def masked_values(section: Section, values: Values) -> Values:
    """The values as an answer may carry them: sensitive ones show only their ends."""
    hidden = {
        field.key: masked(str(values[field.key])) for field in sensitive_fields(section.key) if field.key in values
    }
    return values | hidden


def file_fields(section: Section) -> list[Field]:
    """The fields that hold files."""
    return [field for field in section.fields if field.type is FieldType.FILES]


def file_ids(section: Section, values: Mapping[str, Any]) -> set[UUID]:
    """The files that an entry names."""
    return {UUID(named["id"]) for field in file_fields(section) for named in values.get(field.key, ())}


def own_files(session: Session, owner_id: UUID, wanted: set[UUID]) -> dict[UUID, File]:
    """Those of these files that are this person's; until the transaction ends they are not collected."""
    own = select(File).where(File.id.in_(wanted), File.owner_id == owner_id, File.condemned_at.is_(None))
    return {file.id: file for file in session.scalars(own.order_by(File.id).with_for_update(read=True))}


def _adopt_files(session: Session, person_id: UUID, section: Section, values: Values) -> list[Problem]:
    """Only the person's own files count, under the names they were uploaded with, where their kind is taken."""
    wanted = file_ids(section, values)
    if not wanted:
        return []
    own = {str(file_id): file for file_id, file in own_files(session, person_id, wanted).items()}
    problems = []
    for field in file_fields(section):
        for named in values.get(field.key, ()):
            file = own.get(named["id"])
            if file is None:
                problems.append(_file_problem(section, field, "file_unknown", "文件不存在或已失效，请重新上传"))
            elif file.media_type not in field.accept:
                problems.append(_file_problem(section, field, "file_type", f"「{file.name}」的格式不适用于这一栏"))
            else:
                named["name"] = file.name
    return problems


def _file_problem(section: Section, field: Field, code: str, message: str) -> Problem:
    return Problem(section=section.key, entry=None, field=field.key, code=code, message=f"{field.label}：{message}。")
