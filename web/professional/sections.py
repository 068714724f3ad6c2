"""保存: one section's form, entry by entry."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shared.auth import Role
from shared.catalogue import SECTIONS, Field, Section
from web.audience import page_for
from web.clients import profile
from web.clients.http import ApiError
from web.faults import texts_by_field
from web.forms import Data, read_entry
from web.professional.record import handed_in
from web.professional.record_page import NEW, entries_of, entry_form, find_entry, record_page
from web.telling import CONFLICT, telling

GONE, CHANGED_MEANWHILE, INVALID = 404, 412, 422

pages = Blueprint("sections", __name__)


@pages.post("/record/sections/<section_key>")
@page_for(Role.PROFESSIONAL)
def save(section_key: str) -> ResponseReturnValue:
    """Save what was typed into a section's form: an entry that is there, or a new one.

    With the button 提交审核 the whole record is handed in after that, so that nothing typed is left behind.
    """
    part = section_or_404(section_key)
    data, faults = read_entry(_shown(part))
    return _again(part, data, INVALID, faults) if faults else _saved(part, data)


@pages.post("/record/sections/<section_key>/entries/<uuid:entry_id>/deletion")
@page_for(Role.PROFESSIONAL)
def delete(section_key: str, entry_id: UUID) -> ResponseReturnValue:
    """Delete one entry of a section."""
    part = section_or_404(section_key)
    with telling(f"已删除{part.title}中的一条。", refusals=(CONFLICT, CHANGED_MEANWHILE)):
        profile.delete_entry(str(entry_id), request.form.get("version", 0, int))
        return _back_to(section_key, removed=entry_id)
    return _back_to(section_key)


@pages.post("/record/sections/<section_key>/entries/<uuid:entry_id>/restoration")
@page_for(Role.PROFESSIONAL)
def restore(section_key: str, entry_id: UUID) -> ResponseReturnValue:
    """撤销删除."""
    part = section_or_404(section_key)
    with telling(f"已恢复{part.title}中的一条。", refusals=(CONFLICT, GONE)):
        profile.restore_entry(str(entry_id))
    return _back_to(section_key)


@pages.post("/record/sections/<section_key>/entries/<uuid:entry_id>/move")
@page_for(Role.PROFESSIONAL)
def move(section_key: str, entry_id: UUID) -> ResponseReturnValue:
    """上移 or 下移: let an entry change places with its neighbour."""
    part = section_or_404(section_key)
    order = [one["id"] for one in entries_of(profile.record(), part.key)]
    entry = str(entry_id)
    place = order.index(entry) if entry in order else abort(404)
    neighbour = place + (1 if request.form.get("by") == "down" else -1)
    if 0 <= neighbour < len(order):
        order[place], order[neighbour] = order[neighbour], order[place]
        with telling(f"{part.title}的顺序已调整。"):
            profile.arrange(part.key, order)
    return _back_to(section_key, anchor=f"entry-{entry}")


def section_or_404(section_key: str) -> Section:
    """The section that an address names."""
    return SECTIONS.get(section_key) or abort(404)


def _back_to(section_key: str, *, anchor: str = "", **more: object) -> ResponseReturnValue:
    """The record with this section open."""
    return redirect(url_for("record.show", open=section_key, _anchor=anchor or f"section-{section_key}", **more))  # type: ignore[arg-type]


def _saved(part: Section, data: Data) -> ResponseReturnValue:
    entry, key = request.form.get("entry") or NEW, request.form.get("key")
    try:
        if entry == NEW:
            profile.add_entry(part.key, data, key)
        else:
            profile.change_entry(entry, request.form.get("version", 0, int), data, key)
    except ApiError as error:
        if error.status == CHANGED_MEANWHILE or (error.error == "too_many_entries" and not part.many):
            return _again(part, data, CHANGED_MEANWHILE)
        if error.status == INVALID:
            return _again(part, data, INVALID, texts_by_field(error) or {"": error.detail})
        if error.status != CONFLICT:
            raise
        flash(error.detail, "warning")
        return redirect(url_for("record.show"))
    if request.form.get("then") == "submit":
        return handed_in()
    flash(f"{part.title}已保存。", "success")
    return _back_to(part.key)


def _shown(part: Section) -> list[Field]:
    """The fields that the form had: it says itself if it was for contact data alone, and the service judges that."""
    return [one for one in part.fields if not one.locked and (one.free or "contact" not in request.form)]


def _again(part: Section, data: Data, status: int, faults: Mapping[str, str] | None = None) -> ResponseReturnValue:
    """The page once more with what was typed, and what is wrong with it.

    Where it was saved in another window meanwhile both are shown, and the person decides which holds.
    """
    record = profile.record()
    form = entry_form(record, part.key, request.form.get("entry") or NEW)
    if form is None:
        flash("现在不能修改这一项。", "warning")
        return redirect(url_for("record.show"))
    emptied = dict.fromkeys(one.key for one in form.fields)  # what was cleared does not come back
    typed = replace(form, values={**form.values, **emptied, **data}, faults=faults or {})
    if status != CHANGED_MEANWHILE:
        typed = replace(typed, version=request.form.get("version", form.version, int))
        page = record_page(record, open_section=part.key, entry=None, form=typed)
        return render_template("professional/record.html", page=page), status
    stored = find_entry(record, part.key, form.entry_id or "")
    newer = replace(typed, version=stored["version"])
    page = record_page(record, open_section=part.key, entry=None, form=newer)
    return render_template("professional/record.html", page=replace(page, stored=stored["data"])), status
