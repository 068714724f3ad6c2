"""信息变更申请: choose what to change, see what is there, write what it should be, hand it in."""

from dataclasses import replace
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shared.auth import Role
from web.audience import page_for
from web.clients import profile
from web.clients.http import ApiError
from web.faults import texts_by_field
from web.professional.record_page import entries_of
from web.professional.wish import Json, Wish, chosen, draft_view, from_conflict, from_draft, written
from web.telling import CONFLICT

CHANGED_MEANWHILE, INVALID = 412, 422
LATER = "later"

pages = Blueprint("new_change", __name__)


@pages.get("/changes/new")
@page_for(Role.PROFESSIONAL)
def show() -> ResponseReturnValue:
    """The page as far as the choice has been made; `?draft=…` takes up what was left."""
    record, drafts = profile.record(), profile.change_drafts()
    draft = next((one for one in drafts if one["id"] == request.args.get("draft")), None)
    wish = from_draft(record, draft, drafts) if draft else chosen(record, request.args, drafts)
    return page(record, drafts, wish)


@pages.get("/changes/<uuid:request_id>/rebase")
@page_for(Role.PROFESSIONAL)
def rebase(request_id: UUID) -> ResponseReturnValue:
    """重新申请 after a conflict: the wish on top of the record as it is now, to be looked through and handed in."""
    conflict = profile.change_request(str(request_id))
    found = conflict["rebase"]
    if not found or not found["action"]:
        return redirect(url_for("changes.show", request_id=request_id))
    choices = {key: request.args.get(f"choice.{key}", "") for key in found["clashes"]}
    if any(choice not in {"wished", "current"} for choice in choices.values()):
        flash("请先选择两边都有更改的内容以哪一个为准。", "warning")
        return redirect(url_for("changes.show", request_id=request_id, _anchor="conflict"))
    record, drafts = profile.record(), profile.change_drafts()
    return page(record, drafts, from_conflict(record, conflict, choices))


@pages.post("/changes/new")
@page_for(Role.PROFESSIONAL)
def hand_in() -> ResponseReturnValue:
    """提交审核, or 加入待提交的变更; what was typed is kept where it is refused."""
    record, drafts = profile.record(), profile.change_drafts()
    wish = chosen(record, request.form, drafts)
    if wish.part is None:
        abort(400)
    if wish.open_request:
        flash("这一条已有等待审核的变更申请，就是下面这一份。", "warning")
        return redirect(url_for("changes.show", request_id=wish.open_request))
    if not wish.action:
        flash("没有提交：现在不能申请变更，原因见下。自动保存的内容仍在。", "warning")
        return redirect(url_for(".show"))
    wish = written(wish)
    if wish.faults:
        return page(record, drafts, wish), INVALID
    later = request.form.get("deed") == LATER
    try:
        _sent(wish, later=later)
    except ApiError as error:
        return _again(record, drafts, wish, error)
    flash("已加入待提交的变更。" if later else "申请已提交，请等待审核。", "success")
    return redirect(url_for(".show", _anchor="drafts") if later else url_for("changes.listed"))


def page(record: Json, drafts: list[Json], wish: Wish, refusals: list[Json] | None = None) -> str:
    """信息变更申请 with what is being prepared above."""
    entries = entries_of(record, wish.part.key) if wish.part else []
    told = {one["draft"]: one for one in refusals or []}
    views = [draft_view(draft) for draft in drafts]
    return render_template(
        "professional/new_change.html", record=record, drafts=views, wish=wish, entries=entries, refusals=told
    )


def _sent(wish: Wish, *, later: bool) -> None:
    if later:
        profile.keep_change_draft(wish.draft_id, wish.body())
    else:
        profile.request_change(wish.body() | {"draft_id": wish.draft_id}, request.form.get("key"))


def _again(record: Json, drafts: list[Json], wish: Wish, error: ApiError) -> ResponseReturnValue:
    """The page once more with what is wrong; what has changed meanwhile stands above, and is the new ground."""
    if error.status not in {CONFLICT, CHANGED_MEANWHILE, INVALID}:
        raise error
    faults = texts_by_field(error) or {"": error.detail}
    form = wish.form and replace(wish.form, faults=faults)
    entry = wish.entry
    ground = entry["content_version"] if entry else None
    shown = replace(wish, form=form, faults=faults, base=ground, open_request=error.document.get("id"))
    return page(record, drafts, shown), error.status
