"""What the person wishes to change, as far as it has been chosen and typed: from the record, a draft or a conflict."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID, uuid4

from flask import abort, request, url_for

from shared.catalogue import SECTIONS, Field, FieldDifference, FieldType, Section, asked_for, compare, summary
from web.clients import profile
from web.faults import in_order
from web.forms import Data, EntryForm, read_entry
from web.professional.record_page import NEW, entries_of, find_entry

EVIDENCE = Field(
    "evidence", "申请附件", FieldType.FILES, help="能证明更改的文件，例如证书、文件的扫描件，每个不超过 5 MB"
)

Json = dict[str, Any]


@dataclass(frozen=True)
class Wish:
    """A section, an entry of it, what is to happen with it, why, and which draft keeps it."""

    part: Section | None
    entry: Json | None = None
    action: str = ""
    reason: str = ""
    form: EntryForm | None = None
    faults: Mapping[str, str] = field(default_factory=dict)
    files: tuple[Data, ...] = ()
    draft_id: str = ""
    draft: Json | None = None
    base: int | None = None
    open_request: str | None = None

    @property
    def entry_name(self) -> str:
        """How the address and the form name the entry."""
        if self.entry:
            return str(self.entry["id"])
        return NEW if self.part and self.part.many else ""

    @property
    def outdated(self) -> bool:
        """Whether the draft was begun when something else stood in the record."""
        return bool(self.draft and self.entry and self.draft["base_version"] not in (None, self.base))

    def problems(self) -> list[dict[str, str]]:
        """The faults for the summary at the top, each with a link to its field, or to the request that is open."""
        own = {"reason": "#reason", EVIDENCE.key: f"#{self.evidence().html_id(EVIDENCE.key)}"}
        keys = {one.key: f"#{self.form.html_id(one.key)}" for one in self.form.fields} if self.form else {}
        open_one = {"": url_for("changes.show", request_id=self.open_request)} if self.open_request else {}
        return in_order(self.faults, open_one | keys | own)

    def evidence(self) -> EntryForm:
        """The field for files that prove the change; it belongs to the request, not to the entry."""
        part = self.part or next(iter(SECTIONS.values()))
        return EntryForm(part, (EVIDENCE,), {EVIDENCE.key: list(self.files)}, faults=self.faults)

    def body(self) -> Json:
        """The wish as the service takes it; the deletion of an entry carries no data."""
        values = self.form.values if self.form and self.action != "delete" else {}
        sent = {one.key: values[one.key] for one in (self.form.fields if self.form else ()) if one.key in values}
        return {
            "section": self.part.key if self.part else None,
            "entry_id": self.entry["id"] if self.entry else None,
            "action": self.action,
            "base_version": self.base,
            "reason": self.reason,
            "files": list(self.files),
            "data": {key: value for key, value in sent.items() if value not in (None, "", [])},
        }


@dataclass(frozen=True)
class DraftView:
    """One of 待提交的变更: what it is about, and what of it is to become what."""

    draft: Json
    title: str
    rows: list[FieldDifference]


def draft_view(draft: Json) -> DraftView:
    """A draft in words, as far as what was typed can be read: nobody has judged it."""
    try:
        title = summary(draft["section"], draft["current"] or draft["data"])
        rows = [row for row in compare(draft["section"], draft["current"], draft["data"]) if row.changed]
    except (AttributeError, KeyError, TypeError, ValueError):
        return DraftView(draft, "", [])
    return DraftView(draft, title, rows if draft["action"] != "delete" else [])


def chosen(record: Json, asked: Mapping[str, str], drafts: list[Json]) -> Wish:
    """What the address (or the form) names, with a form filled from the record as it is now, or from its draft."""
    part = SECTIONS.get(asked.get("section") or "")
    entry_id = asked.get("entry")
    if part is None or (part.many and not entry_id):
        return Wish(part)
    wish = _aimed(record, part, entry_id, asked.get("action"))
    open_request = _open_request(wish)
    if open_request:
        return replace(wish, action="", form=None, open_request=open_request)
    if "request_change" not in record["actions"]:
        return Wish(part)
    draft_id = asked.get("draft") or ""
    draft = next((one for one in drafts if one["id"] == draft_id), None) or _draft_of(wish, drafts)
    return _from_draft(wish, draft) if draft else replace(wish, draft_id=_id_or_new(draft_id))


def from_draft(record: Json, draft: Json, drafts: list[Json]) -> Wish:
    """A draft taken up again; of an entry that is gone nothing but what was chosen."""
    known = {entry["id"] for entry in entries_of(record, draft["section"])}
    if draft["entry_id"] and draft["entry_id"] not in known:
        abort(404, "这一条已不存在，可能已被删除。请放弃这份草稿。")
    asked = {"section": draft["section"], "entry": draft["entry_id"] or NEW, "action": draft["action"]}
    return chosen(record, asked | {"draft": draft["id"]}, drafts)


def from_conflict(record: Json, conflict: Json, choices: Mapping[str, str]) -> Wish:
    """The wish of a request that came to a conflict, put onto the record; `choices` say whose value a field gets."""
    rebase = conflict["rebase"]
    asked = {
        "section": conflict["section"],
        "entry": rebase["entry_id"] or NEW,
        "action": rebase["action"],
    }
    wish = chosen(record, asked, [])
    values = dict(rebase["data"] or {})
    for key in rebase["clashes"]:
        if choices.get(key) == "current":
            values[key] = (conflict["current"] or {}).get(key)
    form = wish.form and replace(wish.form, values={**wish.form.values, **values})
    return replace(wish, form=form, reason=conflict["reason"], files=tuple(conflict["files"]))


def written(wish: Wish) -> Wish:
    """The choice with what was typed, files uploaded on the way."""
    evidence, faults = read_entry([EVIDENCE])
    files = tuple(evidence.get(EVIDENCE.key, []))
    base = request.form.get("base", None, int)
    wish = replace(wish, reason=request.form.get("reason", "").strip(), files=files, faults=faults, base=base)
    if wish.form is None:
        return wish
    data, wrong = read_entry(wish.form.fields)
    return replace(wish, form=replace(wish.form, values=data, faults=wrong), faults=faults | wrong)


def _aimed(record: Json, part: Section, entry_id: str | None, action: str | None) -> Wish:
    """What is meant, and a form for it that holds what the record holds."""
    if entry_id == NEW and part.many:
        return Wish(part, None, "add", form=_form(asked_for(part, record["person"]), None))
    wanted = entry_id if entry_id != NEW else None
    entry = find_entry(record, part.key, wanted) if wanted else next(iter(entries_of(record, part.key)), None)
    base = entry["content_version"] if entry else None
    if action == "delete" and part.many:
        return Wish(part, entry, "delete", base=base)
    form = _form(asked_for(part, record["person"]), entry)
    return Wish(part, entry, "modify" if entry else "add", form=form, base=base)


def _form(part: Section, entry: Json | None) -> EntryForm:
    fields = tuple(one for one in part.fields if not one.locked and not one.free)
    stored = entry["data"] if entry else {}
    return EntryForm(part, fields, stored, entry["id"] if entry else None, was=stored if entry else None)


def _open_request(wish: Wish) -> str | None:
    """The request about this entry, or this section of one entry, that waits for its review."""
    if wish.part is None or (wish.part.many and wish.entry is None):
        return None
    waiting = profile.change_requests({"status": "pending", "section": wish.part.key, "limit": 100})["items"]
    own = wish.entry["id"] if wish.entry and wish.part.many else None
    return next((str(one["id"]) for one in waiting if own is None or one["entry_id"] == own), None)


def _draft_of(wish: Wish, drafts: list[Json]) -> Json | None:
    """What was left of the form of the same entry; a new one begins empty."""
    part, entry = wish.part, wish.entry
    if part is None or (part.many and entry is None):
        return None
    own = entry["id"] if entry and part.many else None
    return next((one for one in drafts if one["section"] == part.key and own in (None, one["entry_id"])), None)


def _from_draft(wish: Wish, draft: Json) -> Wish:
    typed = {one.key: draft["data"].get(one.key) for one in wish.form.fields} if wish.form else {}
    form = wish.form
    if form and draft["action"] != "delete":  # the draft of a deletion holds nothing of the form
        form = replace(form, values={**form.values, **typed}, draft_at=draft["updated_at"])
    return replace(
        wish, form=form, draft_id=draft["id"], draft=draft, reason=draft["reason"], files=tuple(draft["files"])
    )


def _id_or_new(named: str) -> str:
    """The id that the form brought, or a new one: the service takes either, and the form keeps its own."""
    try:
        return str(UUID(named))
    except ValueError:
        return str(uuid4())
