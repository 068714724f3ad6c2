"""统计: Excel files of many people: ask for one, follow how it is written, download it within a day."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shared.auth import REVIEWING
from web.audience import page_for
from web.clients import figures
from web.clients.http import ApiError
from web.everyone.files import passed_on_piece_by_piece
from web.live import piece
from web.reviewer.figure_words import WITHOUT_TITLE, WORDS, series_word
from web.telling import telling

NOT_OFFERED = {409, 410}
UNFINISHED = {"queued", "running"}
ASKED = ("unit_id", "alone", "series", "first", "last", "dimension", "value")

Json = dict[str, Any]
pages = Blueprint("people_sheets", __name__)


@pages.get("/figures/sheets")
@page_for(*REVIEWING)
def listed() -> ResponseReturnValue:
    """One's own files, newest first, and how far each has come."""
    return render_template("reviewer/people_sheets.html", **_standing())


@pages.get("/figures/sheets/status")
@page_for(*REVIEWING)
def status() -> ResponseReturnValue:
    """The same as a piece of the page."""
    standing = _standing()
    return piece(standing, lambda: render_template("reviewer/people_sheets_panel.html", **standing))


@pages.post("/figures/sheets")
@page_for(*REVIEWING)
def ask() -> ResponseReturnValue:
    """Have a file made of the people behind a number; sent twice it is one file."""
    wanted = {name: request.form[name] for name in ASKED if name in request.form}
    with telling("已开始导出。完成后会显示在本页，并发送到“我的消息”，您可以先离开。"):
        figures.ask_for_sheet(wanted, request.form.get("key", ""))
    return redirect(url_for(".listed"))


@pages.get("/figures/sheets/<uuid:sheet_id>/file")
@page_for(*REVIEWING)
def download(sheet_id: UUID) -> ResponseReturnValue:
    """The file, passed on piece by piece; back to the page with the reason if it is not offered."""
    try:
        return passed_on_piece_by_piece(figures.sheet(str(sheet_id)))
    except ApiError as error:
        if error.status not in NOT_OFFERED:
            raise
        flash(error.detail, "warning")
        return redirect(url_for(".listed"))


def _standing() -> Json:
    cursor = {"cursor": request.args["cursor"]} if request.args.get("cursor") else {}
    page = figures.sheets(cursor)
    sheets = [sheet | {"name": _name(sheet), "series_name": _series(sheet["series"])} for sheet in page["items"]]
    return {"page": page | {"items": sheets}, "busy": any(sheet["state"] in UNFINISHED for sheet in sheets)}


def _name(sheet: Json) -> str:
    title, word = WORDS[sheet["dimension"]]
    return f"{title}：{word(sheet['value'])}"


def _series(series: str | None) -> str:
    if series is None:
        return ""
    return WITHOUT_TITLE if series == "-" else series_word(series)
