"""查看信息修改申请: every change the person asked for, and 撤销."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shared.auth import Role
from web.audience import page_for
from web.clients import profile
from web.everyone.files import passed_on
from web.live import piece
from web.telling import telling

FILTERS = ("status", "section", "year", "q")

pages = Blueprint("changes", __name__)


@pages.get("/changes")
@page_for(Role.PROFESSIONAL)
def listed() -> ResponseReturnValue:
    """The list, newest first; every filter is in the address."""
    filters = _filters()
    page = profile.change_requests(filters | _cursor())
    return render_template("professional/changes.html", page=page, filters=filters)


@pages.get("/changes/table")
@page_for(Role.PROFESSIONAL)
def table() -> ResponseReturnValue:
    """The list alone, for a page that is open; nothing is sent while nothing has changed."""
    filters = _filters()
    page = profile.change_requests(filters | _cursor())
    standing = [(item["id"], item["status"]) for item in page["items"]]
    return piece(standing, lambda: render_template("professional/changes_table.html", page=page, filters=filters))


@pages.get("/changes/<uuid:request_id>")
@page_for(Role.PROFESSIONAL)
def show(request_id: UUID) -> ResponseReturnValue:
    """One request: before, wished, what came of it, and in a conflict what the record holds now."""
    wish = profile.change_request(str(request_id))
    return render_template("professional/change.html", wish=wish)


@pages.get("/changes/<uuid:request_id>/receipt")
@page_for(Role.PROFESSIONAL)
def printed(request_id: UUID) -> ResponseReturnValue:
    """打印回执: what was asked for and what came of it, as a PDF."""
    return passed_on(profile.printed_change(str(request_id)))


@pages.post("/changes/<uuid:request_id>/withdrawal")
@page_for(Role.PROFESSIONAL)
def withdraw(request_id: UUID) -> ResponseReturnValue:
    """撤销: take a request back while it waits."""
    with telling("申请已撤销。"):
        profile.withdraw_change(str(request_id))
    return redirect(url_for(".listed"))


def _filters() -> dict[str, str]:
    return {name: request.args[name].strip() for name in FILTERS if request.args.get(name, "").strip()}


def _cursor() -> dict[str, str]:
    return {"cursor": request.args["cursor"]} if "cursor" in request.args else {}
