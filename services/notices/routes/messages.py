"""我的消息: what the signed-in person was told."""

from typing import Any
from uuid import UUID

from flask import Response, jsonify, request
from flask_smorest import Blueprint
from marshmallow import RAISE

from services.notices import queries
from services.notices.db import db
from services.notices.operations import messages
from services.notices.schemas.messages import MessagePageSchema, UnreadSchema
from services.notices.schemas.paging import PageSchema
from shared.auth import current_actor, roles

blp = Blueprint("messages", __name__, url_prefix="/messages", description="我的消息")


@blp.get("")
@blp.arguments(PageSchema, location="query", unknown=RAISE)
@blp.response(200, MessagePageSchema)
@roles()
def list_messages(page: dict[str, Any]) -> dict[str, Any]:
    """List one's own messages, the newest first."""
    with db.reading() as session:
        found, following = queries.page_of_messages(session, current_actor().id, page["cursor"], page["limit"])
    return {"items": found, "next": following}


@blp.get("/unread")
@blp.response(200, UnreadSchema)
@blp.alt_response(304, description="as many as before")
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


@blp.post("/<uuid:message_id>/reading")
@blp.response(204)
@blp.alt_response(404, description="not_found")
@roles()
def read(message_id: UUID) -> None:
    """Mark one's own message as read; a second time changes nothing (标为已读)."""
    with db.transaction() as session:
        messages.mark_read(session, message_id, by=current_actor().id)
