"""待提交的变更: kept by itself while the form is filled in, given up, or handed in together."""

from uuid import UUID

from flask import Blueprint, abort, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from shared.auth import Role
from web.audience import page_for
from web.clients import profile
from web.clients.http import ApiError
from web.frame import beijing
from web.professional.new_change import CHANGED_MEANWHILE, INVALID, page
from web.professional.wish import Wish, chosen, written
from web.telling import CONFLICT

pages = Blueprint("change_drafts", __name__)


@pages.post("/changes/drafts")
@page_for(Role.PROFESSIONAL)
def keep() -> ResponseReturnValue:
    """Keep what stands in the form, and tell the page when that was."""
    wish = chosen(profile.record(), request.form, [])
    if wish.part is None or not wish.action:
        abort(CONFLICT, "这一项现在不能申请变更。")
    draft = profile.keep_change_draft(wish.draft_id, written(wish).body())
    return jsonify(kept_at=beijing(draft["updated_at"], "%H:%M"))


@pages.post("/changes/drafts/<uuid:draft_id>/deletion")
@page_for(Role.PROFESSIONAL)
def drop(draft_id: UUID) -> ResponseReturnValue:
    """放弃草稿."""
    profile.drop_change_draft(str(draft_id))
    flash("已放弃草稿。", "success")
    return redirect(url_for("new_change.show"))


@pages.post("/changes/drafts/submission")
@page_for(Role.PROFESSIONAL)
def hand_in() -> ResponseReturnValue:
    """一并提交审核: all that are chosen, or none and what is wrong with each."""
    wanted = request.form.getlist("drafts")
    if not wanted:
        flash("请先选择要提交的变更。", "warning")
        return redirect(url_for("new_change.show", _anchor="drafts"))
    try:
        requests = profile.hand_in_together(wanted, request.form.get("key"))
    except ApiError as error:
        if error.status not in {CONFLICT, CHANGED_MEANWHILE, INVALID} or "refusals" not in error.document:
            raise
        record, drafts = profile.record(), profile.change_drafts()
        return page(record, drafts, Wish(None, faults={"": error.detail}), error.document["refusals"]), INVALID
    flash(f"已提交 {len(requests)} 项变更申请，各项分别审核，请等待结果。", "success")
    return redirect(url_for("changes.listed"))
