"""Files, for their owner and for the reviewer of a case."""

import io
from typing import Any
from uuid import UUID

from flask import Response, send_file
from flask_smorest import Blueprint
from marshmallow import RAISE
from werkzeug.datastructures import FileStorage

from services.profile import schemas
from services.profile.db import db
from services.profile.models import File
from services.profile.operations import files
from services.profile.operations.passes import files_opened_by
from services.profile.routes.case_pass import given_pass
from shared.audit import recorded
from shared.auth import Role, current_actor, roles
from shared.uploads import previews
from shared.uploads.showing import PageSize, picture_of_page

blueprint = Blueprint("files", __name__, url_prefix="/files", description="附件")


@blueprint.post("")
@blueprint.arguments(schemas.FileForm, location="form")
@blueprint.arguments(schemas.FileUpload, location="files")
@blueprint.response(201, schemas.File)
@blueprint.alt_response(413, description="超过 5 MB")
@blueprint.alt_response(422, description="不是 JPG、PNG、PDF，或含有不允许的内容")
@blueprint.alt_response(503, description="文件存储暂时无法访问")
@roles(Role.PROFESSIONAL)
def upload(form: dict[str, str], uploaded: dict[str, FileStorage]) -> File:
    """上传附件."""
    file = uploaded["file"]
    content = file.read()
    with files.received(file.filename or "", content, form["purpose"]) as upload, db.transaction() as session:
        return files.keep_file(session, current_actor().id, upload)


@blueprint.get("/<uuid:file_id>")
@blueprint.response(200, {"type": "string", "format": "binary"}, content_type="*/*")
@blueprint.alt_response(404, description="没有，或无权查看")
@roles()
@recorded
def download(file_id: UUID) -> Response:
    """下载附件；审核员须带 Case-Pass."""
    file = _open(file_id)
    response = send_file(
        io.BytesIO(files.content_of(file)),
        mimetype=file.media_type,
        as_attachment=True,
        download_name=file.name,
        etag=file.sha256,
        conditional=True,
    )
    response.headers["Content-Security-Policy"] = "sandbox"
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/<uuid:file_id>/pages")
@blueprint.response(200, schemas.FilePages)
@blueprint.alt_response(404, description="没有，或无权查看")
@roles()
@recorded
def pages(file_id: UUID) -> dict[str, Any]:
    """预览附件，先得知名称与页数；审核员须带 Case-Pass."""
    file = _open(file_id)
    return {"id": file.id, "name": file.name, "pages": previews.page_count(files.original_of(file))}


@blueprint.get("/<uuid:file_id>/pages/<int:page>")
@blueprint.arguments(PageSize, location="query", unknown=RAISE)
@blueprint.response(200, {"type": "string", "format": "binary"}, content_type="image/jpeg")
@blueprint.alt_response(404, description="没有，或无权查看")
@blueprint.alt_response(422, description="无法预览")
@blueprint.alt_response(503, description="文件存储或预览暂时无法使用")
@roles()
def page_picture(query: dict[str, str], file_id: UUID, page: int) -> Response:
    """附件某一页的图片；审核员须带 Case-Pass."""
    return picture_of_page(files.original_of(_open(file_id)), page, query["size"])


def _open(file_id: UUID) -> File:
    """The file, if whoever asks may see it."""
    given = given_pass()
    with db.reading() as session:
        opened = files_opened_by(session, given) if given else set()
        return files.find_file(session, file_id, viewer_id=current_actor().id, opened=opened)
