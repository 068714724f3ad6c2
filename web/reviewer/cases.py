"""待审核: the queue, and one case with everything that a decision needs."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from shared.auth import REVIEWING
from web.audience import page_for
from web.clients import profile, review
from web.everyone.files import passed_on
from web.reviewer.case_page import case_page

FILTERS = ("kind", "q", "cursor")
TABS = ("assigned", "queued", "decided", "closed", "all")
SOON_HOURS = 24

Json = dict[str, Any]
pages = Blueprint("cases", __name__)


@dataclass(frozen=True)
class Age:
    """How a case stands against its date: words, and a tone for the eye."""

    words: str
    tone: str


@pages.get("/cases")
@page_for(*REVIEWING)
def listed() -> ResponseReturnValue:
    """The queue; every filter is in the address."""
    tab = request.args.get("status", "assigned")
    filters = {name: request.args[name].strip() for name in FILTERS if request.args.get(name, "").strip()}
    asked = filters | ({"status": tab} if tab != "all" else {})
    page = review.cases(asked)
    return render_template("reviewer/cases.html", page=page, tab=tab, tabs=TABS, filters=filters, age=age_of)


@pages.get("/cases/<uuid:case_id>")
@page_for(*REVIEWING)
def show(case_id: UUID) -> ResponseReturnValue:
    """One case: what was handed in, what was before, what others decided."""
    return render_template("reviewer/case.html", page=case_page(str(case_id)), typed={}, fault="")


@pages.get("/cases/<uuid:case_id>/print")
@page_for(*REVIEWING)
def printed(case_id: UUID) -> ResponseReturnValue:
    """打印: what was handed in, as 专业技术人员基本情况表."""
    case = review.case(str(case_id))
    if case["kind"] != "record":
        abort(404)
    return passed_on(profile.printed_submission(case["submission_id"], case["pass"]))


@pages.get("/cases/<uuid:case_id>/comparison")
@page_for(*REVIEWING)
def compare(case_id: UUID) -> ResponseReturnValue:
    """What was handed in beside what was last approved; a 404 page where there is nothing before."""
    case = review.case(str(case_id))
    if case["kind"] != "record":
        abort(404)
    previous = profile.submission(case["submission_id"], case["pass"])["previous"] or abort(404)
    found = profile.comparison(previous["id"], case["submission_id"], case["pass"])
    return render_template("reviewer/comparison.html", case=case, found=found)


def age_of(case: Json) -> Age | None:
    """Overdue, due within a day, or in time; nothing for a closed case."""
    if case["status"] == "closed" or not case.get("due_at"):
        return None
    left = datetime.fromisoformat(case["due_at"]) - datetime.now(UTC)
    hours = left.total_seconds() / 3600
    if hours < 0:
        return Age(f"已超期 {int(-hours // 24)} 天" if hours <= -24 else "已超期", "late")
    if hours < SOON_HOURS:
        return Age("今日到期", "soon")
    return Age(f"还有 {int(hours // 24)} 天", "fine")
