"""审核级次: through which stages the cases of a unit go."""

from itertools import takewhile
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shared.auth import Role
from web.audience import page_for
from web.clients import review
from web.clients.http import ApiError
from web.telling import telling, words_of

INVALID = 422
MOST, EMPTY = 9, 2  # rows of the form
PARTS = {"title": "名称", "levels_up": "由谁审核", "days": "期限"}
LEVELS = ("本单位", "上一级（主管部门）", "上两级", "上三级", "上四级")

Json = dict[str, Any]
pages = Blueprint("chains", __name__, url_prefix="/administration/chains")


@pages.get("")
@page_for(Role.SYSTEM_ADMIN)
def choose() -> ResponseReturnValue:
    """Find the unit; a chosen one leads to its chain."""
    if unit_id := request.args.get("unit", None, UUID):
        return redirect(url_for(".show", unit_id=unit_id))
    q = request.args.get("q", "").strip()[:50]
    return render_template("administration/choose_unit.html", title="审核级次", q=q, units=review.administered_units(q))


@pages.get("/<uuid:unit_id>")
@page_for(Role.SYSTEM_ADMIN)
def show(unit_id: UUID) -> ResponseReturnValue:
    """The chain that the unit follows and where it was set, as a form."""
    chain = review.chain(str(unit_id))
    return _page(str(unit_id), chain, chain["stages"], chain["resume"])


@pages.post("/<uuid:unit_id>")
@page_for(Role.SYSTEM_ADMIN, recently_confirmed=True)
def change(unit_id: UUID) -> ResponseReturnValue:
    """Set the unit's own chain; what was typed is kept where it is refused."""
    stages, resume = _typed(), request.form.get("resume", "")
    try:
        with telling("审核级次已设置，对今后的提交有效。", refusals=()):
            review.set_chain(str(unit_id), stages, resume)
    except ApiError as error:
        if error.status != INVALID:
            raise
        return _page(str(unit_id), review.chain(str(unit_id)), stages, resume, error), INVALID
    return redirect(url_for(".show", unit_id=unit_id))


@pages.post("/<uuid:unit_id>/inheritance")
@page_for(Role.SYSTEM_ADMIN, recently_confirmed=True)
def inherit(unit_id: UUID) -> ResponseReturnValue:
    """Follow the unit above again."""
    with telling("已改为沿用上级单位的审核级次，对今后的提交有效。"):
        review.inherit_chain(str(unit_id))
    return redirect(url_for(".show", unit_id=unit_id))


def _typed() -> list[Json]:
    """The rows that were filled in, up to the first empty one; whole numbers as numbers."""
    rows = zip(*(request.form.getlist(part) for part in PARTS), strict=False)
    filled = takewhile(lambda row: row[0].strip(), rows)
    return [{"title": title, "levels_up": _number(up), "days": _number(days)} for title, up, days in filled]


def _number(typed: str) -> int | str:
    typed = typed.strip()
    return int(typed) if typed.isdecimal() and len(typed) < 5 else typed


def _page(unit_id: str, chain: Json, stages: list[Json], resume: str, error: ApiError | None = None) -> str:
    set_for = chain["set_for"]
    problems = _problems(error) if error else []
    return render_template(
        "administration/chain.html",
        unit=review.unit(unit_id),
        chain=chain,
        set_for=review.unit(set_for)["name"] if set_for and set_for != unit_id else None,
        rows=[*stages, *[{}] * EMPTY][:MOST],
        resume=resume,
        levels=LEVELS,
        problems=problems,
        faults={problem["href"][1:]: problem["text"] for problem in problems},
    )


def _problems(error: ApiError) -> list[Json]:
    """All that is wrong, in order, each with a link to its field: the faults of a stage lie under its number."""
    stages = error.fields.get("stages")
    if not isinstance(stages, dict):
        return [{"href": "#stages", "text": words_of(error)}]
    return [
        {"href": f"#{part}-{int(number) + 1}", "text": f"第{int(number) + 1}级{PARTS[part]}：{''.join(said)}"}
        for number, parts in stages.items()
        for part, said in parts.items()
    ]
