"""统计: Excel files of many people, made in the background for their asker and kept for a day."""

from typing import Any
from uuid import UUID, uuid4, uuid5

from flask import Response, send_file
from flask_smorest import Blueprint
from marshmallow import RAISE

from services.profile import schemas
from services.profile.db import db
from services.profile.operations import people_sheets
from services.profile.people_sheet import sheet_shown
from shared.audit import recorded
from shared.auth import REVIEWING, current_actor, roles
from shared.beijing import day_of
from shared.files import open_large_file
from shared.idempotency import REPEATABLE, given_key
from shared.jobs import own_job, page_of_jobs
from shared.limits import exporting
from shared.workbook import XLSX

blueprint = Blueprint("people_sheets", __name__, url_prefix="/figures/sheets", description="统计：后台导出")


@blueprint.post("")
@blueprint.arguments(schemas.BarQuery(unknown=RAISE))
@blueprint.response(202, schemas.PeopleSheet)
@blueprint.alt_response(404, description="不在您的管理范围内")
@blueprint.alt_response(409, description="人数超过一个文件的上限")
@blueprint.doc(parameters=[REPEATABLE])
@roles(*REVIEWING)
def ask(body: dict[str, Any]) -> dict[str, Any]:
    """在后台导出一个统计数字所含的人员；同一 Idempotency-Key 只导出一次."""
    actor, key = current_actor(), given_key()
    job_id = uuid5(actor.id, key) if key else uuid4()
    with db.transaction() as session:
        return sheet_shown(people_sheets.ask_for_sheet(session, actor, job_id, body["wanted"], body["bar"]))


@blueprint.get("")
@blueprint.arguments(schemas.PageQuery, location="query", unknown=RAISE)
@blueprint.response(200, schemas.PeopleSheetPage)
@roles(*REVIEWING)
def listed(page: dict[str, Any]) -> dict[str, Any]:
    """本人的后台导出，最近的在前."""
    with db.reading() as session:
        jobs, following = page_of_jobs(session, people_sheets.SHEET.name, current_actor().id, **page)
        return {"items": [sheet_shown(job) for job in jobs], "next": following}


@blueprint.get("/<uuid:job_id>")
@blueprint.response(200, schemas.PeopleSheet)
@blueprint.alt_response(404, description="没有，或不是本人的")
@roles(*REVIEWING)
def show(job_id: UUID) -> dict[str, Any]:
    """一次后台导出的进度."""
    with db.reading() as session:
        return sheet_shown(own_job(session, people_sheets.SHEET.name, current_actor().id, job_id))


@blueprint.get("/<uuid:job_id>/file")
@blueprint.response(200, {"type": "string", "format": "binary"}, content_type=XLSX)
@blueprint.alt_response(404, description="没有，不是本人的，或已不在您的管理范围内")
@blueprint.alt_response(409, description="还没有准备好")
@blueprint.alt_response(410, description="已过期并删除")
@blueprint.alt_response(503, description="文件存储暂时无法访问")
@roles(*REVIEWING)
@recorded
@exporting
def download(job_id: UUID) -> Response:
    """下载后台导出的人员，Excel 文件."""
    with db.reading() as session:
        job = people_sheets.downloadable(session, current_actor(), job_id)
    response = send_file(
        open_large_file(people_sheets.key_of(job.id, str(job.stored_as)), str(job.sha256)),
        mimetype=XLSX,
        as_attachment=True,
        download_name=f"人员-{job.parameters['unit_name']}-{day_of(job.asked_at):%Y%m%d}.xlsx",
        etag=str(job.sha256),
    )
    response.headers["Content-Length"] = str(job.size)
    response.headers["Cache-Control"] = "no-store"
    return response
