"""通知公告: list, text, earlier editions, attachments. For everybody who is signed in, as far as it concerns them."""

import io
from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Response, jsonify, request, send_file
from flask_smorest import Blueprint
from marshmallow import RAISE

from services.notices import queries
from services.notices.board import page_of_notices, standing
from services.notices.db import db
from services.notices.found import search
from services.notices.models import Attachment
from services.notices.operations.attachment_files import key_of
from services.notices.policy import reader_of
from services.notices.schemas.notices import (
    EditionSchema,
    NoticePageSchema,
    NoticeQuery,
    NoticeSchema,
    edition_answer,
    found_answer,
    narrowing_of,
    notice_answer,
    page_answer,
)
from services.notices.searching import words_of
from shared.auth import current_actor, roles
from shared.errors import NotFound
from shared.files import read_file
from shared.limits import searching

blueprint = Blueprint("notices", __name__, url_prefix="/notices", description="通知公告")


@blueprint.get("")
@blueprint.arguments(NoticeQuery, location="query", unknown=RAISE)
@blueprint.response(200, NoticePageSchema)
@blueprint.alt_response(304, description="what one of the given ETags stands for")
@roles()
@searching
def list_notices(query: dict[str, Any]) -> Response:
    """List what concerns one: pinned first, then the newest; what was looked for with a passage of where it stands."""
    narrowed = narrowing_of(query)
    with db.reading() as session:
        reader = reader_of(session, current_actor())

        def listed() -> dict[str, Any]:
            if words_of(narrowed.q):
                return found_answer(search(session, reader, narrowed, query["cursor"], query["limit"]))
            return page_answer(*page_of_notices(session, reader, narrowed, query["cursor"], query["limit"]))

        tag = standing(session, reader, narrowed, query["cursor"], query["limit"])
        return kept_by(tag, lambda: NoticePageSchema().dump(listed()))


@blueprint.get("/<uuid:notice_id>")
@blueprint.response(200, NoticeSchema)
@blueprint.alt_response(304, description="what one of the given ETags stands for")
@blueprint.alt_response(404, description="not_found")
@blueprint.alt_response(410, description="notice_gone")
@roles()
def show_notice(notice_id: UUID) -> Response:
    """One notice with its attachments and the heads of its editions."""
    with db.reading() as session:
        reader = reader_of(session, current_actor())
        tag = standing(session, reader, notice_id)
        notice = queries.find_notice(session, reader, notice_id)
        attached, editions = queries.attachments_of(session, notice), queries.editions_of(session, notice)
        return kept_by(tag, lambda: NoticeSchema().dump(notice_answer(notice, attached, editions)))


@blueprint.get("/<uuid:notice_id>/editions/<int:number>")
@blueprint.response(200, EditionSchema)
@blueprint.alt_response(404, description="not_found")
@blueprint.alt_response(410, description="notice_gone")
@roles()
def show_edition(notice_id: UUID, number: int) -> dict[str, Any]:
    """What a notice said before it was revised."""
    with db.reading() as session:
        notice = queries.find_notice(session, reader_of(session, current_actor()), notice_id)
        for edition in queries.editions_of(session, notice):
            if edition.number == number:
                return edition_answer(edition)
    raise NotFound


@blueprint.get("/<uuid:notice_id>/attachments/<uuid:attachment_id>")
@blueprint.response(200, {"type": "string", "format": "binary"}, content_type="*/*")
@blueprint.alt_response(404, description="not_found")
@blueprint.alt_response(410, description="notice_gone")
@roles()
def download(notice_id: UUID, attachment_id: UUID) -> Response:
    """The content of an attachment, to be saved under its own name."""
    with db.reading() as session:
        notice = queries.find_notice(session, reader_of(session, current_actor()), notice_id)
        attachment = queries.attachment_in(session, notice, attachment_id)
    return file_answer(attachment)


def kept_by(tag: str, content: Callable[[], Any]) -> Response:
    """The content with its ETag, or without a look at it 304 to whoever keeps it already.

    Whoever keeps it asks each time: what was published is seen at once, and what was withdrawn by nobody.
    """
    kept = request.if_none_match.contains(tag)
    response = Response(status=304) if kept else jsonify(content())
    response.set_etag(tag)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def file_answer(attachment: Attachment) -> Response:
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
