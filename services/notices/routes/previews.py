"""Attachments of 通知公告 looked at page by page, without being saved."""

from typing import Any
from uuid import UUID

from flask import Response
from flask_smorest import Blueprint
from marshmallow import RAISE

from services.notices import queries
from services.notices.db import db
from services.notices.models import Attachment
from services.notices.operations.attachment_files import original_of
from services.notices.policy import reader_of
from services.notices.schemas.notices import AttachmentPagesSchema
from shared.auth import current_actor, roles
from shared.uploads import previews
from shared.uploads.showing import PageSize, picture_of_page

blueprint = Blueprint("previews", __name__, url_prefix="/notices", description="通知公告的附件预览")


@blueprint.get("/<uuid:notice_id>/attachments/<uuid:attachment_id>/pages")
@blueprint.response(200, AttachmentPagesSchema)
@blueprint.alt_response(404, description="not_found")
@blueprint.alt_response(410, description="notice_gone")
@blueprint.alt_response(422, description="preview_impossible")
@roles()
def pages(notice_id: UUID, attachment_id: UUID) -> dict[str, Any]:
    """The name of an attachment and how many pages it has."""
    attachment = _open(notice_id, attachment_id)
    return {"name": attachment.name, "pages": previews.page_count(original_of(attachment))}


@blueprint.get("/<uuid:notice_id>/attachments/<uuid:attachment_id>/pages/<int:page>")
@blueprint.arguments(PageSize, location="query", unknown=RAISE)
@blueprint.response(200, {"type": "string", "format": "binary"}, content_type="image/jpeg")
@blueprint.alt_response(404, description="not_found")
@blueprint.alt_response(410, description="notice_gone")
@blueprint.alt_response(422, description="preview_impossible")
@blueprint.alt_response(503, description="previews_busy, store_away")
@roles()
def page_picture(query: dict[str, str], notice_id: UUID, attachment_id: UUID, page: int) -> Response:
    """One page of an attachment as a picture."""
    return picture_of_page(original_of(_open(notice_id, attachment_id)), page, query["size"])


def _open(notice_id: UUID, attachment_id: UUID) -> Attachment:
    """The attachment, if its notice concerns whoever asks."""
    with db.reading() as session:
        notice = queries.find_notice(session, reader_of(session, current_actor()), notice_id)
        return queries.attachment_in(session, notice, attachment_id)
