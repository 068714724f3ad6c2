"""通知公告: list, text, attachments. For everybody who is signed in."""

import io
from typing import Any
from uuid import UUID

from flask import Response, send_file
from flask_smorest import Blueprint
from marshmallow import RAISE

from services.notices import queries
from services.notices.db import db
from services.notices.models import Attachment
from services.notices.operations.attachment_files import key_of
from services.notices.schemas.notices import NoticePageSchema, NoticeSchema, notice_answer, page_answer
from services.notices.schemas.paging import PageSchema
from shared.auth import roles
from shared.files import read_file

blp = Blueprint("notices", __name__, url_prefix="/notices", description="通知公告")


@blp.get("")
@blp.arguments(PageSchema, location="query", unknown=RAISE)
@blp.response(200, NoticePageSchema)
@roles()
def list_notices(page: dict[str, Any]) -> dict[str, Any]:
    """List what is published: pinned first, then the newest."""
    with db.reading() as session:
        notices, following = queries.page_of_notices(session, page["cursor"], page["limit"])
    return page_answer(notices, following)


@blp.get("/<uuid:notice_id>")
@blp.response(200, NoticeSchema)
@blp.alt_response(404, description="not_found")
@roles()
def show_notice(notice_id: UUID) -> dict[str, Any]:
    """One notice with its attachments."""
    with db.reading() as session:
        notice = queries.find_notice(session, notice_id)
        return notice_answer(notice, queries.attachments_of(session, notice))


@blp.get("/<uuid:notice_id>/attachments/<uuid:attachment_id>")
@blp.response(200, {"type": "string", "format": "binary"}, content_type="application/octet-stream")
@blp.alt_response(404, description="not_found")
@roles()
def download(notice_id: UUID, attachment_id: UUID) -> Response:
    """The content of an attachment, to be saved under its own name."""
    with db.reading() as session:
        attachment = queries.find_attachment(session, notice_id, attachment_id)
    return _file(attachment)


def _file(attachment: Attachment) -> Response:
    """The file as a download that a browser never shows as a page of ours (RFC 6266)."""
    content = read_file(key_of(attachment.stored_name), attachment.sha256.hex())
    response = send_file(
        io.BytesIO(content),
        mimetype=attachment.media_type,
        as_attachment=True,
        download_name=attachment.name,
        etag=attachment.sha256.hex(),
    )
    response.headers["Content-Security-Policy"] = "sandbox"
    return response
