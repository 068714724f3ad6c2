"""投递: what goes to partners and how it stands, one delivery, and what an operator does about them."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shared.auth import Role
from shared.words import ATTEMPT_WORDS
from web.audience import page_for
from web.clients import deliveries
from web.clients.http import ApiError
from web.faults import texts_by_field
from web.live import piece
from web.long_work import given
from web.telling import CONFLICT, telling

INVALID = 422
FILTERS = ("partner", "status", "person", "older", "reason")
AGES = {"15": "15 分钟以上", "60": "1 小时以上", "1440": "1 天以上", "4320": "3 天以上"}
EVENT_WORDS = {"page.opened": "主页已开通", "deletion.confirmed": "已删除"}

Json = dict[str, Any]
pages = Blueprint("deliveries", __name__, url_prefix="/administration/deliveries")


@pages.get("")
@page_for(Role.SYSTEM_ADMIN)
def listed() -> ResponseReturnValue:
    """How each partner is sent to, and the deliveries of a filter."""
    filters, faults = given(*FILTERS), {}
    page: Json = {"items": [], "next": None}
    try:
        page = deliveries.deliveries(filters | given("cursor"))
    except ApiError as error:
        if error.status != INVALID:
            raise
        faults = texts_by_field(error)
    return render_template(
        "administration/deliveries.html",
        page=page,
        filters=filters,
        faults=faults,
        ages=AGES,
        partners=deliveries.all_sending(),
    ), INVALID if faults else 200


@pages.get("/<uuid:share_id>")
@page_for(Role.SYSTEM_ADMIN)
def show(share_id: UUID) -> ResponseReturnValue:
    """One delivery: its attempts, what the partner told of it, and trying again."""
    return _delivery(share_id)


@pages.post("/<uuid:share_id>/replay")
@page_for(Role.SYSTEM_ADMIN)
def replay(share_id: UUID) -> ResponseReturnValue:
    """重新投递."""
    try:
        with telling("已排队重新投递。"):
            deliveries.replay(str(share_id), _reason())
    except ApiError as error:
        if error.status != INVALID:
            raise
        return _delivery(share_id, texts_by_field(error)), INVALID
    return redirect(url_for(".show", share_id=share_id))


@pages.get("/partners/<uuid:partner_id>")
@page_for(Role.SYSTEM_ADMIN)
def partner(partner_id: UUID) -> ResponseReturnValue:
    """How one partner is sent to; stopping, going on, and sending everything again."""
    return _partner(partner_id)


@pages.post("/partners/<uuid:partner_id>/pause")
@page_for(Role.SYSTEM_ADMIN, recently_confirmed=True)
def pause(partner_id: UUID) -> ResponseReturnValue:
    """暂停投递."""
    return _steered(partner_id, deliveries.pause, "已暂停投递。期间的分享和撤回等待恢复。")


@pages.post("/partners/<uuid:partner_id>/resumption")
@page_for(Role.SYSTEM_ADMIN, recently_confirmed=True)
def resume(partner_id: UUID) -> ResponseReturnValue:
    """恢复投递."""
    return _steered(partner_id, deliveries.resume, "已恢复投递，等待的正在发出。")


@pages.post("/partners/<uuid:partner_id>/resends")
@page_for(Role.SYSTEM_ADMIN, recently_confirmed=True)
def resend(partner_id: UUID) -> ResponseReturnValue:
    """全部重新投递; sent twice it is done once."""
    try:
        begun = deliveries.resend(str(partner_id), _reason(), request.form.get("key", ""))
    except ApiError as error:
        if error.status != INVALID:
            raise
        return _partner(partner_id, texts_by_field(error), "resend-reason"), INVALID
    return redirect(url_for(".progress", job_id=begun["id"]))


@pages.get("/resends/<uuid:job_id>")
@page_for(Role.SYSTEM_ADMIN)
def progress(job_id: UUID) -> ResponseReturnValue:
    """How far sending everything again has come."""
    return render_template("administration/resend.html", resend=deliveries.progress(str(job_id)))


@pages.get("/resends/<uuid:job_id>/status")
@page_for(Role.SYSTEM_ADMIN)
def status(job_id: UUID) -> ResponseReturnValue:
    """The same as a piece of the page."""
    resent = deliveries.progress(str(job_id))
    return piece(resent, lambda: render_template("administration/resend_panel.html", resend=resent))


def _steered(partner_id: UUID, deed: Callable[[str, str], None], done: str) -> ResponseReturnValue:
    try:
        with telling(done, refusals=(CONFLICT,)):
            deed(str(partner_id), _reason())
    except ApiError as error:
        if error.status != INVALID:
            raise
        return _partner(partner_id, texts_by_field(error)), INVALID
    return redirect(url_for(".partner", partner_id=partner_id))


def _reason() -> str:
    return request.form.get("reason", "")


def _delivery(share_id: UUID, faults: dict[str, str] | None = None) -> str:
    return render_template(
        "administration/delivery.html",
        delivery=deliveries.delivery(str(share_id)),
        attempt_words=ATTEMPT_WORDS,
        event_words=EVENT_WORDS,
        faults=faults or {},
        reason=_reason(),
    )


def _partner(partner_id: UUID, faults: dict[str, str] | None = None, place: str = "reason") -> str:
    """The page of a partner; `place` is the field of which something is wrong."""
    faults = {place if name == "reason" else name: text for name, text in (faults or {}).items()}
    return render_template(
        "administration/partner_sending.html",
        partner=deliveries.sending(str(partner_id)),
        faults=faults,
        typed={place: _reason()},
    )
