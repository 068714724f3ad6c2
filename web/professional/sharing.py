"""分享: with whom, what would go where and why, the person's consent, and how the share stands."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shared.auth import Role
from web.audience import page_for
from web.clients import sharing as shares
from web.clients.http import ApiError
from web.everyone.files import passed_on
from web.faults import texts_by_field
from web.live import piece
from web.telling import CONFLICT, telling

INVALID = 422

pages = Blueprint("sharing", __name__)


@pages.get("/sharing")
@page_for(Role.PROFESSIONAL)
def show() -> ResponseReturnValue:
    """The partners to choose from; the only one at once."""
    partners = shares.partners()
    if len(partners) == 1:
        return redirect(url_for(".with_partner", key=partners[0]["key"]))
    return render_template("professional/sharing_partners.html", partners=partners)


@pages.get("/sharing/<key>")
@page_for(Role.PROFESSIONAL)
def with_partner(key: str) -> ResponseReturnValue:
    """Receiver, purpose, every field that could go with its switch, and the page as it would look."""
    return _page(key, None, {})


@pages.get("/sharing/<key>/status")
@page_for(Role.PROFESSIONAL)
def status(key: str) -> ResponseReturnValue:
    """How the share stands, as a piece of the page."""
    sharing = shares.sharing(key)
    return piece(sharing["share"], lambda: render_template("professional/share_panel.html", sharing=sharing))


@pages.post("/sharing/<key>/preview")
@page_for(Role.PROFESSIONAL)
def preview(key: str) -> ResponseReturnValue:
    """预览: the page as it would look with what is switched on; nothing is kept, nothing goes."""
    return _page(key, request.form.getlist("fields"), {}, agreed=request.form.get("agreed") == "yes")


@pages.post("/sharing/<key>/consent")
@page_for(Role.PROFESSIONAL, recently_confirmed=True)
def consent(key: str) -> ResponseReturnValue:
    """Agree to the fields that are switched on; what was chosen is kept where it is refused."""
    fields, agreed = request.form.getlist("fields"), request.form.get("agreed") == "yes"
    try:
        shares.consent(key, fields, request.form.get("text_version", 0, type=int), agreed=agreed)
    except ApiError as error:
        if error.status not in {CONFLICT, INVALID}:
            raise
        return _page(key, fields, texts_by_field(error) or {"": error.detail}), error.status
    flash("已同意分享，正在发送。结果会自动显示在本页。", "success")
    return redirect(url_for(".with_partner", key=key))


@pages.post("/sharing/<key>/revocation")
@page_for(Role.PROFESSIONAL)
def revoke(key: str) -> ResponseReturnValue:
    """撤回分享: nothing more is sent, and the other side is asked to delete."""
    with telling("已撤回分享，正在请对方删除。"):
        shares.revoke(key)
    return redirect(url_for(".with_partner", key=key))


@pages.get("/sharing/<key>/person.jsonld")
@page_for(Role.PROFESSIONAL)
def document(key: str) -> ResponseReturnValue:
    """What is shared, in the very form in which it goes."""
    try:
        return passed_on(shares.document(key))
    except ApiError as error:
        if error.status != CONFLICT:
            raise
        flash(error.detail, "warning")
        return redirect(url_for(".with_partner", key=key))


@pages.get("/consents")
@page_for(Role.PROFESSIONAL)
def consents() -> ResponseReturnValue:
    """同意记录: what was agreed to, when, under which text."""
    return render_template("professional/consents.html", consents=shares.consents())


@pages.get("/consents/<uuid:consent_id>/receipt")
@page_for(Role.PROFESSIONAL)
def receipt(consent_id: UUID) -> ResponseReturnValue:
    """下载回执: a consent on paper, as a PDF."""
    return passed_on(shares.receipt(str(consent_id)))


def _page(key: str, chosen: list[str] | None, wrong: dict[str, str], *, agreed: bool = False) -> str:
    """The page; `chosen` replaces the switches' stored positions, `wrong` says what is to be changed."""
    sharing = shares.sharing(key)
    fields = [field for section in sharing["sections"] for field in section["fields"]]
    on = [field["key"] for field in fields if field["chosen"]] if chosen is None else chosen
    shown = {"agreed", *(field["key"] for field in fields)}
    faults = [
        {"href": f"#{'agreed' if name == 'agreed' else f'share-{name}'}" if name in shown else "", "text": text}
        for name, text in wrong.items()
    ]
    return render_template(
        "professional/sharing.html",
        sharing=sharing,
        on=on,
        document=_previewed(key, on) if "consent" in sharing["actions"] else None,
        wrong=wrong,
        faults=faults,
        agreed=agreed,
    )


def _previewed(key: str, fields: list[str]) -> dict[str, object] | None:
    """The document with these fields; none while it can't be composed, which consenting would say."""
    try:
        return shares.preview(key, fields)
    except ApiError as error:
        if error.status not in {CONFLICT, INVALID}:
            raise
        return None
