"""The forms of a unit: a new one, other facts (at once or to be confirmed), how it is reached."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shared.auth import Role
from shared.beijing import today
from shared.catalogue import CODE_LISTS
from web.administration.units import ADMINISTRATORS, LABELS
from web.audience import asker, page_for
from web.clients import review, units
from web.clients.http import ApiError
from web.faults import problems, texts_by_field
from web.telling import telling

REFUSED = (409, 412, 422)
SAME_NAME = "same_name_elsewhere"
FACTS, CONTACT = ("name", "code", "nature", "region"), ("phone", "address")

Json = dict[str, Any]
pages = Blueprint("unit_forms", __name__, url_prefix="/administration/units")


@pages.get("/new")
@page_for(Role.SUPERIOR_ADMIN, Role.SYSTEM_ADMIN)
def new() -> ResponseReturnValue:
    """A new unit below the one in the address, or at the top; who may enter none there first chooses the superior."""
    superior_id = request.args.get("unit", None, UUID)
    if superior_id is None and Role.SYSTEM_ADMIN not in asker().roles:
        q = request.args.get("q", "").strip()[:50]
        found = review.administered_units(q)
        return render_template("administration/choose_unit.html", title="新增单位：选择上级单位", q=q, units=found)
    return _form("new", _superior(str(superior_id) if superior_id else None), {})


@pages.post("/new")
@page_for(Role.SUPERIOR_ADMIN, Role.SYSTEM_ADMIN)
def add() -> ResponseReturnValue:
    """Enter it; what was typed is kept where it is refused."""
    superior_id, typed = request.form.get("superior") or None, _typed(*FACTS, *CONTACT)
    body = typed | {"superior_id": superior_id, "same_name": "same_name" in request.form}
    try:
        with telling(f"单位「{typed['name']}」已新增。", refusals=()):
            unit = units.add(body, request.form.get("key", ""))
    except ApiError as error:
        return _again("new", _superior(superior_id), typed, error)
    return redirect(url_for("units.show", unit_id=unit["id"]))


@pages.get("/<uuid:unit_id>/facts")
@page_for(*ADMINISTRATORS)
def facts(unit_id: UUID) -> ResponseReturnValue:
    """The facts as a form: changed at once by who is above, else asked for."""
    unit = units.unit(str(unit_id))
    return _form("change" if "confirm_unit" in unit["actions"] else "ask", unit, unit)


@pages.post("/<uuid:unit_id>/facts")
@page_for(Role.SUPERIOR_ADMIN, Role.SYSTEM_ADMIN)
def change(unit_id: UUID) -> ResponseReturnValue:
    """Change all facts at once."""
    typed = _typed(*FACTS, *CONTACT)
    body = typed | {"same_name": "same_name" in request.form}
    try:
        with telling("单位信息已修改，相关人员的信息随之更新。", refusals=()):
            units.change(str(unit_id), request.form.get("version", ""), body)
    except ApiError as error:
        return _again("change", units.unit(str(unit_id)), typed, error)
    return redirect(url_for("units.show", unit_id=unit_id))


@pages.post("/<uuid:unit_id>/requests")
@page_for(*ADMINISTRATORS)
def ask(unit_id: UUID) -> ResponseReturnValue:
    """Ask the superior to confirm other facts."""
    typed = _typed(*FACTS, "reason")
    try:
        with telling("申请已提交，由上级单位确认后生效。", refusals=()):
            asked = units.ask_for_facts(str(unit_id), request.form.get("version", ""), typed)
    except ApiError as error:
        return _again("ask", units.unit(str(unit_id)), typed, error)
    return redirect(url_for("unit_requests.show", request_id=asked["id"]))


@pages.get("/<uuid:unit_id>/contact")
@page_for(*ADMINISTRATORS)
def contact(unit_id: UUID) -> ResponseReturnValue:
    """How the unit is reached, as a form."""
    unit = units.unit(str(unit_id))
    return _form("contact", unit, unit)


@pages.post("/<uuid:unit_id>/contact")
@page_for(*ADMINISTRATORS)
def change_contact(unit_id: UUID) -> ResponseReturnValue:
    """Change it; nobody has to confirm that."""
    typed = _typed(*CONTACT)
    try:
        with telling("联系方式已修改。", refusals=()):
            units.change_contact(str(unit_id), request.form.get("version", ""), typed)
    except ApiError as error:
        return _again("contact", units.unit(str(unit_id)), typed, error)
    return redirect(url_for("units.show", unit_id=unit_id))


def _superior(superior_id: str | None) -> Json:
    return units.unit(superior_id) if superior_id else {}


def _typed(*names: str) -> dict[str, str]:
    """What was typed; a region typed in words as its code, where there is one of that name."""
    typed = {name: request.form.get(name, "").strip() for name in names}
    if "region" in typed:
        named = CODE_LISTS["division"].named(typed["region"], today())
        typed["region"] = named.code if named else typed["region"]
    return typed


def _again(kind: str, unit: Json, typed: Json, error: ApiError) -> ResponseReturnValue:
    """The form with what was typed and why it was refused; other refusals have no place in it and are raised."""
    if error.status not in REFUSED:
        raise error
    return _form(kind, unit, typed, error)


def _form(kind: str, unit: Json, values: Json, error: ApiError | None = None) -> ResponseReturnValue:
    faults = texts_by_field(error) if error else {}
    shown = render_template(
        "administration/unit_form.html",
        kind=kind,
        unit=unit,
        values=values,
        faults=faults,
        problems=problems(error, faults, LABELS),
        natures=CODE_LISTS["unit_nature"].choices(today()),
        region=CODE_LISTS["division"].name_of(values.get("region", "")),
        same_name=error is not None and error.error == SAME_NAME,
    )
    return shown, (error.status if error else 200)
