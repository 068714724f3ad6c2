"""批量任务: choose many cases, read what will happen to them, follow it, read the report."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shared.auth import REVIEWING
from web.audience import page_for
from web.clients import batches
from web.clients.http import ApiError
from web.everyone.files import passed_on
from web.live import piece
from web.long_work import LINE_FILTERS, given

INVALID = 422
TO_THE_QUEUE = "queue"

Json = dict[str, Any]
pages = Blueprint("batches", __name__)


@pages.get("/batches")
@page_for(*REVIEWING)
def listed() -> ResponseReturnValue:
    """One's own batches, newest first."""
    return render_template("reviewer/batches.html", page=batches.batches(given("cursor")))


@pages.get("/batches/new")
@page_for(*REVIEWING)
def plan() -> ResponseReturnValue:
    """What would happen to the chosen cases, and which would be left out and why."""
    return _planned(request.args.get("deed", ""), _chosen(request.args.getlist("case")))


@pages.post("/batches")
@page_for(*REVIEWING)
def start() -> ResponseReturnValue:
    """Begin; sent twice it is one batch. What was typed is kept where it is refused."""
    form = request.form
    deed, cases, to = form.get("deed", ""), _chosen(form.getlist("case")), form.get("to", "")
    wish: Json = {"deed": deed, "case_ids": cases}
    if deed == "reassign":
        wish |= {"reason": form.get("reason", "")} if to == TO_THE_QUEUE else {"reviewer_id": to or None}
    try:
        batch = batches.start(wish, form.get("key", ""))
    except ApiError as error:
        if error.status != INVALID:
            raise
        return _planned(deed, cases, fault=error), INVALID
    return redirect(url_for(".show", batch_id=batch["id"]))


@pages.get("/batches/<uuid:batch_id>")
@page_for(*REVIEWING)
def show(batch_id: UUID) -> ResponseReturnValue:
    """How far a batch has come, and its report line by line."""
    batch, lines = _standing(batch_id)
    return render_template("reviewer/batch.html", batch=batch, lines=lines)


@pages.get("/batches/<uuid:batch_id>/status")
@page_for(*REVIEWING)
def status(batch_id: UUID) -> ResponseReturnValue:
    """The same as a piece of the page."""
    batch, lines = _standing(batch_id)
    return piece((batch, lines), lambda: render_template("reviewer/batch_panel.html", batch=batch, lines=lines))


@pages.get("/batches/<uuid:batch_id>/report")
@page_for(*REVIEWING)
def report(batch_id: UUID) -> ResponseReturnValue:
    """The report as an Excel file."""
    return passed_on(batches.report(str(batch_id)))


def _chosen(rows: list[str]) -> list[str]:
    """The cases of the rows that were ticked: a row of what was handed in together names several."""
    return [case for row in rows for case in row.split()]


def _planned(deed: str, cases: list[str], fault: ApiError | None = None) -> str:
    outlook = batches.outlook(deed, cases) if cases else {"cases": [], "colleagues": []}
    fit = [case for case in outlook["cases"] if not case["hindrance"]]
    left_out = [case for case in outlook["cases"] if case["hindrance"]]
    return render_template(
        "reviewer/batch_plan.html",
        deed=deed,
        cases=cases,
        fit=fit,
        left_out=left_out,
        colleagues=outlook["colleagues"],
        fault=fault,
    )


def _standing(batch_id: UUID) -> tuple[Json, Json]:
    return batches.batch(str(batch_id)), batches.lines(str(batch_id), given(*LINE_FILTERS))
