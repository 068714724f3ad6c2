"""统计: figures of the people of a unit, and the people behind each number."""

from io import BytesIO
from typing import Any

from flask import Response, send_file
from flask_smorest import Blueprint
from marshmallow import RAISE

from services.profile import schemas
from services.profile.counted_people import page_of_people, sheet_of_people
from services.profile.db import db
from services.profile.figure_queries import figures_of_people
from shared.audit import recorded
from shared.auth import REVIEWING, current_actor, roles
from shared.beijing import today
from shared.limits import exporting
from shared.workbook import XLSX

blueprint = Blueprint("figures", __name__, url_prefix="/figures", description="统计")


@blueprint.get("")
@blueprint.arguments(schemas.FigureQuery, location="query", unknown=RAISE)
@blueprint.response(200, schemas.PeopleFigures)
@blueprint.alt_response(404, description="不在您的管理范围内")
@roles(*REVIEWING)
def figures(query: dict[str, Any]) -> dict[str, Any]:
    """本单位（上级管理员：含下级单位）的人员统计."""
    with db.reading_behind() as session:
        return figures_of_people(session, current_actor(), query["wanted"])


@blueprint.get("/people")
@blueprint.arguments(schemas.CountedPeopleQuery, location="query", unknown=RAISE)
@blueprint.response(200, schemas.CountedPeople)
@blueprint.alt_response(404, description="不在您的管理范围内")
@roles(*REVIEWING)
def people(query: dict[str, Any]) -> dict[str, Any]:
    """一个统计数字所含的人员."""
    with db.reading_behind() as session:
        return page_of_people(session, current_actor(), query["wanted"], query["bar"], query["cursor"], query["limit"])


@blueprint.get("/people/sheet")
@blueprint.arguments(schemas.BarQuery, location="query", unknown=RAISE)
@blueprint.response(200, {"type": "string", "format": "binary"}, content_type=XLSX)
@blueprint.alt_response(404, description="不在您的管理范围内")
@blueprint.alt_response(409, description="人数过多")
@roles(*REVIEWING)
@recorded
@exporting
def people_sheet(query: dict[str, Any]) -> Response:
    """导出统计数字所含的人员，Excel 文件."""
    with db.reading_behind() as session:
        content = sheet_of_people(session, current_actor(), query["wanted"], query["bar"])
    name = f"人员-{today():%Y%m%d}.xlsx"
    return send_file(BytesIO(content), mimetype=XLSX, as_attachment=True, download_name=name)
