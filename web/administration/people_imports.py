"""导入人员: upload a sheet, read what the check found, choose, follow the import, print slips."""

from uuid import UUID

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from shared.auth import Role
from web.administration import sheet_imports
from web.administration.sheet_imports import Subject
from web.audience import page_for
from web.clients import imports
from web.everyone.files import passed_on

ADDING_PEOPLE = (Role.UNIT_ADMIN, Role.SUPERIOR_ADMIN, Role.SYSTEM_ADMIN)
SUBJECT = Subject(
    pages="people_imports",
    word="人员",
    each="每行一人",
    again="已有账号的人员会自动跳过，重复上传不会产生重复的账号。",
    imports=imports.PEOPLE,
)

pages = Blueprint("people_imports", __name__, url_prefix="/administration/imports")


@pages.get("")
@page_for(*ADDING_PEOPLE)
def listed() -> ResponseReturnValue:
    """One's own imports, and the form for another."""
    return sheet_imports.listed(SUBJECT)


@pages.get("/template")
@page_for(*ADDING_PEOPLE)
def template() -> ResponseReturnValue:
    """The empty sheet."""
    return passed_on(SUBJECT.imports.template())


@pages.post("")
@page_for(*ADDING_PEOPLE)
def upload() -> ResponseReturnValue:
    """Have a sheet checked; one that can't be read is refused with the reason."""
    return sheet_imports.upload(SUBJECT)


@pages.get("/<uuid:import_id>")
@page_for(*ADDING_PEOPLE)
def show(import_id: UUID) -> ResponseReturnValue:
    """How far check and import have come, with the rows."""
    return sheet_imports.shown(SUBJECT, import_id)


@pages.get("/<uuid:import_id>/status")
@page_for(*ADDING_PEOPLE)
def status(import_id: UUID) -> ResponseReturnValue:
    """The same as a piece of the page."""
    return sheet_imports.status(SUBJECT, import_id)


@pages.get("/<uuid:import_id>/report")
@page_for(*ADDING_PEOPLE)
def report(import_id: UUID) -> ResponseReturnValue:
    """The sheet with what was found; back to the page with the reason if it can't be had."""
    return sheet_imports.file_or_back(SUBJECT, import_id, lambda: SUBJECT.imports.report(str(import_id)))


@pages.post("/<uuid:import_id>/run")
@page_for(*ADDING_PEOPLE)
def run(import_id: UUID) -> ResponseReturnValue:
    """Import what was chosen; what was typed is kept where it is refused."""
    return sheet_imports.run(SUBJECT, import_id)


@pages.post("/<uuid:import_id>/slips")
@page_for(*ADDING_PEOPLE, recently_confirmed=True)
def slips(import_id: UUID) -> ResponseReturnValue:
    """A PDF with new first passwords."""
    unit_id, part = request.form.get("unit", ""), request.form.get("part", 1, int)
    return sheet_imports.file_or_back(SUBJECT, import_id, lambda: imports.slips(str(import_id), unit_id, part))
