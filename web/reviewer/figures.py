"""统计: figures of people and cases as charts with their tables, the people behind each number, and sheets."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

from flask import Blueprint, abort, render_template, request, send_file
from flask.typing import ResponseReturnValue

from shared.auth import REVIEWING
from shared.beijing import today
from shared.catalogue import CODE_LISTS
from shared.workbook import XLSX, Sheet, workbook_of
from web.audience import page_for
from web.clients import figures
from web.clients.http import ApiError
from web.everyone.files import passed_on
from web.reviewer.figure_charts import FigurePage, figure_page
from web.reviewer.figure_words import WITHOUT_TITLE, WORDS
from web.reviewer.small_numbers import rows_of

FILTERS = ("unit_id", "alone", "series", "first", "last")
TYPED = ("first", "last")
USUAL_DAYS = 30
WIDTH = 18
UNPROCESSABLE = 422

Json = dict[str, Any]
pages = Blueprint("figures", __name__)


@pages.get("/figures")
@page_for(*REVIEWING)
def show() -> ResponseReturnValue:
    """All figures of a unit; every filter is in the address."""
    query, faults = _filters(), {}
    try:
        page = _page(query | _after())
    except ApiError as refusal:
        faults = {name: words for name, words in refusal.fields.items() if name in TYPED}
        if refusal.status != UNPROCESSABLE or not faults:
            raise
        page = _page({name: value for name, value in query.items() if name not in TYPED})
    return render_template(
        "reviewer/figures.html", page=page, query=query, faults=faults, days=_days(query, faults), series=_series()
    )


@pages.get("/figures.xlsx")
@page_for(*REVIEWING)
def sheet() -> ResponseReturnValue:
    """The tables of the page, a sheet each, without numbers that could mean one person."""
    page = _page(_filters() | _after())
    sheets = [Sheet(chart.title, dict.fromkeys(chart.heads, WIDTH), rows_of(chart)) for chart in page.charts]
    name = f"统计-{page.scope['unit']['name']}-{today():%Y%m%d}.xlsx"
    return send_file(BytesIO(workbook_of(sheets)), mimetype=XLSX, as_attachment=True, download_name=name)


@pages.get("/figures/people")
@page_for(*REVIEWING)
def people() -> ResponseReturnValue:
    """The people behind a number."""
    query = _filters() | _bar()
    cursor = {"cursor": request.args["cursor"]} if request.args.get("cursor") else {}
    page = figures.people_behind(query | cursor)
    title, word = WORDS[query["dimension"]]
    return render_template(
        "reviewer/counted_people.html", page=page, query=query, title=title, value=word(query["value"])
    )


@pages.get("/figures/people.xlsx")
@page_for(*REVIEWING)
def people_sheet() -> ResponseReturnValue:
    """The people behind a number as a sheet."""
    return passed_on(figures.sheet_of_people(_filters() | _bar()))


def _bar() -> dict[str, str]:
    """Which bar of which figure; a 404 page for one that there is not."""
    dimension, value = request.args.get("dimension", ""), request.args.get("value", "")
    try:
        WORDS[dimension][1](value)
    except KeyError:
        abort(404)
    return {"dimension": dimension, "value": value}


def _page(query: dict[str, str]) -> FigurePage:
    found, cases = figures.of_people(query), figures.of_cases(query)
    kept = {name: value for name, value in query.items() if name != "after"}
    return figure_page(found, cases, kept, _days(query, {}))


def _filters() -> dict[str, str]:
    return {name: request.args[name].strip() for name in FILTERS if request.args.get(name, "").strip()}


def _after() -> dict[str, str]:
    return {"after": request.args["after"]} if request.args.get("after") else {}


def _days(query: dict[str, str], faults: Json) -> tuple[date, date]:
    """The days shown; those that are usual where none, or none that can be read, were typed."""
    typed = {} if faults else query
    last = date.fromisoformat(typed["last"]) if "last" in typed else today()
    return date.fromisoformat(typed["first"]) if "first" in typed else last - timedelta(days=USUAL_DAYS - 1), last


def _series() -> list[tuple[str, str]]:
    return [("-", WITHOUT_TITLE), *((code.code, code.name) for code in CODE_LISTS["title_series"].choices(today()))]
