"""我的消息, the number at the bell, and 我的消息设置."""

from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from web import bell
from web.audience import asker, page_for
from web.clients import messages, notices
from web.telling import telling

GROUPS = ("审核结果", "提醒", "账号安全", "分享", "管理工作")
CHANGED_MEANWHILE = 412

pages = Blueprint("messages", __name__)


@pages.get("/messages")
@page_for()
def show() -> ResponseReturnValue:
    """The messages to this person, newest first; perhaps only some. The number at the bell is that of now."""
    bell.forget(asker().id)
    asked = {name: request.args.get(name, "") for name in ("group", "unread", "cursor")}
    asked = {name: value for name, value in asked.items() if value}
    page = messages.messages(asked)
    chosen = {name: value for name, value in asked.items() if name != "cursor"}
    return render_template("everyone/messages.html", page=page, chosen=chosen, groups=GROUPS)


@pages.get("/messages/unread")
@page_for()
def unread() -> ResponseReturnValue:
    """How many are unread, for the bell."""
    answer = notices.unread(request.headers.get("If-None-Match"))
    headers = {"ETag": answer.headers.get("ETag", "")}
    return Response(answer.data, answer.status, headers, mimetype="application/json")


@pages.post("/messages/<uuid:message_id>/reading")
@page_for()
def read(message_id: UUID) -> ResponseReturnValue:
    """Mark one as read, or as unread again."""
    deed = messages.unread_again if "again" in request.form else messages.read
    deed(str(message_id))
    return redirect(url_for(".show"))


@pages.post("/messages/reading")
@page_for()
def read_all() -> ResponseReturnValue:
    """全部标为已读."""
    with telling("已全部标为已读。"):
        messages.read_all()
    return redirect(url_for(".show"))


@pages.get("/messages/settings")
@page_for()
def preferences() -> ResponseReturnValue:
    """Of which messages a mail is sent too."""
    return render_template("everyone/message_settings.html", chosen=messages.preferences())


@pages.post("/messages/settings")
@page_for()
def choose() -> ResponseReturnValue:
    """Choose that."""
    with telling("消息设置已保存。", refusals=(CHANGED_MEANWHILE,)):
        messages.choose(request.form.get("version", ""), request.form.getlist("mailed"))
    return redirect(url_for(".preferences"))
