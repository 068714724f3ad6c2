"""信息变更申请: choose what to change, see what is there, write what it should be, hand it in."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shared.auth import Role
from shared.catalogue import SECTIONS, Field, FieldType, Section, asked_for
from web.audience import page_for
from web.clients import profile
from web.clients.http import ApiError
from web.faults import texts_by_field
from web.forms import Data, EntryForm, read_entry
from web.professional.record_page import NEW, entries_of, find_entry
from web.telling import CONFLICT

INVALID = 422
EVIDENCE = Field(
    "evidence", "申请附件", FieldType.FILES, help="能证明更改的文件，例如证书、文件的扫描件，每个不超过 5 MB"
)

Json = dict[str, Any]
pages = Blueprint("new_change", __name__)


@dataclass(frozen=True)
class Wish:
    """What the person has chosen so far: a section, an entry of it, what is to happen with it, and why."""

    part: Section | None
    entry: Json | None = None
    action: str = ""
    reason: str = ""
    form: EntryForm | None = None
    faults: Mapping[str, str] = field(default_factory=dict)
    files: tuple[Data, ...] = ()

    def problems(self) -> list[dict[str, str]]:
        """The faults for the summary at the top, each with a link to its field."""
        own = {"reason": "#reason", EVIDENCE.key: f"#{self.evidence().html_id(EVIDENCE.key)}"}
        keys = {one.key: f"#{self.form.html_id(one.key)}" for one in self.form.fields} if self.form else {}
        return [{"href": (keys | own).get(key, ""), "text": text} for key, text in self.faults.items()]

    def evidence(self) -> EntryForm:
        """The field for files that prove the change; it belongs to the request, not to the entry."""
        part = self.part or next(iter(SECTIONS.values()))
        return EntryForm(part, (EVIDENCE,), {EVIDENCE.key: list(self.files)}, faults=self.faults)


@pages.get("/changes/new")
@page_for(Role.PROFESSIONAL)
def show() -> ResponseReturnValue:
    """The page as far as the choice has been made."""
    record = profile.record()
    return _page(record, _chosen(record, request.args.get("section"), request.args.get("entry"), request.args))


@pages.post("/changes/new")
@page_for(Role.PROFESSIONAL)
def hand_in() -> ResponseReturnValue:
    """提交审核: ask for the change; what was typed is kept where it is refused."""
    record = profile.record()
    chosen = _chosen(record, request.form.get("section"), request.form.get("entry"), request.form)
    if chosen.part is None or not chosen.action:
        abort(400)
    wish, data = _written(chosen)
    if wish.faults:
        return _page(record, wish), INVALID
    try:
        profile.request_change(_body(wish, data), request.form.get("key"))
    except ApiError as error:
        if error.status not in {CONFLICT, INVALID}:
            raise
        faults = texts_by_field(error) or {"": error.detail}
        form = wish.form and replace(wish.form, faults=faults)
        return _page(record, replace(wish, form=form, faults=faults)), error.status
    flash("申请已提交，请等待审核。", "success")
    return redirect(url_for("changes.listed"))


def _page(record: Json, wish: Wish) -> str:
    entries = entries_of(record, wish.part.key) if wish.part else []
    return render_template("professional/new_change.html", record=record, wish=wish, entries=entries)


def _chosen(record: Json, section_key: str | None, entry_id: str | None, asked: Any) -> Wish:
    """What the address (or the form) names, with a form filled from the record as it is now."""
    part = SECTIONS.get(section_key or "")
    if part is None or "request_change" not in record["actions"] or (part.many and not entry_id):
        return Wish(part)
    if entry_id == NEW:
        return Wish(part, None, "add", form=_form(asked_for(part, record["person"]), None))
    entry = find_entry(record, part.key, entry_id) if entry_id else next(iter(entries_of(record, part.key)), None)
    if asked.get("action") == "delete" and part.many:
        return Wish(part, entry, "delete")
    return Wish(part, entry, "modify" if entry else "add", form=_form(asked_for(part, record["person"]), entry))


def _form(part: Section, entry: Json | None) -> EntryForm:
    fields = tuple(one for one in part.fields if not one.locked and not one.free)
    return EntryForm(part, fields, entry["data"] if entry else {}, entry["id"] if entry else None)


def _written(wish: Wish) -> tuple[Wish, Data]:
    """The choice with what was typed."""
    evidence, faults = read_entry([EVIDENCE])
    files = tuple(evidence.get(EVIDENCE.key, []))
    wish = replace(wish, reason=request.form.get("reason", "").strip(), files=files, faults=faults)
    if wish.form is None:
        return wish, {}
    data, wrong = read_entry(wish.form.fields)
    return replace(wish, form=replace(wish.form, values=data, faults=wrong), faults=faults | wrong), data


def _body(wish: Wish, data: Data) -> Json:
    """The request; the deletion of an entry carries no data."""
    body: Json = {
        "section": wish.part.key if wish.part else None,
        "entry_id": wish.entry["id"] if wish.entry else None,
        "action": wish.action,
        "reason": wish.reason,
        "files": list(wish.files),
    }
    return body if wish.action == "delete" else body | {"data": data}
