"""个人基本信息: read it, print it, submit it, take it back."""

from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shared.auth import Role
from shared.catalogue import SECTIONS
from web.audience import page_for
from web.clients import profile
from web.clients.http import ApiError
from web.clients.profile import Json
from web.everyone.files import passed_on
from web.professional.record_page import links_to, record_page
from web.telling import CONFLICT, telling, words_of

pages = Blueprint("record", __name__)


@pages.get("/record")
@page_for(Role.PROFESSIONAL)
def show() -> ResponseReturnValue:
    """The record; `?open=education&entry=new` opens a form."""
    opened = request.args.get("open")
    page = record_page(profile.record(), open_section=opened, entry=request.args.get("entry"))
    removed = request.args.get("removed", None, UUID) if opened in SECTIONS else None
    return render_template("professional/record.html", page=page, opened=opened, removed=removed)


@pages.get("/record/status")
@page_for(Role.PROFESSIONAL)
def status() -> ResponseReturnValue:
    """How the record stands, as a piece of the page; asked for again and again."""
    answer = profile.record_status(request.headers.get("If-None-Match"))
    headers = {"ETag": answer.headers["ETag"]}
    if answer.status == HTTPStatus.NOT_MODIFIED:
        return Response(status=HTTPStatus.NOT_MODIFIED, headers=headers)
    return render_template("professional/status_panel.html", record=answer.json()), headers


@pages.post("/record/saving")
@page_for(Role.PROFESSIONAL)
def save() -> ResponseReturnValue:
    """保存 at the bottom while no form is open: all has been saved; say so, and what is still missing."""
    flash("全部内容已保存。", "success")
    problems = profile.record()["problems"]
    return (_incomplete(problems), HTTPStatus.OK) if _faults(problems) else redirect(url_for(".show"))


@pages.post("/record/submission")
@page_for(Role.PROFESSIONAL)
def submit() -> ResponseReturnValue:
    """提交审核: hand in what is saved, or show what is still missing."""
    return handed_in()


@pages.get("/record/print")
@page_for(Role.PROFESSIONAL)
def printed_draft() -> ResponseReturnValue:
    """打印草稿: what is filled in now, as a PDF."""
    return passed_on(profile.printed_draft())


@pages.get("/record/snapshots/<int(max=999999):number>/print")
@page_for(Role.PROFESSIONAL)
def printed(number: int) -> ResponseReturnValue:
    """打印: what was handed in as this version, as a PDF."""
    return passed_on(profile.printed_snapshot(number))


@pages.post("/record/withdrawal")
@page_for(Role.PROFESSIONAL)
def withdraw() -> ResponseReturnValue:
    """Take the record back while nobody has decided."""
    with telling("已撤回，您可以继续修改后重新提交。"):
        profile.withdraw()
    return redirect(url_for(".show"))


def handed_in() -> ResponseReturnValue:
    """Submit the record and show how it stands, with the list of what is missing if it was refused.

    What was typed and not saved would stay behind: the person is asked first.
    """
    key, anyway = request.form.get("key"), "anyway" in request.form
    try:
        profile.submit(f"{key}-submit" if key else None, anyway=anyway)  # the form's own key stands for saving it
    except ApiError as error:
        if error.error == "record_incomplete":
            return _incomplete(error.document["problems"]), HTTPStatus.UNPROCESSABLE_ENTITY
        if error.error == "drafts_left_behind":
            page = record_page(profile.record(), open_section=None, entry=None)
            return render_template("professional/record.html", page=page, left_behind=True), HTTPStatus.CONFLICT
        if error.status != CONFLICT:
            raise
        flash(words_of(error), "warning")
    else:
        flash("已提交，请等待单位审核。审核结果会显示在本页，并发送到“我的消息”。", "success")
    return redirect(url_for("record.show"))


def _incomplete(problems: list[Json]) -> str:
    """The record with the list of what keeps it from being handed in."""
    record = profile.record()
    page = record_page(record, open_section=None, entry=None)
    return render_template("professional/record.html", page=page, missing=links_to(record, _faults(problems)))


def _faults(problems: list[Json]) -> list[Json]:
    return [problem for problem in problems if problem["severity"] == "error"]
