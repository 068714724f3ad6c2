"""未确认人员 of a notice that must be read: list, Excel, reminding."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shared.auth import Role
from web.audience import page_for
from web.clients import confirmations
from web.clients.http import ApiError
from web.everyone.files import passed_on
from web.telling import CONFLICT, telling

WRITERS = (Role.SYSTEM_ADMIN, Role.SUPERIOR_ADMIN, Role.UNIT_ADMIN)

pages = Blueprint("confirmations", __name__, url_prefix="/administration/notices/<uuid:notice_id>")


@pages.get("/unconfirmed")
@page_for(*WRITERS)
def listed(notice_id: UUID) -> ResponseReturnValue:
    """Who has not confirmed."""
    page = confirmations.unconfirmed(str(notice_id), request.args.get("cursor"))
    return render_template("administration/unconfirmed.html", page=page, notice_id=notice_id)


@pages.get("/unconfirmed/sheet")
@page_for(*WRITERS)
def sheet(notice_id: UUID) -> ResponseReturnValue:
    """The same as an Excel file."""
    try:
        return passed_on(confirmations.sheet(str(notice_id)))
    except ApiError as error:
        if error.status != CONFLICT:
            raise
        flash(error.detail, "warning")
        return redirect(url_for(".listed", notice_id=notice_id))


@pages.post("/reminders")
@page_for(*WRITERS)
def remind(notice_id: UUID) -> ResponseReturnValue:
    """Remind all of them."""
    with telling("正在提醒，未确认的人员会收到站内消息。"):
        confirmations.remind(str(notice_id))
    return redirect(url_for(".listed", notice_id=notice_id))
