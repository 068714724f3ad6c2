"""The page 个人基本信息 put together: which section is open, what is filled in, where something is missing."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import abort, url_for

from shared.catalogue import SECTIONS, Field, Section, asked_for, free_fields, summary
from web.forms import EntryForm
from web.reading import reason_text

Json = dict[str, Any]
NEW = "new"
FIRST_SECTION = "basic_info"


@dataclass(frozen=True)
class EntryView:
    """One saved entry as the page shows it."""

    id: str
    version: int
    data: Mapping[str, Any]
    title: str
    reasons: list[str]
    has_draft: bool


@dataclass(frozen=True)
class SectionView:
    """One section: folded or open, with its entries and perhaps a form."""

    section: Section
    entries: list[EntryView]
    is_open: bool
    form: EntryForm | None
    reasons: list[str]
    faulty: bool
    missing: int
    has_new_draft: bool

    @property
    def can_add(self) -> bool:
        """Whether there is room for another entry."""
        return self.section.many and len(self.entries) < self.section.max_entries


@dataclass(frozen=True)
class RecordPage:
    """Everything the template needs."""

    record: Json
    sections: list[SectionView]
    reasons: list[dict[str, str]]
    lacking: list[dict[str, str]]
    doubtful: list[dict[str, str]]
    unsaved: list[dict[str, str]]
    stored: Json | None = None

    @property
    def required(self) -> list[SectionView]:
        """The sections without which nothing can be handed in."""
        return [view for view in self.sections if view.section.required]

    @property
    def form(self) -> EntryForm | None:
        """The one form that is open, if any."""
        return next((view.form for view in self.sections if view.form), None)


def record_page(
    record: Json, *, open_section: str | None, entry: str | None, form: EntryForm | None = None
) -> RecordPage:
    """The page with one section open; `form` replaces the stored values where something typed was refused."""
    opened = open_section if open_section in SECTIONS else None
    shown = form or entry_form(record, opened or FIRST_SECTION, entry)
    views = [_section_view(record, part, shown, opened) for part in SECTIONS.values()]
    lacking, doubtful = (
        links_to(record, [one for one in record["problems"] if one["severity"] == severity])
        for severity in ("error", "warning")
    )
    return RecordPage(record, views, _reason_links(record), lacking, doubtful, _unsaved(record))


def entry_form(record: Json, section_key: str, entry_id: str | None) -> EntryForm | None:
    """The form for an entry of the record, or a new one; None where nothing can be filled in now."""
    part = asked_for(SECTIONS[section_key], record["person"])
    fields = fillable(record, part)
    if not fields:
        return None
    entries = entries_of(record, section_key)
    if entry_id is None and part.many and entries:
        return None
    if entry_id in (None, NEW):
        existing = None if part.many else next(iter(entries), None)
    else:
        existing = find_entry(record, section_key, str(entry_id))
    notes = _notes(record, section_key, existing["id"] if existing else None)
    form = EntryForm(part, fields, _mirrored(record, part), notes=notes)
    if existing is not None:
        form = replace(form, values=existing["data"], entry_id=existing["id"], version=existing["version"])
    return _with_draft(record, form)


def fillable(record: Json, part: Section) -> tuple[Field, ...]:
    """The fields that the person may change now: all that are theirs, or only the contact data."""
    if "edit" in record["actions"]:
        return tuple(one for one in part.fields if not one.locked)
    return tuple(free_fields(part.key)) if "edit_contact" in record["actions"] else ()


def entries_of(record: Json, section_key: str) -> list[Json]:
    """The saved entries of a section in their order."""
    found: list[Json] = record["sections"].get(section_key, [])
    return found


def find_entry(record: Json, section_key: str, entry_id: str) -> Json:
    """One saved entry; a 404 page if it is not there (any more)."""
    found = next((one for one in entries_of(record, section_key) if one["id"] == entry_id), None)
    return found or abort(404, "这一条已不存在，可能已被删除。")


def links_to(record: Json, problems: list[Json]) -> list[dict[str, str]]:
    """What is missing or wrong, each with a link to the place where it is put right."""
    return [{"href": _place(problem), "text": _text(record, problem)} for problem in problems]


def draft_of(record: Json, section_key: str, entry_id: str | None) -> Json | None:
    """What stands unsaved in the form of an entry, or (None) of a new one."""
    return next((one for one in record["drafts"] if (one["section"], one["entry_id"]) == (section_key, entry_id)), None)


def _with_draft(record: Json, form: EntryForm) -> EntryForm:
    """The form as the person left it, if they left it without saving."""
    draft = draft_of(record, form.section.key, form.entry_id)
    if draft is None:
        return form
    typed = {one.key: draft["data"].get(one.key) for one in form.fields}
    version = draft["base_version"] or form.version
    return replace(form, values={**form.values, **typed}, version=version, draft_at=draft["updated_at"])


def _unsaved(record: Json) -> list[dict[str, str]]:
    """Every form that was left without saving, each with a link to it."""
    words = "有自动保存的草稿，还没有点“保存”"
    fields = {"field": None, "message": words}
    return links_to(
        record, [{"section": one["section"], "entry_id": one["entry_id"] or NEW} | fields for one in record["drafts"]]
    )


def _section_view(record: Json, part: Section, form: EntryForm | None, opened: str | None) -> SectionView:
    own = form if form is not None and form.section.key == part.key else None
    entries = [
        EntryView(
            one["id"],
            one["version"],
            one["data"],
            summary(part.key, one["data"]),
            _reasons(record, part, one["id"]),
            draft_of(record, part.key, one["id"]) is not None,
        )
        for one in entries_of(record, part.key)
    ]
    reasons = _reasons(record, part, None)
    problems = [one for one in record["problems"] if one["section"] == part.key]
    missing = sum(one["severity"] == "error" for one in problems)
    faulty = bool(reasons) or any(entry.reasons for entry in entries)
    is_open = part.key == (opened or FIRST_SECTION) or faulty
    return SectionView(
        part, entries, is_open, own, reasons, faulty, missing, draft_of(record, part.key, None) is not None
    )


def _place(problem: Json) -> str:
    """The address of the form and field that a problem speaks of."""
    key, of = problem.get("section"), problem.get("field")
    if key not in SECTIONS:
        return ""
    entry = _entry_of(problem) if SECTIONS[key].many else None
    anchor = f"{key}-{of}" if of else f"section-{key}"
    return url_for("record.show", open=key, entry=entry, _anchor=anchor)


def _entry_of(problem: Json) -> str | None:
    """The entry's id: a check gives it beside the index, a reviewer's reason names the entry by it."""
    entry: str | None = problem["entry_id"] if "entry_id" in problem else problem.get("entry")
    return entry


def _text(record: Json, problem: Json) -> str:
    """The problem's words behind its place: 学历学位第 2 条 · 毕业时间."""
    part = SECTIONS.get(problem.get("section") or "")
    if part is None:
        return str(problem["message"])
    ids = [one["id"] for one in entries_of(record, part.key)]
    entry = _entry_of(problem)
    number = f"第 {ids.index(entry) + 1} 条" if part.many and entry in ids else ""
    return f"{part.title}{number} · {problem['message']}"


def _reason_links(record: Json) -> list[dict[str, str]]:
    """All reasons why the record was returned, each with a link to its place."""
    if record["status"] != "returned":
        return []
    return links_to(
        record, [reason | {"message": reason_text(reason, with_section=False)} for reason in record["reasons"]]
    )


def _reasons(record: Json, part: Section, entry_id: str | None) -> list[str]:
    """Why a returned record was returned: what concerns this entry, or (None) the section but no entry of it."""
    if record["status"] != "returned":
        return []
    known = {one["id"] for one in entries_of(record, part.key)}
    return [
        reason_text(one, with_section=False)
        for one in record["reasons"]
        if one.get("section") == part.key and (one.get("entry") if one.get("entry") in known else None) == entry_id
    ]


def _notes(record: Json, section_key: str, entry_id: str | None) -> dict[str, str]:
    """The reviewer's words beside the fields that they mean."""
    if record["status"] != "returned":
        return {}
    return {
        one["field"]: one["text"]
        for one in record["reasons"]
        if one.get("section") == section_key and one.get("field") and one.get("entry") in (None, entry_id)
    }


def _mirrored(record: Json, part: Section) -> Json:
    """What the administrator keeps, for a form that has no entry yet."""
    known: Json = record["person"] | record["person"]["facts"]
    return {one.key: known[one.key] for one in part.fields if one.locked and one.key in known}
