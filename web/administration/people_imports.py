"""导入人员: upload a sheet, read what the check found, choose, follow the import, print slips."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shared.auth import Role
from web.audience import page_for
from web.clients import people_imports
from web.clients.http import ApiError
from web.everyone.files import passed_on
from web.faults import texts_by_field
from web.live import piece
from web.long_work import LINE_FILTERS, given

ADDING_PEOPLE = (Role.UNIT_ADMIN, Role.SUPERIOR_ADMIN, Role.SYSTEM_ADMIN)
REFUSED = (413, 422)
TOLD_ON_THE_PAGE = (409, 410, 422, 503)

Json = dict[str, Any]
pages = Blueprint("people_imports", __name__, url_prefix="/administration/imports")


@pages.get("")
@page_for(*ADDING_PEOPLE)
def listed() -> ResponseReturnValue:
    """One's own imports, and the form for another."""
    return _listed()


@pages.get("/template")
@page_for(*ADDING_PEOPLE)
def template() -> ResponseReturnValue:
    """The empty sheet."""
    return passed_on(people_imports.template())


@pages.post("")
@page_for(*ADDING_PEOPLE)
def upload() -> ResponseReturnValue:
    """Have a sheet checked; one that can't be read is refused with the reason."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return _listed("请选择要上传的文件。"), REFUSED[-1]
    try:
        begun = people_imports.upload(file, request.form.get("key", ""))
    except ApiError as error:
        if error.status not in REFUSED:
            raise
        return _listed(texts_by_field(error).get("file", error.detail)), error.status
    return redirect(url_for(".show", import_id=begun["id"]))


@pages.get("/<uuid:import_id>")
@page_for(*ADDING_PEOPLE)
def show(import_id: UUID) -> ResponseReturnValue:
    """How far check and import have come, with the rows."""
    return _shown(import_id)


@pages.get("/<uuid:import_id>/status")
@page_for(*ADDING_PEOPLE)
def status(import_id: UUID) -> ResponseReturnValue:
    """The same as a piece of the page."""
    standing = _standing(import_id)
    return piece(standing, lambda: render_template("administration/import_panel.html", **standing))


@pages.get("/<uuid:import_id>/report")
@page_for(*ADDING_PEOPLE)
def report(import_id: UUID) -> ResponseReturnValue:
    """The sheet with what was found; back to the page with the reason if it can't be had."""
    try:
        return passed_on(people_imports.report(str(import_id)))
    except ApiError as error:
        return _back(error, import_id)


@pages.post("/<uuid:import_id>/run")
@page_for(*ADDING_PEOPLE)
def run(import_id: UUID) -> ResponseReturnValue:
    """Import what was chosen; what was typed is kept where it is refused."""
    choice, rows = request.form.get("choice", ""), request.form.get("rows", "").strip()
    try:
        people_imports.run(str(import_id), {"choice": choice, "rows": rows})
    except ApiError as error:
        if error.status == REFUSED[-1]:
            return _shown(import_id, texts_by_field(error).get("rows", error.detail)), error.status
        return _back(error, import_id)
    return redirect(url_for(".show", import_id=import_id))


@pages.post("/<uuid:import_id>/slips")
@page_for(*ADDING_PEOPLE, recently_confirmed=True)
def slips(import_id: UUID) -> ResponseReturnValue:
    """A PDF with new first passwords."""
    unit_id, part = request.form.get("unit", ""), request.form.get("part", 1, int)
    try:
        return passed_on(people_imports.slips(str(import_id), unit_id, part))
    except ApiError as error:
        return _back(error, import_id)


def _listed(fault: str = "") -> str:
    page = people_imports.imports(given("cursor"))
    return render_template("administration/imports.html", page=page, fault=fault)


def _shown(import_id: UUID, fault: str = "") -> str:
    return render_template("administration/import.html", **_standing(import_id), fault=fault)


def _standing(import_id: UUID) -> Json:
    shown = people_imports.shown(str(import_id))
    lines = people_imports.lines(str(import_id), given(*LINE_FILTERS))
    return {"shown": shown, "lines": lines, "busy": _is_busy(shown)}


def _is_busy(shown: Json) -> bool:
    return any(job is not None and job["status"] != "done" for job in (shown, shown["run"]))


def _back(error: ApiError, import_id: UUID) -> ResponseReturnValue:
    if error.status not in TOLD_ON_THE_PAGE:
        raise error
    flash(error.detail, "warning")
    return redirect(url_for(".show", import_id=import_id))
