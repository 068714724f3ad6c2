"""单位申请: what waits for a second administrator, with old and new side by side."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shared.auth import Role
from web.administration.units import ADMINISTRATORS, LABELS, in_words
from web.audience import page_for
from web.clients import units
from web.live import piece
from web.telling import telling

REFUSALS = (403, 409, 422)

Json = dict[str, Any]
pages = Blueprint("unit_requests", __name__, url_prefix="/administration/unit-requests")


@pages.get("")
@page_for(*ADMINISTRATORS)
def listed() -> ResponseReturnValue:
    """What waits for this administrator, or everything that was ever asked within reach."""
    everything = request.args.get("all") == "yes"
    page = units.requests(request.args.get("cursor"), pending=not everything)
    return render_template("administration/unit_requests.html", page=page, everything=everything)


@pages.get("/<uuid:request_id>")
@page_for(*ADMINISTRATORS)
def show(request_id: UUID) -> ResponseReturnValue:
    """One request: what is to change, and how it stands."""
    return render_template("administration/unit_request.html", **_parts(request_id))


@pages.get("/<uuid:request_id>/status")
@page_for(*ADMINISTRATORS)
def status(request_id: UUID) -> ResponseReturnValue:
    """How it stands, as a piece of the page."""
    parts = _parts(request_id)
    return piece(parts["asked"], lambda: render_template("administration/unit_request_panel.html", **parts))


@pages.post("/<uuid:request_id>/confirmation")
@page_for(Role.SUPERIOR_ADMIN, Role.SYSTEM_ADMIN, recently_confirmed=True)
def confirm(request_id: UUID) -> ResponseReturnValue:
    """Let it take effect."""
    with telling("已同意，申请的内容已生效。", refusals=REFUSALS):
        units.confirm(str(request_id))
    return redirect(url_for(".show", request_id=request_id))


@pages.post("/<uuid:request_id>/rejection")
@page_for(Role.SUPERIOR_ADMIN, Role.SYSTEM_ADMIN)
def reject(request_id: UUID) -> ResponseReturnValue:
    """Refuse it, with the reason."""
    with telling("已退回，理由已告知申请人。", refusals=(403, 409)):
        units.reject(str(request_id), request.form.get("reason", "").strip())
    return redirect(url_for(".show", request_id=request_id))


@pages.post("/<uuid:request_id>/withdrawal")
@page_for(*ADMINISTRATORS)
def withdraw(request_id: UUID) -> ResponseReturnValue:
    """Take it back."""
    with telling("申请已撤回。", refusals=REFUSALS):
        units.withdraw(str(request_id))
    return redirect(url_for(".show", request_id=request_id))


def _parts(request_id: UUID) -> Json:
    return {"asked": units.request(str(request_id)), "labels": LABELS, "in_words": in_words}
