"""采集时间: list, new, change, close early, withdraw."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shared.auth import Role
from web.audience import page_for
from web.clients import review, windows
from web.clients.http import ApiError
from web.faults import problems, texts_by_field
from web.telling import telling

REFUSED = (412, 422)
STATES = {"coming": "未开始", "open": "进行中", "over": "已结束", "withdrawn": "已作废"}
DEEDS = {"set": "设置", "changed": "修改", "closed": "提前截止", "withdrawn": "作废"}
USUAL = {"grace_minutes": 30}
LABELS = {
    "name": "名称",
    "opens_on": "开始日期",
    "closes_on": "截止日期",
    "grace_minutes": "宽限",
    "note": "说明",
}

Json = dict[str, Any]
pages = Blueprint("windows", __name__, url_prefix="/administration/windows")


@pages.get("")
@page_for(Role.SYSTEM_ADMIN)
def listed() -> ResponseReturnValue:
    """All windows, past ones too."""
    page = windows.windows(request.args.get("cursor"))
    return render_template("administration/windows.html", page=page, states=STATES)


@pages.get("/new")
@page_for(Role.SYSTEM_ADMIN, recently_confirmed=True)
def new() -> ResponseReturnValue:
    """First the unit is chosen, then the form filled in."""
    unit_id = request.args.get("unit", None, UUID)
    if unit_id is None:
        q = request.args.get("q", "").strip()[:50]
        return render_template(
            "administration/choose_unit.html", title="新建采集时间", q=q, units=review.administered_units(q)
        )
    return _form(review.unit(str(unit_id)), USUAL)


@pages.post("/new")
@page_for(Role.SYSTEM_ADMIN, recently_confirmed=True)
def add() -> ResponseReturnValue:
    """Set a window; what was typed is kept where it is refused."""
    unit_id, setting = request.form.get("unit", ""), _typed()
    try:
        with telling("采集时间已设置。", refusals=()):
            windows.add(unit_id, setting)
    except ApiError as error:
        if error.status not in REFUSED:
            raise
        return _form(review.unit(unit_id), setting, error)
    return redirect(url_for(".listed"))


@pages.get("/<uuid:window_id>")
@page_for(Role.SYSTEM_ADMIN)
def show(window_id: UUID) -> ResponseReturnValue:
    """One window: the form while it can be changed, and everything that was set."""
    window = windows.window(str(window_id))
    return _form({"name": window["unit_name"]}, window, window=window)


@pages.post("/<uuid:window_id>")
@page_for(Role.SYSTEM_ADMIN, recently_confirmed=True)
def change(window_id: UUID) -> ResponseReturnValue:
    """Change a window; what was typed is kept where it is refused."""
    setting = _typed()
    try:
        with telling("采集时间已修改。"):
            windows.change(str(window_id), request.form.get("version", ""), setting)
    except ApiError as error:
        if error.status not in REFUSED:
            raise
        window = windows.window(str(window_id))
        return _form({"name": window["unit_name"]}, setting, error, window=window)
    return redirect(url_for(".show", window_id=window_id))


@pages.post("/<uuid:window_id>/closing")
@page_for(Role.SYSTEM_ADMIN, recently_confirmed=True)
def close(window_id: UUID) -> ResponseReturnValue:
    """提前截止."""
    with telling("已提前截止。"):
        windows.close(str(window_id))
    return redirect(url_for(".show", window_id=window_id))


@pages.post("/<uuid:window_id>/withdrawal")
@page_for(Role.SYSTEM_ADMIN, recently_confirmed=True)
def withdraw(window_id: UUID) -> ResponseReturnValue:
    """作废."""
    with telling("已作废，不再约束任何人。"):
        windows.withdraw(str(window_id))
    return redirect(url_for(".show", window_id=window_id))


def _typed() -> Json:
    """The form as it was typed: the service judges it."""
    typed: Json = {name: request.form.get(name, "").strip() for name in ("name", "opens_on", "closes_on", "note")}
    typed["grace_minutes"] = request.form.get("grace_minutes", "").strip()
    typed["changes_bound"] = "changes_bound" in request.form
    return typed


def _form(
    unit: Json, values: Json, error: ApiError | None = None, *, window: Json | None = None
) -> ResponseReturnValue:
    faults = texts_by_field(error) if error else {}
    shown = render_template(
        "administration/window.html",
        unit=unit,
        values=values,
        window=window,
        faults=faults,
        problems=problems(error, faults, LABELS),
        states=STATES,
        deeds=DEEDS,
    )
    return shown, (error.status if error else 200)
