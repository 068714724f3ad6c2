"""What one has read: marks on notices, 我已阅读并知悉 and 全部标为已读, and the count of downloads."""

from typing import Any
from uuid import UUID

from flask_smorest import Blueprint
from marshmallow import RAISE

from services.notices import queries
from services.notices.db import db
from services.notices.marks import confirmed_at, marks_of
from services.notices.operations import reading
from services.notices.policy import reader_of
from services.notices.schemas.notices import MarksQuery, MarksSchema, OwnMarksSchema, marks_answer
from shared.api import IF_MATCH, expected_version
from shared.audit import routine
from shared.auth import current_actor, roles

blueprint = Blueprint("reading", __name__, url_prefix="/notices", description="通知公告：已读与确认")


@blueprint.get("/marks")
@blueprint.arguments(MarksQuery, location="query", unknown=RAISE)
@blueprint.response(200, MarksSchema)
@roles()
def marks(query: dict[str, Any]) -> dict[str, Any]:
    """Which of these notices one has not read, and what one has to confirm first."""
    with db.reading() as session:
        return marks_answer(marks_of(session, reader_of(session, current_actor()), query["notice_id"]))


@blueprint.get("/<uuid:notice_id>/marks")
@blueprint.response(200, OwnMarksSchema)
@blueprint.alt_response(404, description="not_found")
@roles()
def own_marks(notice_id: UUID) -> dict[str, Any]:
    """When one confirmed a notice, and how often its files were downloaded."""
    with db.reading() as session:
        reader = reader_of(session, current_actor())
        notice = queries.find_notice(session, reader, notice_id)
        downloads = queries.downloads_of(session, notice)
        counted = [{"id": attachment, "downloads": count} for attachment, count in downloads.items()]
        return {"confirmed_at": confirmed_at(session, reader, notice), "downloads": counted}


@blueprint.post("/<uuid:notice_id>/reading")
@blueprint.response(204)
@blueprint.alt_response(404, description="not_found")
@roles()
@routine
def read(notice_id: UUID) -> None:
    """Note that one has read a notice; a second time changes nothing (阅读通知)."""
    actor = current_actor()
    with db.transaction() as session:
        notice = queries.find_notice(session, reader_of(session, actor), notice_id)
        reading.note_reading(session, notice, actor.id)


@blueprint.post("/<uuid:notice_id>/confirmation")
@blueprint.response(204)
@blueprint.alt_response(404, description="not_found")
@blueprint.alt_response(409, description="nothing_to_confirm")
@blueprint.alt_response(412, description="There is another edition by now")
@blueprint.doc(parameters=[IF_MATCH])
@roles()
def confirm(notice_id: UUID) -> None:
    """Confirm that one knows what the edition given in If-Match says; again changes nothing (我已阅读并知悉)."""
    actor, edition = current_actor(), expected_version()
    with db.transaction() as session:
        notice = queries.find_notice(session, reader_of(session, actor), notice_id)
        reading.confirm(session, notice, actor.id, expected=edition)


@blueprint.post("/reading")
@blueprint.response(204)
@roles()
@routine
def read_everything() -> None:
    """Let everything that is there count as read (全部标为已读)."""
    with db.transaction() as session:
        reading.read_everything(session, current_actor().id)


@blueprint.post("/<uuid:notice_id>/attachments/<uuid:attachment_id>/downloads")
@blueprint.response(204)
@blueprint.alt_response(404, description="not_found")
@roles()
@routine
def count_download(notice_id: UUID, attachment_id: UUID) -> None:
    """Count that a file was handed out (下载附件)."""
    with db.transaction() as session:
        notice = queries.find_notice(session, reader_of(session, current_actor()), notice_id)
        reading.count_download(session, queries.attachment_in(session, notice, attachment_id))
