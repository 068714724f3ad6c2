"""导入单位: a sheet is checked, then its good rows are imported; both in the background."""

from typing import Any
from uuid import UUID

from flask import Response
from flask_smorest import Blueprint
from marshmallow import RAISE
from werkzeug.datastructures import FileStorage

from services.auth import import_views
from services.auth.db import db
from services.auth.importing.unit_columns import COLUMNS, NOTES, TEMPLATE_NAME, TITLE
from services.auth.operations.imports import Wish
from services.auth.operations.unit_imports import CHECK, UNITS
from services.auth.routes import sheet_imports
from services.auth.routes.sheet_imports import FILE
from services.auth.schemas.imports import (
    ImportLines,
    ImportLinesQuery,
    ImportListed,
    ImportPage,
    ImportPageQuery,
    ImportShown,
    SheetUpload,
    WishBody,
)
from shared.audit import recorded
from shared.auth import Role, current_actor, roles
from shared.idempotency import REPEATABLE
from shared.jobs import own_job
from shared.limits import exporting
from shared.sheets import template
from shared.workbook import XLSX, sent_workbook

SUPERIORS = (Role.SUPERIOR_ADMIN, Role.SYSTEM_ADMIN)

blueprint = Blueprint("unit_imports", __name__, url_prefix="/unit-imports", description="导入单位")


@blueprint.get("/template")
@blueprint.response(200, FILE, content_type=XLSX)
@roles(*SUPERIORS)
def empty_sheet() -> Response:
    """The empty sheet to be filled in (下载单位导入模板)."""
    return sent_workbook(TEMPLATE_NAME, template(TITLE, COLUMNS, NOTES))


@blueprint.post("")
@blueprint.arguments(SheetUpload, location="files", unknown=RAISE)
@blueprint.response(202, ImportListed)
@blueprint.alt_response(413, description="More than 5 MB")
@blueprint.alt_response(422, description="sheet_refused")
@blueprint.doc(parameters=[REPEATABLE])
@roles(*SUPERIORS)
def upload(uploaded: dict[str, FileStorage]) -> dict[str, Any]:
    """Have a sheet checked; nothing is imported yet (上传并检查单位表)."""
    return sheet_imports.upload(UNITS, uploaded["file"])


@blueprint.get("")
@blueprint.arguments(ImportPageQuery, location="query", unknown=RAISE)
@blueprint.response(200, ImportPage)
@roles(*SUPERIORS)
def listed(page: dict[str, Any]) -> dict[str, Any]:
    """One's own imports, newest first."""
    return sheet_imports.listed(UNITS, page)


@blueprint.get("/<uuid:import_id>")
@blueprint.response(200, ImportShown)
@blueprint.alt_response(404, description="None of yours")
@roles(*SUPERIORS)
def show(import_id: UUID) -> dict[str, Any]:
    """How far one of them has come, and what was found."""
    with db.reading() as session:
        check = own_job(session, CHECK.name, current_actor().id, import_id)
        return import_views.import_shown(session, UNITS, check)


@blueprint.get("/<uuid:import_id>/lines")
@blueprint.arguments(ImportLinesQuery, location="query", unknown=RAISE)
@blueprint.response(200, ImportLines)
@blueprint.alt_response(404, description="None of yours")
@roles(*SUPERIORS)
def lines(query: dict[str, Any], import_id: UUID) -> dict[str, Any]:
    """The rows of the sheet with what was found."""
    return sheet_imports.lines(UNITS, import_id, query)


@blueprint.get("/<uuid:import_id>/report")
@blueprint.response(200, FILE, content_type=XLSX)
@blueprint.alt_response(404, description="None of yours")
@blueprint.alt_response(409, description="check_unfinished")
@blueprint.alt_response(410, description="check_expired")
@roles(*SUPERIORS)
@recorded
@exporting
def report(import_id: UUID) -> Response:
    """The sheet as it was sent, with what was found in its last columns (下载单位检查结果)."""
    return sheet_imports.report(UNITS, import_id)


@blueprint.post("/<uuid:import_id>/run")
@blueprint.arguments(WishBody)
@blueprint.response(202, ImportListed)
@blueprint.alt_response(404, description="None of yours")
@blueprint.alt_response(409, description="check_unfinished, import_begun_before")
@blueprint.alt_response(410, description="check_expired")
@roles(*SUPERIORS)
def run(wish: Wish, import_id: UUID) -> dict[str, Any]:
    """Import all good rows, or the chosen ones; asked for twice it is done once (导入单位)."""
    return sheet_imports.run(UNITS, import_id, wish)
