"""导入单位: upload a sheet, read what the check found, choose, follow the import."""

from uuid import UUID

from flask import Blueprint
from flask.typing import ResponseReturnValue

from shared.auth import Role
from web.administration import sheet_imports
from web.administration.sheet_imports import Subject
from web.audience import page_for
from web.clients import imports
from web.everyone.files import passed_on

SUPERIORS = (Role.SUPERIOR_ADMIN, Role.SYSTEM_ADMIN)
SUBJECT = Subject(
    pages="unit_imports",
    word="单位",
    each="每行一个单位，上级单位可以在系统中，也可以在同一张表里",
    again="已登记的单位会自动跳过，重复上传不会产生重复的单位。",
    imports=imports.UNITS,
)

pages = Blueprint("unit_imports", __name__, url_prefix="/administration/unit-imports")


@pages.get("")
@page_for(*SUPERIORS)
def listed() -> ResponseReturnValue:
    """One's own imports, and the form for another."""
    return sheet_imports.listed(SUBJECT)


@pages.get("/template")
@page_for(*SUPERIORS)
def template() -> ResponseReturnValue:
    """The empty sheet."""
    return passed_on(SUBJECT.imports.template())


@pages.post("")
@page_for(*SUPERIORS)
def upload() -> ResponseReturnValue:
    """Have a sheet checked; one that can't be read is refused with the reason."""
    return sheet_imports.upload(SUBJECT)


@pages.get("/<uuid:import_id>")
@page_for(*SUPERIORS)
def show(import_id: UUID) -> ResponseReturnValue:
    """How far check and import have come, with the rows."""
    return sheet_imports.shown(SUBJECT, import_id)


@pages.get("/<uuid:import_id>/status")
@page_for(*SUPERIORS)
def status(import_id: UUID) -> ResponseReturnValue:
    """The same as a piece of the page."""
    return sheet_imports.status(SUBJECT, import_id)


@pages.get("/<uuid:import_id>/report")
@page_for(*SUPERIORS)
def report(import_id: UUID) -> ResponseReturnValue:
    """The sheet with what was found; back to the page with the reason if it can't be had."""
    return sheet_imports.file_or_back(SUBJECT, import_id, lambda: SUBJECT.imports.report(str(import_id)))


@pages.post("/<uuid:import_id>/run")
@page_for(*SUPERIORS)
def run(import_id: UUID) -> ResponseReturnValue:
    """Import what was chosen; what was typed is kept where it is refused."""
    return sheet_imports.run(SUBJECT, import_id)
