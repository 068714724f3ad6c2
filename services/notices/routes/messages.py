"""我的消息: what the signed-in person was told."""

from typing import Any
from uuid import UUID

from flask import Response, jsonify, request
from flask_smorest import Blueprint
from marshmallow import RAISE

from services.notices import queries
from services.notices.db import db
from services.notices.operations import mailing, messages
from services.notices.schemas.messages import (
    MailChoiceSchema,
    MessagePageSchema,
    MessageQuery,
    PreferencesSchema,
    UnreadSchema,
)
from shared.api import IF_MATCH, expected_version
from shared.auth import current_actor, roles

blueprint = Blueprint("messages", __name__, url_prefix="/messages", description="我的消息")


@blueprint.get("")
@blueprint.arguments(MessageQuery, location="query", unknown=RAISE)
@blueprint.response(200, MessagePageSchema)
@roles()
def list_messages(page: dict[str, Any]) -> dict[str, Any]:
    """List one's own messages, the newest first: all, only unread ones, only those of one group."""
    with db.reading() as session:
        found, following = queries.page_of_messages(session, current_actor().id, **page)
    return {"items": found, "next": following}


@blueprint.get("/unread")
@blueprint.response(200, UnreadSchema)
@blueprint.alt_response(304, description="as many as before")
@roles()
def count_unread() -> Response:
    """How many messages are unread; asked again and again, so it answers 304 to the ETag it gave last."""
    with db.reading() as session:
        count = queries.unread(session, current_actor().id)
    response = jsonify({"unread": count})
    response.set_etag(f"unread-{count}")
    response.headers["Cache-Control"] = "private, no-cache"
    response.make_conditional(request)
    return response


@blueprint.post("/<uuid:message_id>/reading")
@blueprint.response(204)
@blueprint.alt_response(404, description="not_found")
@roles()
def read(message_id: UUID) -> None:
    """Mark one's own message as read; a second time changes nothing (标为已读)."""
    with db.transaction() as session:
        messages.mark_read(session, message_id, by=current_actor().id)


@blueprint.delete("/<uuid:message_id>/reading")
@blueprint.response(204)
@blueprint.alt_response(404, description="not_found")
@roles()
def unread_again(message_id: UUID) -> None:
    """Mark one's own message as unread, to come back to it (标为未读)."""
    with db.transaction() as session:
        messages.mark_unread(session, message_id, by=current_actor().id)


@blueprint.post("/reading")
@blueprint.response(204)
@roles()
def read_all() -> None:
    """Mark all of one's own messages as read (全部标为已读)."""
    with db.transaction() as session:
        messages.mark_all_read(session, current_actor().id)


@blueprint.get("/preferences")
@blueprint.response(200, PreferencesSchema)
@roles()
def preferences() -> dict[str, Any]:
    """Of which groups of messages one has mail, and whether mail reaches one at all."""
    with db.reading() as session:
        return queries.preferences(session, current_actor().id)


@blueprint.put("/preferences")
@blueprint.arguments(MailChoiceSchema)
@blueprint.response(200, PreferencesSchema)
@blueprint.alt_response(412, description="changed_meanwhile")
@blueprint.doc(parameters=[IF_MATCH])
@roles()
def choose(body: dict[str, Any]) -> dict[str, Any]:
    """Choose of which groups one wants mail; that of the account's safety always comes (设置消息邮件)."""
    expected, me = expected_version(), current_actor().id
    with db.transaction() as session:
        mailing.choose_mail(session, me, body["mailed"], expected=expected)
        session.flush()
        return queries.preferences(session, me)
