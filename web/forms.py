"""Forms made from the catalogue: what a field shows, and what the browser sends back for it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import request
from werkzeug.datastructures import FileStorage, MultiDict

from shared.beijing import today
from shared.catalogue import CODE_LISTS, Code, Field, FieldType, Section, as_codes, display
from web.clients import profile
from web.clients.http import ApiError, ServiceAway
from web.faults import in_order

Data = dict[str, Any]
KEEP = ".keep"  # suffix of the boxes that keep a file which was uploaded before
YES_NO = {"true": True, "false": False}


@dataclass(frozen=True)
class EntryForm:
    """One entry's form: its fields, what stands in them, and what is wrong."""

    section: Section
    fields: tuple[Field, ...]
    values: Mapping[str, Any]
    entry_id: str | None = None
    version: int | None = None
    faults: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    draft_at: str | None = None  # what stands in the form was typed then, and not saved
    was: Mapping[str, Any] | None = None  # what the record holds, where the form says what of it is to change

    def groups(self) -> list[tuple[str, list[Field]]]:
        """The fields of this form as the catalogue groups them."""
        shown = [(title, [one for one in group if one in self.fields]) for title, group in self.section.groups()]
        return [(title, group) for title, group in shown if group]

    def options(self, of: Field) -> list[tuple[str, list[Code]]]:
        """What may be chosen, by groups; a value that can no longer be chosen stays visible."""
        grouped: dict[str, list[Code]] = {}
        for code in of.choices(today()):
            grouped.setdefault(code.group, []).append(code)
        for code in self.unavailable(of):
            grouped.setdefault(code.group, []).append(code)
        return list(grouped.items())

    def unavailable(self, of: Field) -> list[Code]:
        """What stands in a field and can't be chosen, with words that say why."""
        known = {code.code for code in of.choices(today())}
        left = [value for value in as_codes(self.values.get(of.key)) if value not in known]
        titles = ["已停用" if of.retired(value, today()) else "不在列表中" for value in left]
        return [
            Code(code=value, name=f"{display(of, value)}（{title}）", group=title)
            for value, title in zip(left, titles, strict=True)
        ]

    def problems(self) -> list[dict[str, str]]:
        """The faults for the summary at the top, each with a link to its field."""
        return in_order(self.faults, {one.key: f"#{self.html_id(one.key)}" for one in self.fields})

    def differs(self, of: Field) -> bool:
        """Whether something else stands in a field than the record holds."""
        return self.was is not None and as_sent(of, self.values.get(of.key)) != as_sent(of, self.was.get(of.key))

    def sent_before(self) -> dict[str, list[str]]:
        """What a browser would send for the record as it is, for the script that marks what differs."""
        return {_name(one): as_sent(one, (self.was or {}).get(one.key)) for one in self.fields}

    def html_id(self, key: str) -> str:
        """The id of a field's input, which links lead to."""
        return f"{self.section.key}-{key}"


def read_entry(fields: Iterable[Field]) -> tuple[Data, dict[str, str]]:
    """What was sent for these fields, files uploaded on the way; and by field what a file was refused for.

    Values go to the service as typed: it judges and normalises them.
    """
    data: Data = {}
    faults: dict[str, str] = {}
    for one in fields:
        if one.type is FieldType.FILES:
            data[one.key], fault = _read_files(one)
            if fault:
                faults[one.key] = fault
        else:
            data[one.key] = _read_value(one, request.form)
    return {key: value for key, value in data.items() if value not in ("", None, [])}, faults


def as_sent(of: Field, value: Any) -> list[str]:
    """The value as a browser sends it."""
    if value in (None, "", []):
        return []
    if of.type is FieldType.FILES:
        return [f"{file['id']}:{file['name']}" for file in value]
    if of.type is FieldType.BOOL:
        return ["true" if value else "false"]
    return [str(each) for each in (value if isinstance(value, list) else [value])]


def _name(of: Field) -> str:
    return of.key + KEEP if of.type is FieldType.FILES else of.key


def _read_value(of: Field, form: MultiDict[str, str]) -> Any:
    if of.type is FieldType.CODES:
        return form.getlist(of.key)
    value = form.get(of.key, "").strip()
    if of.nested:
        return _place(of, value)
    return YES_NO.get(value) if of.type is FieldType.BOOL else value


def _place(of: Field, typed: str) -> str:
    """The code of a place that was typed by name, where no script was there to choose it; else what was typed."""
    codes = CODE_LISTS[of.codes]
    if not typed or codes.find(typed):
        return typed
    named = codes.named(typed, today())
    found = [named] if named else codes.search(typed, today())
    return found[0].code if len(found) == 1 else typed


def _read_files(of: Field) -> tuple[list[dict[str, str]], str]:
    """The files that were kept and those that came with the form; and what was wrong with the latter."""
    kept = [_kept(value) for value in request.form.getlist(of.key + KEEP)]
    added, faults = [], []
    for file in request.files.getlist(of.key):
        if not file.filename:
            continue
        try:
            added.append(_upload(file, of))
        except ApiError as error:
            if isinstance(error, ServiceAway):
                raise  # nor could the page be shown again
            faults.append(f"{of.label}：「{file.filename}」{error.detail}")
    # Where only one file has room, a new one takes the place of the old one.
    return (added if added and of.max_files == 1 else kept + added), "".join(faults)


def _upload(file: FileStorage, of: Field) -> dict[str, str]:
    answer = profile.upload(file, of.key)
    return {"id": answer["id"], "name": answer["name"]}


def _kept(value: str) -> dict[str, str]:
    identifier, _, name = value.partition(":")
    return {"id": identifier, "name": name}
