"""待审核: the queue, and one case with everything that a decision needs."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from shared.auth import REVIEWING, Role
from shared.beijing import day_of, today
from shared.catalogue import CODE_LISTS
from web.audience import asker, page_for
from web.clients import profile, review
from web.everyone.files import passed_on
from web.reviewer.case_page import case_page

FILTERS = ("q", "age", "holder", "kind", "title_series", "title_level", "warnings", "unit", "sort")
TABS = ("assigned", "queued", "decided", "closed", "all")
ROWS = 30
SOON_DAYS = 3
AGE_WORDS = {"late": "已超期", "today": "今日到期", "soon": "三日内到期（含今日）", "fine": "三日以后到期"}
HOLDER_WORDS = {"mine": "由我审核", "unassigned": "尚未分配"}
WARNING_WORDS = {"true": "有提醒", "false": "无提醒"}
SORT_WORDS = {"due": "期限最近的在前", "submitted": "提交最早的在前", "newest": "提交最新的在前", "name": "按姓名拼音"}
CHOICES = {"age": AGE_WORDS, "holder": HOLDER_WORDS, "warnings": WARNING_WORDS, "sort": SORT_WORDS}
NO_TITLE = {"none": "尚无职称"}

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
    """The queue; every filter is in the address, also in those of the cases, from which one comes back to it."""
    tab = request.args.get("status", "assigned")
    filters = {name: request.args[name].strip() for name in FILTERS if request.args.get(name, "").strip()}
    place = filters | {name: request.args[name] for name in ("status", "cursor") if request.args.get(name)}
    page = review.cases(place | {"status": tab, "limit": ROWS})
    return render_template(
        "reviewer/cases.html",
        page=page,
        tab=tab,
        tabs=TABS,
        filters=filters,
        place=place,
        choices=CHOICES | {name: _titles(name) for name in ("title_series", "title_level")},
        units=_units(filters.get("unit", "")) if Role.SUPERIOR_ADMIN in asker().roles else None,
        age=age_of,
    )


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
    """How many days of Beijing are left or have gone by; nothing for a closed case."""
    if case["status"] == "closed" or not case.get("due_at"):
        return None
    due = datetime.fromisoformat(case["due_at"])
    days = (day_of(due - timedelta(microseconds=1)) - today()).days  # 24:00 belongs to the day that ends then
    if due <= datetime.now(UTC):
        return Age(f"已超期 {-days} 天" if days < 0 else "已超期", "late")
    if days == 0:
        return Age("今日到期", "today")
    return Age(f"还有 {days} 天", "soon" if days <= SOON_DAYS else "fine")


def _titles(codes: str) -> dict[str, str]:
    return {code.code: code.name for code in CODE_LISTS[codes].entries} | NO_TITLE


def _units(chosen: str) -> Json:
    """The units to choose from, narrowed down by part of a name, and always the one that is chosen."""
    name = request.args.get("unit_name", "").strip()
    found = review.units(name)
    words = {unit["id"]: unit["name"] for unit in found["items"]}
    return {"words": {chosen: "已选的单位"} | words if chosen else words, "more": found["more"] or name, "name": name}
