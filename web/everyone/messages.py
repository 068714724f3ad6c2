"""我的消息, and the number at the bell."""

from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from web.audience import page_for
from web.clients import notices

pages = Blueprint("messages", __name__)


@pages.get("/messages")
@page_for()
def show() -> ResponseReturnValue:
    """The messages to this person, newest first."""
    return render_template("everyone/messages.html", page=notices.messages(request.args.get("cursor")))


@pages.get("/messages/unread")
@page_for()
def unread() -> ResponseReturnValue:
    """How many are unread, for the bell."""
    answer = notices.unread(request.headers.get("If-None-Match"))
    headers = {"ETag": answer.headers.get("ETag", "")}
    return Response(answer.content, answer.status_code, headers, mimetype="application/json")


@pages.post("/messages/<uuid:message_id>/reading")
@page_for()
def read(message_id: UUID) -> ResponseReturnValue:
    """Mark one as read."""
    notices.read_message(str(message_id))
    return redirect(url_for(".show"))
