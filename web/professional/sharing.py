"""分享至找专家网: what would go where and why, the person's consent, and how the share stands."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shared.auth import Role
from web.audience import page_for
from web.clients import profile
from web.clients.http import ApiError
from web.faults import texts_by_field
from web.live import piece
from web.telling import CONFLICT, telling

INVALID = 422
NOT_AGREED = {"agreed": "请先阅读说明，并勾选“我同意”。"}

pages = Blueprint("sharing", __name__)


@pages.get("/sharing")
@page_for(Role.PROFESSIONAL)
def show() -> ResponseReturnValue:
    """Receiver, purpose, and every field that could go, with its switch."""
    return _page(None, {})


@pages.get("/sharing/status")
@page_for(Role.PROFESSIONAL)
def status() -> ResponseReturnValue:
    """How the share stands, as a piece of the page."""
    sharing = profile.sharing()
    return piece(sharing["share"], lambda: render_template("professional/share_panel.html", sharing=sharing))


@pages.post("/sharing/consent")
@page_for(Role.PROFESSIONAL, recently_confirmed=True)
def consent() -> ResponseReturnValue:
    """Agree to the fields that are switched on; what was chosen is kept where it is refused."""
    fields = request.form.getlist("fields")
    if request.form.get("agreed") != "yes":
        return _page(fields, NOT_AGREED), INVALID
    try:
        profile.consent(fields, request.form.get("text_version", 0, type=int))
    except ApiError as error:
        if error.status not in {CONFLICT, INVALID}:
            raise
        return _page(fields, texts_by_field(error) or {"": error.detail}), error.status
    flash("已同意分享，正在发送。结果会自动显示在本页。", "success")
    return redirect(url_for(".show"))


@pages.post("/sharing/revocation")
@page_for(Role.PROFESSIONAL)
def revoke() -> ResponseReturnValue:
    """撤回分享: nothing more is sent, and the other side is asked to delete."""
    with telling("已撤回分享，正在请对方删除。"):
        profile.revoke_consent()
    return redirect(url_for(".show"))


def _page(chosen: list[str] | None, wrong: dict[str, str]) -> str:
    """The page; `chosen` replaces the switches' stored positions, `wrong` says what is to be changed."""
    faults = [{"href": "#agreed" if key == "agreed" else f"#share-{key}", "text": wrong[key]} for key in wrong]
    sharing = profile.sharing()
    return render_template("professional/sharing.html", sharing=sharing, chosen=chosen, wrong=wrong, faults=faults)
