"""通知公告: the landing page."""

from uuid import UUID

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from web.audience import page_for
from web.clients import notices
from web.everyone.files import passed_on

pages = Blueprint("notices", __name__)


@pages.get("/notices")
@page_for()
def listed() -> ResponseReturnValue:
    """The notices for this person, newest first."""
    return render_template("everyone/notices.html", page=notices.notices(request.args.get("cursor")))


@pages.get("/notices/<uuid:notice_id>")
@page_for()
def show(notice_id: UUID) -> ResponseReturnValue:
    """One notice."""
    return render_template("everyone/notice.html", notice=notices.notice(str(notice_id)))


@pages.get("/notices/<uuid:notice_id>/attachments/<uuid:attachment_id>")
@page_for()
def attachment(notice_id: UUID, attachment_id: UUID) -> ResponseReturnValue:
    """An attachment, to be saved."""
    return passed_on(notices.attachment(str(notice_id), str(attachment_id)))
