"""通知公告 for everybody, without signing in: what was published as public."""

from typing import Any
from uuid import UUID

from flask import Response
from flask_smorest import Blueprint
from marshmallow import RAISE

from services.notices import queries
from services.notices.board import page_of_public_notices, standing
from services.notices.db import db
from services.notices.operations.reading import count_download
from services.notices.routes.notices import file_answer, kept_by
from services.notices.schemas.notices import NoticeSchema, PublicPageSchema, notice_answer
from services.notices.schemas.paging import PageSchema
from shared.audit import routine
from shared.auth import public

blueprint = Blueprint("public_notices", __name__, url_prefix="/public-notices", description="公开的通知公告")


@blueprint.get("")
@blueprint.arguments(PageSchema, location="query", unknown=RAISE)
@blueprint.response(200, PublicPageSchema)
@blueprint.alt_response(304, description="what one of the given ETags stands for")
@public
def list_public(page: dict[str, Any]) -> Response:
    """List what is public, the newest first, with the whole texts: what a feed holds."""
    with db.reading() as session:
        tag = standing(session, None, page)

        def listed() -> dict[str, Any]:
            notices, following = page_of_public_notices(session, page["cursor"], page["limit"])
            return {"items": [notice_answer(notice, (), ()) for notice in notices], "next": following}

        return kept_by(tag, lambda: PublicPageSchema().dump(listed()))


@blueprint.get("/<uuid:notice_id>")
@blueprint.response(200, NoticeSchema)
@blueprint.alt_response(304, description="what one of the given ETags stands for")
@blueprint.alt_response(404, description="not_found")
@public
def show_public(notice_id: UUID) -> Response:
    """One public notice."""
    with db.reading() as session:
        tag = standing(session, None, notice_id)
        notice = queries.find_public_notice(session, notice_id)
        attached = queries.attachments_of(session, notice)
        return kept_by(tag, lambda: NoticeSchema().dump(notice_answer(notice, attached, ())))


@blueprint.get("/<uuid:notice_id>/attachments/<uuid:attachment_id>")
@blueprint.response(200, {"type": "string", "format": "binary"}, content_type="*/*")
@blueprint.alt_response(404, description="not_found")
@public
def download_public(notice_id: UUID, attachment_id: UUID) -> Response:
    """The content of an attachment of a public notice."""
    with db.reading() as session:
        attachment = queries.attachment_in(session, queries.find_public_notice(session, notice_id), attachment_id)
    return file_answer(attachment)


@blueprint.post("/<uuid:notice_id>/attachments/<uuid:attachment_id>/downloads")
@blueprint.response(204)
@blueprint.alt_response(404, description="not_found")
@public
@routine
def count_public_download(notice_id: UUID, attachment_id: UUID) -> None:
    """Count that a file was handed out (下载公开附件)."""
    with db.transaction() as session:
        notice = queries.find_public_notice(session, notice_id)
        count_download(session, queries.attachment_in(session, notice, attachment_id))
