"""单位: the tree level by level, finding a unit, and one with all that is known of it."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shared.auth import ADMINISTERING, Role
from shared.catalogue import CODE_LISTS
from web.audience import asker, page_for
from web.clients import units

ADMINISTRATORS = (*ADMINISTERING, Role.SYSTEM_ADMIN)
LONGEST_QUERY = 50
DEEDS = {
    "created": "新增",
    "changed": "修改",
    "moved": "划转",
    "merged": "并入其他单位",
    "took_in": "接收并入的单位",
    "closed": "撤销",
}
LABELS = {
    "name": "单位名称",
    "code": "统一社会信用代码",
    "nature": "单位性质",
    "region": "所在地区",
    "phone": "办公电话",
    "address": "地址",
    "superior": "上级单位",
    "unit": "单位",
}
LISTS = {"nature": "unit_nature", "region": "division"}

Json = dict[str, Any]
pages = Blueprint("units", __name__, url_prefix="/administration/units")


@pages.get("")
@page_for(*ADMINISTRATORS)
def listed() -> ResponseReturnValue:
    """The tree, opened down to one unit; or what was found."""
    q = request.args.get("q", "").strip()[:LONGEST_QUERY]
    shown: Json = {"found": units.found(q)} if q else _tree()
    enters_tops = Role.SYSTEM_ADMIN in asker().roles
    return render_template("administration/units.html", q=q, enters_tops=enters_tops, **shown)


@pages.get("/own")
@page_for(*ADMINISTRATORS)
def own() -> ResponseReturnValue:
    """我的单位: the unit of an administrator who has one, or the choice of several."""
    tops = units.tops()
    return redirect(url_for(".show", unit_id=tops[0]["id"]) if len(tops) == 1 else url_for(".listed"))


@pages.get("/<uuid:unit_id>")
@page_for(*ADMINISTRATORS)
def show(unit_id: UUID) -> ResponseReturnValue:
    """One unit: its facts, where it stands, what can be done, and what was done."""
    return render_template(
        "administration/unit.html",
        unit=units.unit(str(unit_id)),
        history=units.history(str(unit_id), request.args.get("cursor")),
        labels=LABELS,
        deeds=DEEDS,
        in_words=in_words,
        sets_chains=Role.SYSTEM_ADMIN in asker().roles,
    )


def in_words(field: str, value: str) -> str:
    """A fact as people read it."""
    return CODE_LISTS[LISTS[field]].name_of(value) if field in LISTS else value


def _tree() -> Json:
    """The tops, and below one of them the way down to the opened unit with a page of what lies below it."""
    tops = units.tops()
    opened = request.args.get("open", None, UUID) or (UUID(tops[0]["id"]) if len(tops) == 1 else None)
    if opened is None:
        return {"found": None, "tops": tops, "way": [], "page": {"items": [], "next": None}}
    unit = units.unit(str(opened))
    way = [*(above for above in unit["line"] if above["visible"]), unit]
    return {"found": None, "tops": tops, "way": way, "page": units.below(str(opened), request.args.get("cursor"))}
