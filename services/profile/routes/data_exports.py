"""导出我的信息: a copy of everything that is known of the signed-in person."""

from typing import Any
from uuid import UUID

from flask import Response, send_file
from flask_smorest import Blueprint

from services.profile import own_data, schemas
from services.profile.db import db
from services.profile.models import DataExport
from services.profile.operations import data_exports
from services.profile.operations.archive import key_of
from shared.audit import recorded
from shared.auth import Role, current_actor, roles
from shared.files import open_large_file

blueprint = Blueprint("data_exports", __name__, url_prefix="/record/exports", description="导出本人信息")


@blueprint.post("")
@blueprint.response(202, schemas.DataExport)
@blueprint.alt_response(409, description="已有一份正在准备")
@roles(Role.PROFESSIONAL)
def ask() -> DataExport:
    """导出我的信息：在后台准备，完成后一天内可下载；以前的一份随即删除."""
    with db.transaction() as session:
        export = data_exports.ask_for_export(session, current_actor().id)
        session.refresh(export)
        return export


@blueprint.get("")
@blueprint.response(200, schemas.DataExportList)
@roles(Role.PROFESSIONAL)
def listed() -> dict[str, Any]:
    """最近几次导出，最近的在前."""
    with db.reading() as session:
        return {"items": own_data.exports_of(session, current_actor().id)}


@blueprint.get("/<uuid:export_id>")
@blueprint.response(200, schemas.DataExport)
@blueprint.alt_response(404, description="没有，或不是本人的")
@roles(Role.PROFESSIONAL)
def show(export_id: UUID) -> dict[str, Any]:
    """一次导出的状态."""
    with db.reading() as session:
        return own_data.export_view(data_exports.own_export(session, current_actor().id, export_id))


@blueprint.get("/<uuid:export_id>/file")
@blueprint.response(200, {"type": "string", "format": "binary"}, content_type="application/zip")
@blueprint.alt_response(404, description="没有，或不是本人的")
@blueprint.alt_response(409, description="还没有准备好")
@blueprint.alt_response(410, description="已过期并删除")
@blueprint.alt_response(503, description="文件存储暂时无法访问")
@roles(Role.PROFESSIONAL)
@recorded
def download(export_id: UUID) -> Response:
    """下载个人信息副本."""
    with db.reading() as session:
        export = data_exports.downloadable(session, current_actor().id, export_id)
    response = send_file(
        open_large_file(key_of(export.id, str(export.stored_as)), str(export.sha256)),
        mimetype="application/zip",
        as_attachment=True,
        download_name=f"个人信息副本-{export.requested_at:%Y%m%d}.zip",
        etag=str(export.sha256),
    )
    response.headers["Content-Length"] = str(export.size)
    response.headers["Content-Security-Policy"] = "sandbox"
    response.headers["Cache-Control"] = "no-store"
    return response
