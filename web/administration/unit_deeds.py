"""Moving, merging and closing a unit: each first on a page that says what will happen."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shared.auth import Role
from web.administration.unit_forms import REFUSED
from web.administration.units import LONGEST_QUERY
from web.audience import page_for
from web.clients import units
from web.clients.http import ApiError
from web.faults import problems, texts_by_field
from web.telling import telling

SUPERIORS = (Role.SUPERIOR_ADMIN, Role.SYSTEM_ADMIN)
LABELS = {"superior_id": "上级单位", "into_id": "接收单位", "reason": "理由"}

Json = dict[str, Any]
pages = Blueprint("unit_deeds", __name__, url_prefix="/administration/units")


@pages.get("/<uuid:unit_id>/move")
@page_for(*SUPERIORS, recently_confirmed=True)
def plan_move(unit_id: UUID) -> ResponseReturnValue:
    """First the new superior is found, then what a move there would do is read."""
    return _planned("move", unit_id, request.args.get("other", None, UUID))


@pages.post("/<uuid:unit_id>/move")
@page_for(*SUPERIORS, recently_confirmed=True)
def move(unit_id: UUID) -> ResponseReturnValue:
    """Put the unit under another superior."""
    other, version, reason = _form_parts()
    try:
        with telling("单位已划转，下级单位一并转入。", refusals=()):
            units.move(str(unit_id), version, other, reason)
    except ApiError as error:
        return _refused("move", unit_id, error)
    return redirect(url_for("units.show", unit_id=unit_id))


@pages.get("/<uuid:unit_id>/merger")
@page_for(*SUPERIORS, recently_confirmed=True)
def plan_merger(unit_id: UUID) -> ResponseReturnValue:
    """First the unit that takes it in is found, then what a merger would do is read."""
    return _planned("merger", unit_id, request.args.get("other", None, UUID))


@pages.post("/<uuid:unit_id>/merger")
@page_for(*SUPERIORS, recently_confirmed=True)
def merge(unit_id: UUID) -> ResponseReturnValue:
    """Ask for the merger; a second administrator confirms it."""
    other, version, reason = _form_parts()
    try:
        with telling("合并申请已提交，由另一位管理员确认后执行。", refusals=()):
            asked = units.ask_for_merger(str(unit_id), version, other, reason)
    except ApiError as error:
        return _refused("merger", unit_id, error)
    return redirect(url_for("unit_requests.show", request_id=asked["id"]))


@pages.get("/<uuid:unit_id>/closing")
@page_for(*SUPERIORS, recently_confirmed=True)
def plan_closing(unit_id: UUID) -> ResponseReturnValue:
    """What closing the unit would do, and what still stands against it."""
    return _planned("closing", unit_id, None)


@pages.post("/<uuid:unit_id>/closing")
@page_for(*SUPERIORS, recently_confirmed=True)
def close(unit_id: UUID) -> ResponseReturnValue:
    """Close an empty unit."""
    _, version, reason = _form_parts()
    try:
        with telling("单位已撤销。", refusals=()):
            units.close(str(unit_id), version, reason)
    except ApiError as error:
        return _refused("closing", unit_id, error)
    return redirect(url_for("units.show", unit_id=unit_id))


def _form_parts() -> tuple[str, str, str]:
    form = request.form
    return form.get("other", ""), form.get("version", ""), form.get("reason", "").strip()


def _refused(deed: str, unit_id: UUID, error: ApiError) -> ResponseReturnValue:
    if error.status not in REFUSED:
        raise error
    return _planned(deed, unit_id, request.form.get("other", None, UUID), error)


def _planned(deed: str, unit_id: UUID, other: UUID | None, error: ApiError | None = None) -> ResponseReturnValue:
    q = request.args.get("q", "").strip()[:LONGEST_QUERY]
    shown = render_template(
        "administration/unit_deed.html",
        deed=deed,
        unit=units.unit(str(unit_id)),
        other=units.unit(str(other)) if other else None,
        q=q,
        found=units.found(q) if q else [],
        reason=request.form.get("reason", ""),
        faults=texts_by_field(error) if error else {},
        problems=problems(error, texts_by_field(error) if error else {}, LABELS),
    )
    return shown, (error.status if error else 200)
