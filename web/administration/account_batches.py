"""人员批量任务: choose people or take all of a search, say why, follow it, read the report."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from shared.words import ACCOUNT_BATCH_WORDS
from web.administration.people import FILTERS, SEEING
from web.audience import page_for
from web.clients import account_batches, people
from web.clients.http import ApiError
from web.everyone.files import passed_on
from web.faults import texts_by_field
from web.live import piece
from web.long_work import LINE_FILTERS, given

INVALID = 422

Json = dict[str, Any]
pages = Blueprint("account_batches", __name__, url_prefix="/administration/people-batches")


@pages.get("")
@page_for(*SEEING)
def listed() -> ResponseReturnValue:
    """One's own batches, newest first."""
    return render_template("administration/account_batches.html", page=account_batches.batches(given("cursor")))


@pages.get("/new")
@page_for(*SEEING, recently_confirmed=True)
def plan() -> ResponseReturnValue:
    """What will be done to whom, and why."""
    return _planned(request.args)


@pages.post("")
@page_for(*SEEING, recently_confirmed=True)
def start() -> ResponseReturnValue:
    """Begin; sent twice it is one batch. What was typed is kept where it is refused."""
    form = request.form
    wish: Json = {"deed": form.get("deed", ""), "reason": form.get("reason", "")}
    wish |= {"filter": _filters(form)} if form.get("on") == "all" else {"person_ids": form.getlist("person")}
    try:
        batch = account_batches.start(wish, form.get("key", ""))
    except ApiError as error:
        if error.status != INVALID:
            raise
        return _planned(form, error), INVALID
    return redirect(url_for(".show", batch_id=batch["id"]))


@pages.get("/<uuid:batch_id>")
@page_for(*SEEING)
def show(batch_id: UUID) -> ResponseReturnValue:
    """How far a batch has come, and its report line by line."""
    batch, lines = _standing(batch_id)
    return render_template("administration/account_batch.html", batch=batch, lines=lines)


@pages.get("/<uuid:batch_id>/status")
@page_for(*SEEING)
def status(batch_id: UUID) -> ResponseReturnValue:
    """The same as a piece of the page."""
    batch, lines = _standing(batch_id)
    panel = "administration/account_batch_panel.html"
    return piece((batch, lines), lambda: render_template(panel, batch=batch, lines=lines))


@pages.get("/<uuid:batch_id>/report")
@page_for(*SEEING)
def report(batch_id: UUID) -> ResponseReturnValue:
    """The report as an Excel file."""
    return passed_on(account_batches.report(str(batch_id)))


def _planned(asked: MultiDict[str, str], error: ApiError | None = None) -> str:
    if asked.get("deed") not in ACCOUNT_BATCH_WORDS:
        abort(404)
    everybody, filters = asked.get("on") == "all", _filters(asked)
    faults = texts_by_field(error) if error else {}
    return render_template(
        "administration/account_batch_plan.html",
        deed=asked["deed"],
        chosen=[] if everybody else asked.getlist("person"),
        filters=filters if everybody else None,
        counted=people.count(filters) if everybody else None,
        reason=asked.get("reason", ""),
        faults=faults,
        problems=[{"href": "#reason", "text": text} for text in faults.values()] or _problem(error),
    )


def _problem(error: ApiError | None) -> list[dict[str, str]]:
    return [{"href": "", "text": error.detail}] if error else []


def _filters(asked: MultiDict[str, str]) -> dict[str, str]:
    return {name: value for name in FILTERS if (value := asked.get(f"filter.{name}", ""))}


def _standing(batch_id: UUID) -> tuple[Json, Json]:
    return account_batches.batch(str(batch_id)), account_batches.lines(str(batch_id), given(*LINE_FILTERS))
