"""保存: one section's form, entry by entry."""

from dataclasses import replace
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shared.auth import Role
from shared.catalogue import SECTIONS, Section
from web.audience import page_for
from web.clients import profile
from web.clients.http import ApiError
from web.faults import texts_by_field
from web.forms import Data, EntryForm, read_entry
from web.professional.record import handed_in
from web.professional.record_page import entries_of, entry_form, fillable, find_entry, record_page
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
    record = profile.record()
    form = entry_form(record, section_key, request.form.get("entry") or "new")
    if form is None:
        flash("现在不能修改这一项。", "warning")
        return redirect(url_for("record.show"))
    data, faults = read_entry(fillable(record, part))
    typed = replace(form, values={**form.values, **_blank(form), **data}, version=_version(form), faults=faults)
    if faults:
        return _again(typed, INVALID)
    return _saved(typed, data)


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


def _saved(typed: EntryForm, data: Data) -> ResponseReturnValue:
    key = request.form.get("key")
    try:
        if typed.entry_id is None:
            profile.add_entry(typed.section.key, data, key)
        else:
            profile.change_entry(typed.entry_id, typed.version or 0, data, key)
    except ApiError as error:
        if error.status == CHANGED_MEANWHILE:
            return _changed_meanwhile(typed)
        if error.status == INVALID:
            return _again(replace(typed, faults=texts_by_field(error) or {"": error.detail}), INVALID)
        if error.status != CONFLICT:
            raise
        flash(error.detail, "warning")
        return redirect(url_for("record.show"))
    if request.form.get("then") == "submit":
        return handed_in()
    flash(f"{typed.section.title}已保存。", "success")
    return _back_to(typed.section.key)


def _again(typed: EntryForm, status: int) -> ResponseReturnValue:
    """The page once more with what was typed, and what is wrong with it."""
    page = record_page(profile.record(), open_section=typed.section.key, entry=None, form=typed)
    return render_template("professional/record.html", page=page), status


def _changed_meanwhile(typed: EntryForm) -> ResponseReturnValue:
    """Somebody saved the entry in another window: show both, and let the person decide which holds."""
    record = profile.record()
    stored = find_entry(record, typed.section.key, typed.entry_id or "")
    newer = replace(typed, version=stored["version"])
    page = replace(record_page(record, open_section=typed.section.key, entry=None, form=newer), stored=stored["data"])
    return render_template("professional/record.html", page=page), CHANGED_MEANWHILE


def _version(form: EntryForm) -> int | None:
    """The version that the person had in front of them, not the newest."""
    return request.form.get("version", form.version, int)


def _blank(form: EntryForm) -> Data:
    """Every field of the form emptied, so that what was cleared does not come back from the stored values."""
    return {one.key: None for one in form.fields}
