"""自动保存: what stands in an open form is kept while it is being filled in."""

from flask import Blueprint, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from shared.auth import Role
from web.audience import page_for
from web.clients import profile
from web.forms import KEEP, read_entry
from web.frame import beijing
from web.professional.record_page import NEW
from web.professional.sections import section_or_404

pages = Blueprint("drafts", __name__)


@pages.post("/record/sections/<section_key>/draft")
@page_for(Role.PROFESSIONAL)
def keep(section_key: str) -> ResponseReturnValue:
    """Keep what stands in the form, and tell the page when that was."""
    part = section_or_404(section_key)
    sent = [one for one in part.fields if not one.locked and {one.key, one.key + KEEP} & request.form.keys()]
    data, _ = read_entry(sent)
    draft = profile.keep_draft(part.key, _entry(), request.form.get("version", None, int), data)
    return jsonify(kept_at=beijing(draft["updated_at"], "%H:%M"))


@pages.post("/record/sections/<section_key>/draft/deletion")
@page_for(Role.PROFESSIONAL)
def drop(section_key: str) -> ResponseReturnValue:
    """放弃草稿: back to what is saved."""
    part = section_or_404(section_key)
    profile.drop_draft(part.key, _entry())
    flash("已放弃草稿。", "success")
    return redirect(url_for("record.show", open=part.key, _anchor=f"section-{part.key}"))


def _entry() -> str:
    return request.form.get("entry") or NEW
