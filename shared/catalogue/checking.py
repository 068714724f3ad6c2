"""Checking one entry as it is saved, and the whole record as it is submitted."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from shared.catalogue.model import (
    CatalogueContext,
    Checked,
    Entry,
    Field,
    Finding,
    Lock,
    Problem,
    Section,
    Severity,
    as_codes,
)
from shared.catalogue.record_rules import RECORD_RULES
from shared.catalogue.sections import SECTIONS, section
from shared.catalogue.suiting import suited
from shared.catalogue.values import InvalidValue, is_empty, read


def check_entry(
    section_key: str,
    data: object,
    *,
    context: CatalogueContext,
    stored: Mapping[str, Any] = MappingProxyType({}),
    complete: bool = False,
) -> Checked:
    """Check an entry that the person sends.

    Values must be valid and may be missing; with `complete` (a change request) none that is required may be missing.
    Unknown fields and fields that only the administrator sets are errors. `context` carries the day and the person,
    `stored` the entry as it was saved before: a code retired since then may stay in it. Raises UnknownSection.
    """
    part = suited(section(section_key), context.mirrored())
    if not isinstance(data, Mapping):
        return Checked({}, [part.problem(Finding("invalid", "提交的内容格式不正确，请重新填写"))], [])
    sent = {key: value for key, value in data.items() if key in part.by_key and not part.by_key[key].locked}
    values, problems = _examine(part, None, sent, context, stored)
    problems += [_refused(part, key) for key in data if key not in sent]
    if complete:
        problems += _missing(part, None, {**part.mirrored(context.mirrored()), **values}, sent)
    return _checked(values, problems)


def check_value(section_key: str, field_key: str, value: object, *, context: CatalogueContext) -> Checked:
    """Check one value, whoever sets it: for the administrator's fields, which `check_entry` refuses.

    An ID number is judged by the `id_type` of the context. Raises UnknownSection, and KeyError for an unknown field.
    """
    part = section(section_key)
    values, problems = _examine(part, None, {part.by_key[field_key].key: value}, context, {})
    return _checked(values, problems)


def check_record(sections: Mapping[str, Sequence[Mapping[str, Any]]], *, context: CatalogueContext) -> list[Problem]:
    """Everything that is missing, wrong or worth a look in a whole record, in the order of the form.

    `sections` holds the entries of each section in their order. What the administrator keeps is taken from the context.
    """
    problems = [
        Problem(section=key, entry=None, field=None, code="unknown_section", message=f"没有「{key}」这个项目")
        for key in sections
        if key not in SECTIONS
    ]
    record: dict[str, list[Entry]] = {}
    for part in SECTIONS.values():
        record[part.key], found = _check_section(suited(part, context.mirrored()), sections.get(part.key, ()), context)
        problems += found
    for rule in RECORD_RULES:
        problems += rule(record)
    return problems


def _checked(values: Mapping[str, Any], problems: Sequence[Problem]) -> Checked:
    """Errors and warnings apart, and the values without an error."""
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    warnings = [problem for problem in problems if problem.severity is Severity.WARNING]
    wrong = {problem.field for problem in errors}
    return Checked({key: value for key, value in values.items() if key not in wrong}, errors, warnings)


def _check_section(
    part: Section, entries: Sequence[Mapping[str, Any]], context: CatalogueContext
) -> tuple[list[Entry], list[Problem]]:
    """The readable values of a section's entries, and what is to be said of them."""
    if not part.many and not entries:
        entries = [{}]
    problems = list(_count(part, len(entries)))
    readable: list[Entry] = []
    for index, data in enumerate(entries):
        place = index if part.many else None
        whole = {**data, **part.mirrored(context.mirrored())}
        values, found = _examine(part, place, {key: whole[key] for key in whole if key in part.by_key}, context, data)
        problems += found
        problems += [_unknown(part, place, key) for key in data if key not in part.by_key]
        problems += _missing(part, place, values, whole)
        readable.append(values)
    for rule in part.rules:
        problems += rule(part, readable)
    return readable, problems


def _examine(
    part: Section, place: int | None, data: Mapping[str, Any], context: CatalogueContext, stored: Mapping[str, Any]
) -> tuple[dict[str, Any], list[Problem]]:
    """Read every value that is there, then judge the readable ones beside each other and beside the stored ones."""
    entry = part.mirrored(context.mirrored())
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for key, field in part.by_key.items():
        if is_empty(data.get(key)):
            continue
        try:
            values[key] = entry[key] = read(field, data[key], entry, context)
        except InvalidValue as fault:
            problems.append(part.problem(Finding(fault.code, str(fault)), entry=place, field=key))
    for key, value in values.items():
        field = part.by_key[key]
        findings = [*_judge(field, value, entry, context)]
        if field.codes:
            findings += _unavailable(field, value, stored.get(key), context)
        problems += [part.problem(found, entry=place, field=key) for found in findings]
    return values, problems


def _unavailable(field: Field, value: Any, stored: Any, context: CatalogueContext) -> Iterator[Finding]:
    """Codes that can't be chosen (any more): what stands in the entry already may stay, newly chosen it is an error."""
    kept = as_codes(stored)
    for code in field.headings(value):
        severity = Severity.WARNING if code.code in kept else Severity.ERROR
        yield Finding("too_wide", f"「{code.name}」范围太大，请继续选到下一级", severity)
    for code in field.retired(value, context.today):
        if code.code in kept:
            yield Finding("retired", f"「{code.name}」已停用，可以保留，如有新的名称请另选", Severity.WARNING)
        else:
            yield Finding("retired", f"「{code.name}」已停用，请从列表中另选")


def _judge(field: Field, value: Any, entry: Entry, context: CatalogueContext) -> Iterator[Finding]:
    """What the field's checks find in a readable value."""
    for check in field.checks:
        found = check(value, entry, context)
        if found:
            yield found
    if field.applies_when and entry.get(field.applies_when.field) and not field.applies_when.holds(entry):
        yield Finding("not_applicable", "按已填内容不需要填写这一栏，请核对", Severity.WARNING)


def _missing(part: Section, place: int | None, entry: Entry, sent: Mapping[str, Any]) -> list[Problem]:
    """The required fields left empty; an unreadable value has been told of already."""
    return [
        part.problem(Finding("missing", f"{_must(field)}，现在是空的"), entry=place, field=key)
        for key, field in part.by_key.items()
        if key not in entry and is_empty(sent.get(key)) and field.is_required(entry)
    ]


def _count(part: Section, number: int) -> Iterator[Problem]:
    """Too few or too many entries."""
    if number > part.max_entries:
        message = f"{part.title}最多 {part.max_entries} 条，现在是 {number} 条，请删除多余的"
        yield part.problem(Finding("too_many_entries", message))
    if part.required and part.many and not number:
        yield part.problem(Finding("missing", f"{part.title}至少应填写一条"))


def _must(field: Field) -> str:
    """What a person must do with such a field."""
    match field.widget:
        case "files":
            return "必须上传"
        case "select" | "levels" | "checkboxes" | "yesno":
            return "必须选择"
        case _:
            return "必须填写"


def _refused(part: Section, key: object) -> Problem:
    """A field that the person may not send."""
    if not isinstance(key, str) or key not in part.by_key:
        return _unknown(part, None, key)
    if part.by_key[key].lock is Lock.DERIVED:
        return part.problem(Finding("derived", "由系统按已填内容计算，不需要提交"), field=key)
    return part.problem(Finding("locked", "由单位管理员维护，不能自行修改，如有错误请联系单位管理员"), field=key)


def _unknown(part: Section, place: int | None, key: object) -> Problem:
    """A field that the section does not have."""
    named = str(key)[:50].encode(errors="replace").decode()
    unknown = Finding("unknown_field", f"{part.title}没有「{named}」这一栏，请去掉后再提交")
    return replace(part.problem(unknown, entry=place), field=named)
