"""Notices for those who write them: list, draft, preview, and its files."""

import io
from typing import Any
from uuid import UUID

from flask import Response, send_file
from flask_smorest import Blueprint
from marshmallow import RAISE
from werkzeug.datastructures import FileStorage

from services.notices import written_queries
from services.notices.db import db
from services.notices.operations import attachments, writing
from services.notices.operations.attachment_files import key_of, received, remove
from services.notices.operations.rendering import html_of
from services.notices.operations.writing import find_written, hand_of
from services.notices.policy import WRITERS
from services.notices.schemas import writing as schemas
from services.notices.schemas.notices import AttachmentSchema
from shared.api import IF_MATCH, expected_version
from shared.audit import recorded
from shared.auth import current_actor, roles
from shared.files import read_file
from shared.limits import searching

blueprint = Blueprint("writing", __name__, url_prefix="/written-notices", description="通知管理：撰写")


@blueprint.get("")
@blueprint.arguments(schemas.WrittenQuery, location="query", unknown=RAISE)
@blueprint.response(200, schemas.WrittenPage)
@roles(*WRITERS)
@searching
def listed(query: dict[str, Any]) -> dict[str, Any]:
    """The notices that one may write, in whatever state, the newest first."""
    with db.reading() as session:
        return written_queries.page_of_written(session, current_actor(), query)


@blueprint.get("/units")
@blueprint.arguments(schemas.UnitQuery, location="query", unknown=RAISE)
@blueprint.response(200, schemas.NamedUnit(many=True))
@roles(*WRITERS)
@searching
def units(query: dict[str, Any]) -> list[dict[str, Any]]:
    """Units that one may write for, by a piece of the name."""
    with db.reading() as session:
        return written_queries.addressable_units(session, current_actor(), query["q"])


@blueprint.post("/preview")
@blueprint.arguments(schemas.MarkdownBody)
@blueprint.response(200, schemas.Html)
@roles(*WRITERS)
def preview(body: dict[str, str]) -> dict[str, str]:
    """The text as the real page would show it; nothing is kept (预览通知)."""
    return {"body_html": html_of(body["body"])}


@blueprint.post("")
@blueprint.arguments(schemas.NewNotice)
@blueprint.response(201, schemas.WrittenNotice)
@blueprint.alt_response(404, description="No such unit within your reach")
@roles(*WRITERS)
def begin(body: dict[str, Any]) -> dict[str, Any]:
    """Begin a notice that nobody sees yet (新建通知)."""
    actor, text = current_actor(), schemas.text_of(body)
    with db.transaction() as session:
        by = hand_of(session, actor, body["issuer_unit_id"])
        issuer = writing.issuer_for(session, body["issuer_unit_id"], body["issuer"])
        writing.check_audience(session, actor, text)
        notice = writing.draft_notice(session, text, issuer=issuer, by=by)
        return written_queries.full_view(session, actor, notice.id)


@blueprint.get("/<uuid:notice_id>")
@blueprint.response(200, schemas.WrittenNotice)
@blueprint.alt_response(404, description="not_found")
@roles(*WRITERS)
def show(notice_id: UUID) -> dict[str, Any]:
    """One notice in full, with its next edition if one is prepared."""
    with db.reading() as session:
        return written_queries.full_view(session, current_actor(), notice_id)


@blueprint.put("/<uuid:notice_id>")
@blueprint.arguments(schemas.TextBody)
@blueprint.response(200, schemas.WrittenNotice)
@blueprint.alt_response(404, description="not_found")
@blueprint.alt_response(409, description="notice_not_draft")
@blueprint.alt_response(412, description="changed_meanwhile")
@blueprint.doc(parameters=[IF_MATCH])
@roles(*WRITERS)
def change(body: dict[str, Any], notice_id: UUID) -> dict[str, Any]:
    """Write a draft anew (修改通知草稿)."""
    expected, actor, text = expected_version(), current_actor(), schemas.text_of(body)
    with db.transaction() as session:
        notice = find_written(session, actor, notice_id, locked=True)
        writing.check_audience(session, actor, text)
        writing.change_draft(notice, text, expected=expected)
        return written_queries.full_view(session, actor, notice_id)


@blueprint.get("/<uuid:notice_id>/people")
@blueprint.response(200, schemas.Reached)
@blueprint.alt_response(404, description="not_found")
@roles(*WRITERS)
def people(notice_id: UUID) -> dict[str, int]:
    """How many people what is being written would be shown to, counted now."""
    with db.reading() as session:
        return {"people": written_queries.people_to_reach(session, current_actor(), notice_id)}


@blueprint.get("/<uuid:notice_id>/editions/<int(max=99999):number>")
@blueprint.response(200, schemas.WrittenEdition)
@blueprint.alt_response(404, description="not_found")
@roles(*WRITERS)
def edition(notice_id: UUID, number: int) -> dict[str, Any]:
    """An edition as it could be read."""
    with db.reading() as session:
        return written_queries.edition_view(session, current_actor(), notice_id, number)


@blueprint.post("/<uuid:notice_id>/attachments")
@blueprint.arguments(schemas.FileUpload, location="files")
@blueprint.response(201, AttachmentSchema)
@blueprint.alt_response(409, description="notice_not_draft, too_many_attachments")
@blueprint.alt_response(413, description="file_too_large")
@blueprint.alt_response(422, description="file_refused")
@roles(*WRITERS)
def attach(uploaded: dict[str, FileStorage], notice_id: UUID) -> Any:
    """Add a file to what is being written (上传通知附件)."""
    actor, file = current_actor(), uploaded["file"]
    with db.reading() as session:
        find_written(session, actor, notice_id)
    with received(file.filename or "", file.read()) as upload, db.transaction() as session:
        notice = find_written(session, actor, notice_id, locked=True)
        return attachments.attach(session, notice, upload.name, upload.media_type, upload.stored)


@blueprint.get("/<uuid:notice_id>/attachments/<uuid:attachment_id>")
@blueprint.response(200, {"type": "string", "format": "binary"}, content_type="*/*")
@blueprint.alt_response(404, description="not_found")
@roles(*WRITERS)
@recorded
def download(notice_id: UUID, attachment_id: UUID) -> Response:
    """A file as its writers look at it, which is not counted (查看通知附件)."""
    with db.reading() as session:
        file = written_queries.find_written_attachment(session, current_actor(), notice_id, attachment_id)
    content = io.BytesIO(read_file(key_of(file.stored_name), file.sha256.hex()))
    response = send_file(content, mimetype=file.media_type, as_attachment=True, download_name=file.name)
    response.headers["Content-Security-Policy"] = "sandbox"
    return response


@blueprint.delete("/<uuid:notice_id>/attachments/<uuid:attachment_id>")
@blueprint.response(204)
@blueprint.alt_response(404, description="not_found")
@blueprint.alt_response(409, description="notice_not_draft")
@roles(*WRITERS)
def detach(notice_id: UUID, attachment_id: UUID) -> None:
    """Take a file out of what is being written; earlier editions keep it (移除通知附件)."""
    with db.transaction() as session:
        notice = find_written(session, current_actor(), notice_id, locked=True)
        unused = attachments.detach(session, notice, attachment_id)
    remove(unused)


@blueprint.post("/<uuid:notice_id>/attachments/<uuid:attachment_id>/rise")
@blueprint.response(204)
@blueprint.alt_response(404, description="not_found")
@blueprint.alt_response(409, description="notice_not_draft")
@roles(*WRITERS)
def move_up(notice_id: UUID, attachment_id: UUID) -> None:
    """Put a file one place further up (上移通知附件)."""
    with db.transaction() as session:
        notice = find_written(session, current_actor(), notice_id, locked=True)
        attachments.move_up(session, notice, attachment_id)
