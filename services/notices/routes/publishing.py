"""Notices for those who write them: publishing, now or later, revising, taking back."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask_smorest import Blueprint

from services.notices import written_queries
from services.notices.db import db
from services.notices.operations import publishing, revising
from services.notices.operations.attachment_files import remove
from services.notices.operations.writing import check_audience, find_written, hand_of, refuse_older
from services.notices.policy import WRITERS
from services.notices.schemas import writing as schemas
from shared.api import IF_MATCH, expected_version
from shared.auth import current_actor, roles

blueprint = Blueprint(
    "publishing", __name__, url_prefix="/written-notices/<uuid:notice_id>", description="通知管理：发布"
)


@blueprint.post("/publication")
@blueprint.arguments(schemas.PublicationBody)
@blueprint.response(201, schemas.WrittenNotice)
@blueprint.alt_response(404, description="not_found")
@blueprint.alt_response(409, description="transition_not_allowed")
@blueprint.alt_response(412, description="changed_meanwhile")
@blueprint.doc(parameters=[IF_MATCH])
@roles(*WRITERS)
def publish(body: dict[str, Any], notice_id: UUID) -> dict[str, Any]:
    """Show a draft to those it concerns, at once or from a moment on (发布通知)."""
    expected, actor, now = expected_version(), current_actor(), datetime.now(UTC)
    publishing.refuse_past(body["published_at"], now)
    with db.transaction() as session:
        notice = find_written(session, actor, notice_id, locked=True)
        refuse_older(notice, expected)
        by = hand_of(session, actor, notice.issuer_unit_id)
        at, until = body["published_at"], body["published_until"]
        publishing.publish_notice(session, notice_id, by=by, at=at, until=until, pinned=body["pinned"])
        return written_queries.full_view(session, actor, notice_id)


@blueprint.post("/unscheduling")
@blueprint.response(201, schemas.WrittenNotice)
@blueprint.alt_response(404, description="not_found")
@blueprint.alt_response(409, description="notice_shown_already, transition_not_allowed")
@roles(*WRITERS)
def unschedule(notice_id: UUID) -> dict[str, Any]:
    """Make a draft again of what nobody has seen yet (取消定时发布)."""
    actor = current_actor()
    with db.transaction() as session:
        notice = find_written(session, actor, notice_id, locked=True)
        publishing.unschedule_notice(
            session, notice, by=hand_of(session, actor, notice.issuer_unit_id), now=datetime.now(UTC)
        )
        return written_queries.full_view(session, actor, notice_id)


@blueprint.put("/display")
@blueprint.arguments(schemas.DisplayBody)
@blueprint.response(200, schemas.WrittenNotice)
@blueprint.alt_response(404, description="not_found")
@blueprint.alt_response(409, description="notice_not_published")
@blueprint.alt_response(412, description="changed_meanwhile")
@blueprint.doc(parameters=[IF_MATCH])
@roles(*WRITERS)
def display(body: dict[str, Any], notice_id: UUID) -> dict[str, Any]:
    """Say whether a published notice stands first, and until when it is shown (通知置顶与结束时间)."""
    expected, actor = expected_version(), current_actor()
    with db.transaction() as session:
        notice = find_written(session, actor, notice_id, locked=True)
        refuse_older(notice, expected)
        publishing.display(session, notice, pinned=body["pinned"], until=body["published_until"])
        return written_queries.full_view(session, actor, notice_id)


@blueprint.post("/withdrawal")
@blueprint.arguments(schemas.WithdrawalBody)
@blueprint.response(201, schemas.WrittenNotice)
@blueprint.alt_response(404, description="not_found")
@blueprint.alt_response(409, description="transition_not_allowed")
@roles(*WRITERS)
def withdraw(body: dict[str, str], notice_id: UUID) -> dict[str, Any]:
    """Take a published notice back, and give up an edition in preparation (撤回通知)."""
    actor = current_actor()
    with db.transaction() as session:
        notice = find_written(session, actor, notice_id, locked=True)
        by = hand_of(session, actor, notice.issuer_unit_id)
        publishing.withdraw_notice(session, notice_id, by=by, reason=body["reason"])
        unused = revising.forget_revision(session, notice)
        shown = written_queries.full_view(session, actor, notice_id)
    remove(unused)
    return shown


@blueprint.post("/revision")
@blueprint.response(201, schemas.WrittenNotice)
@blueprint.alt_response(404, description="not_found")
@blueprint.alt_response(409, description="notice_not_published, notice_not_shown_yet")
@roles(*WRITERS)
def begin_revision(notice_id: UUID) -> dict[str, Any]:
    """Prepare the next edition, or go on with the one in preparation (修订通知)."""
    actor = current_actor()
    with db.transaction() as session:
        notice = find_written(session, actor, notice_id, locked=True)
        revising.begin_revision(
            session, notice, by=hand_of(session, actor, notice.issuer_unit_id), now=datetime.now(UTC)
        )
        return written_queries.full_view(session, actor, notice_id)


@blueprint.put("/revision")
@blueprint.arguments(schemas.RevisionBody)
@blueprint.response(200, schemas.WrittenNotice)
@blueprint.alt_response(404, description="not_found")
@blueprint.alt_response(412, description="changed_meanwhile")
@blueprint.doc(parameters=[IF_MATCH])
@roles(*WRITERS)
def change_revision(body: dict[str, Any], notice_id: UUID) -> dict[str, Any]:
    """Write the next edition; people go on reading the present one (修改通知修订稿)."""
    expected, actor, text = expected_version(), current_actor(), schemas.text_of(body)
    with db.transaction() as session:
        notice = find_written(session, actor, notice_id, locked=True)
        check_audience(session, actor, text)
        by = hand_of(session, actor, notice.issuer_unit_id)
        revising.change_revision(session, notice, text, body["note"], by=by, expected=expected)
        return written_queries.full_view(session, actor, notice_id)


@blueprint.post("/revision/publication")
@blueprint.response(201, schemas.WrittenNotice)
@blueprint.alt_response(404, description="not_found")
@blueprint.alt_response(409, description="notice_not_published")
@blueprint.alt_response(412, description="changed_meanwhile")
@blueprint.alt_response(422, description="notice_invalid")
@blueprint.doc(parameters=[IF_MATCH])
@roles(*WRITERS)
def publish_revision(notice_id: UUID) -> dict[str, Any]:
    """Put the next edition in the place of the present one (发布通知修订稿)."""
    expected, actor = expected_version(), current_actor()
    with db.transaction() as session:
        notice = find_written(session, actor, notice_id, locked=True)
        by = hand_of(session, actor, notice.issuer_unit_id)
        revising.publish_revision(session, notice, by=by, expected=expected, now=datetime.now(UTC))
        return written_queries.full_view(session, actor, notice_id)


@blueprint.delete("/revision")
@blueprint.response(204)
@blueprint.alt_response(404, description="not_found")
@roles(*WRITERS)
def discard_revision(notice_id: UUID) -> None:
    """Give up the next edition (放弃通知修订稿)."""
    with db.transaction() as session:
        notice = find_written(session, current_actor(), notice_id, locked=True)
        revising.find_revision(session, notice)
        unused = revising.forget_revision(session, notice)
    remove(unused)
