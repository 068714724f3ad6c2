"""修改记录: what was done to one's own record, when and in which role."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from shared.auth import Role
from web.audience import page_for
from web.clients import profile

pages = Blueprint("change_log", __name__)


@pages.get("/record/log")
@page_for(Role.PROFESSIONAL)
def show() -> ResponseReturnValue:
    """The log, newest first, page by page."""
    return render_template("professional/change_log.html", page=profile.change_log(request.args.get("cursor")))
