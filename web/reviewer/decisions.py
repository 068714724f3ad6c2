"""审核通过， 退回修改， 接手， 回避， 备注， 重新开放填写."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shared.auth import REVIEWING, Role
from shared.words import KIND_WORDS
from web.audience import asked_by_script, page_for
from web.clients import corrections, profile, review
from web.clients.http import ApiError
from web.reviewer.case_page import WAITING, case_page, filters_in_address
from web.telling import CONFLICT, telling

NOT_MINE, INVALID = 403, 422
REFUSALS = frozenset({NOT_MINE, CONFLICT, INVALID})
PARTS = ("section", "entry", "field", "text")
APPROVED, RETURNED, REJECTED = "已审核通过", "已退回修改", "已审核不通过"

Json = dict[str, Any]
pages = Blueprint("decisions", __name__)


@pages.post("/cases/<uuid:case_id>/decision")
@page_for(*REVIEWING)
def decide(case_id: UUID) -> ResponseReturnValue:
    """Decide and go on, first with what came together with it; what was typed is kept where the decision is refused."""
    decision, reasons = request.form.get("decision", ""), reasons_given()
    try:
        decided = review.decide(str(case_id), decision, reasons)
    except ApiError as error:
        if error.status not in REFUSALS:
            raise
        page = case_page(str(case_id))
        shown = {"page": page, "typed": by_place(reasons), "lost": reasons, "fault": error.detail}
        return render_template("reviewer/case.html", **shown), error.status
    flash(_told(decided, decision), "success")
    together = next((one["id"] for one in decided["bundle"] if "decide" in one["actions"]), None)
    return _case(together, anchor=f"part-{together}") if together else following(case_id)


@pages.get("/cases/<uuid:case_id>/next")
@page_for(*REVIEWING)
def following(case_id: UUID) -> ResponseReturnValue:
    """The next case of the list, as the address narrows it down; back to the list if there is none."""
    filters: dict[str, Any] = filters_in_address()
    another = review.next_case(str(case_id), filters)
    if another:
        return _case(another)
    flash("没有更多由您审核的审核件了。", "info")
    filters.pop("cursor", None)  # that page may be empty by now
    return redirect(url_for("cases.listed", **filters))


@pages.post("/cases/<uuid:case_id>/id-number")
@page_for(*REVIEWING)
def id_number(case_id: UUID) -> ResponseReturnValue:
    """The whole ID number within the open page, on record; without scripts the page again, with all that was typed."""
    case = review.case(str(case_id))
    number = profile.whole_id_number(case["submission_id"], case["pass"])
    if asked_by_script():
        return {"id_number": number}
    page = case_page(str(case_id), id_number=number)
    return render_template("reviewer/case.html", page=page, typed=by_place(reasons_given()), fault="")


@pages.post("/cases/<uuid:case_id>/id-numbers")
@page_for(Role.UNIT_ADMIN, Role.SUPERIOR_ADMIN)
def id_numbers(case_id: UUID) -> ResponseReturnValue:
    """Both ID numbers of a correction in full, once, with a reason and on record; all that was typed stays."""
    case, numbers, fault, code = review.case(str(case_id)), None, "", 200
    try:
        numbers = corrections.whole_numbers(case["subject_id"], request.form.get("look", ""), case["pass"])
    except ApiError as error:
        if error.status not in REFUSALS:
            raise
        fault, code = error.fields.get("reason", [error.detail])[0], error.status
    page, typed = case_page(str(case_id), id_numbers=numbers), by_place(reasons_given())
    return render_template("reviewer/case.html", page=page, typed=typed, fault=fault), code


@pages.post("/cases/<uuid:case_id>/takeover")
@page_for(*REVIEWING)
def take_over(case_id: UUID) -> ResponseReturnValue:
    """接手: from a colleague, or from the queue, to oneself."""
    with telling("已接手，现在由您审核。", refusals=(NOT_MINE, CONFLICT)):
        review.take_over(str(case_id))
    return _case(case_id)


@pages.post("/cases/<uuid:case_id>/recusal")
@page_for(*REVIEWING)
def recuse(case_id: UUID) -> ResponseReturnValue:
    """回避: away from this case and all others about the person."""
    with telling("已回避，审核件将分配给其他审核人。", refusals=(NOT_MINE, CONFLICT, INVALID)):
        review.recuse(str(case_id), request.form.get("reason", ""))
    return _case(case_id)


@pages.post("/cases/<uuid:case_id>/reopening")
@page_for(Role.UNIT_ADMIN, Role.SUPERIOR_ADMIN)
def reopen(case_id: UUID) -> ResponseReturnValue:
    """重新开放填写: the approved record goes back to its person, who is told why."""
    with telling("已重新开放填写，原因将告知本人。", refusals=(NOT_MINE, CONFLICT, INVALID)):
        review.reopen(str(case_id), request.form.get("reason", ""))
    return _case(case_id)


@pages.post("/cases/<uuid:case_id>/notes")
@page_for(*REVIEWING)
def note(case_id: UUID) -> ResponseReturnValue:
    """备注, for colleagues only."""
    with telling("备注已保存，仅审核人员可见。", refusals=(INVALID,)):
        review.add_note(str(case_id), request.form.get("text", ""))
    return _case(case_id, anchor="notes")


def reasons_given() -> list[Json]:
    """Every reason that has words; the four lists of the form run beside each other.

    A canned reason that was chosen where no script put it into a field is one about the whole.
    """
    canned = [{"text": text} for text in request.form.getlist("canned") if text]
    columns = [request.form.getlist(f"reason.{name}") for name in PARTS]
    rows = [dict(zip(PARTS, (value.strip() for value in row), strict=True)) for row in zip(*columns, strict=False)]
    return canned + [{name: value for name, value in row.items() if value} for row in rows if row["text"]]


def by_place(reasons: list[Json]) -> dict[str, list[Json]]:
    """The reasons by `section/entry`, to stand again where they were typed."""
    placed: dict[str, list[Json]] = {}
    for reason in reasons:
        placed.setdefault(f"{reason.get('section', '')}/{reason.get('entry', '')}", []).append(reason)
    return placed


def _told(decided: Json, decision: str) -> str:
    """What was done, and what comes next: it takes effect, or another stage decides."""
    refused = RETURNED if decided["kind"] == "record" else REJECTED
    done = APPROVED if decision == "approve" else refused
    stage = next(stage["title"] for stage in decided["chain"] if stage["position"] == decided["stage"])
    follows = f"已转下一环节（{stage}）" if decided["status"] in WAITING else "正在生效"
    return f"{done}：{decided['person_name']} 的{KIND_WORDS[decided['kind']]}，{follows}。"


def _case(case_id: UUID | str, anchor: str | None = None) -> ResponseReturnValue:
    """To a case, with the list's filters in the address."""
    filters: dict[str, Any] = filters_in_address()
    return redirect(url_for("cases.show", case_id=case_id, _anchor=anchor, **filters))
