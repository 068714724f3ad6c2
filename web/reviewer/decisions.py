"""审核通过， 退回修改， 接手， 回避， 备注."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shared.auth import REVIEWING
from web.audience import page_for
from web.clients import review
from web.clients.http import ApiError
from web.reviewer.case_page import case_page
from web.telling import CONFLICT, telling

NOT_MINE, INVALID = 403, 422
PARTS = ("section", "entry", "field", "text")
DONE = {
    "approve": "已作出“审核通过”的决定，正在生效。",
    "return": "已退回修改，原因会显示给本人，正在生效。",
}

Json = dict[str, Any]
pages = Blueprint("decisions", __name__)


@pages.post("/cases/<uuid:case_id>/decision")
@page_for(*REVIEWING)
def decide(case_id: UUID) -> ResponseReturnValue:
    """Decide; what was typed is kept where the decision is refused."""
    decision, reasons = request.form.get("decision", ""), reasons_given()
    try:
        review.decide(str(case_id), decision, reasons)
    except ApiError as error:
        if error.status == INVALID:
            page = case_page(str(case_id))
            fault = error.detail
            return render_template("reviewer/case.html", page=page, typed=by_place(reasons), fault=fault), INVALID
        if error.status not in {NOT_MINE, CONFLICT}:
            raise
        flash(error.detail, "warning")
        return redirect(url_for("cases.show", case_id=case_id))
    flash(DONE[decision], "success")
    return redirect(url_for("cases.listed"))


@pages.post("/cases/<uuid:case_id>/takeover")
@page_for(*REVIEWING)
def take_over(case_id: UUID) -> ResponseReturnValue:
    """接手: from a colleague, or from the queue, to oneself."""
    with telling("已接手，现在由您审核。", refusals=(NOT_MINE, CONFLICT)):
        review.take_over(str(case_id))
    return redirect(url_for("cases.show", case_id=case_id))


@pages.post("/cases/<uuid:case_id>/recusal")
@page_for(*REVIEWING)
def recuse(case_id: UUID) -> ResponseReturnValue:
    """回避: away from this case and all others about the person."""
    with telling("已回避，审核件将分配给其他审核人。", refusals=(NOT_MINE, CONFLICT, INVALID)):
        review.recuse(str(case_id), request.form.get("reason", ""))
    return redirect(url_for("cases.show", case_id=case_id))


@pages.post("/cases/<uuid:case_id>/notes")
@page_for(*REVIEWING)
def note(case_id: UUID) -> ResponseReturnValue:
    """备注, for colleagues only."""
    with telling("备注已保存，仅审核人员可见。", refusals=(INVALID,)):
        review.add_note(str(case_id), request.form.get("text", ""))
    return redirect(url_for("cases.show", case_id=case_id, _anchor="notes"))


def reasons_given() -> list[Json]:
    """Every reason that has words; the four lists of the form run beside each other."""
    columns = [request.form.getlist(f"reason.{name}") for name in PARTS]
    rows = [dict(zip(PARTS, (value.strip() for value in row), strict=True)) for row in zip(*columns, strict=False)]
    return [{name: value for name, value in row.items() if value} for row in rows if row["text"]]


def by_place(reasons: list[Json]) -> dict[str, list[Json]]:
    """The reasons by `section/entry`, to stand again where they were typed."""
    placed: dict[str, list[Json]] = {}
    for reason in reasons:
        placed.setdefault(f"{reason.get('section', '')}/{reason.get('entry', '')}", []).append(reason)
    return placed
