"""代码表: what came with the system, and what is added to it."""

from collections import Counter
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shared.auth import Role
from shared.beijing import today
from shared.catalogue import CODE_LISTS, EXTENSIBLE
from web.added_codes import known
from web.audience import page_for
from web.clients import code_additions
from web.clients.http import ApiError
from web.faults import problems, texts_by_field
from web.telling import telling

REFUSED = (412, 422)
PARTS = ("name", "group", "series", "level", "valid_from", "valid_to")
LABELS = {
    "name": "名称",
    "group": "层次",
    "series": "系列",
    "level": "级别",
    "valid_from": "启用日期",
    "valid_to": "停用日期",
}
DEEDS = {"added": "补充", "changed": "修改日期"}
EVERYTHING = -1

Json = dict[str, Any]
pages = Blueprint("code_lists", __name__, url_prefix="/administration/code-lists")


@pages.get("")
@page_for(Role.SYSTEM_ADMIN)
def listed() -> ResponseReturnValue:
    """The lists that may be added to."""
    added = Counter(one["codes"] for one in _added())
    lists = [(name, title, CODE_LISTS[name], added[name]) for name, title in EXTENSIBLE.items()]
    return render_template("administration/code_lists.html", lists=lists)


@pages.get("/<name>")
@page_for(Role.SYSTEM_ADMIN)
def show(name: str) -> ResponseReturnValue:
    """One list: what was added, a form to add to it, and what came with the system."""
    return _page(name, {"valid_from": today().isoformat()})


@pages.post("/<name>")
@page_for(Role.SYSTEM_ADMIN, recently_confirmed=True)
def add(name: str) -> ResponseReturnValue:
    """Add a code; what was typed is kept where it is refused."""
    typed = _typed()
    try:
        with telling(f"已补充「{typed['name']}」，填报人现在可以选择。", refusals=()):
            code_additions.add(typed | {"codes": name, "valid_to": typed["valid_to"] or None})
    except ApiError as error:
        if error.status not in REFUSED:
            raise
        return _page(name, typed, error), error.status
    known.doubt()
    return redirect(url_for(".show", name=name))


@pages.get("/additions/<uuid:addition_id>")
@page_for(Role.SYSTEM_ADMIN)
def addition(addition_id: UUID) -> ResponseReturnValue:
    """An added code: the days on which it may be chosen, and everything that was set."""
    found = code_additions.addition(str(addition_id))
    return _addition_page(found, found)


@pages.post("/additions/<uuid:addition_id>")
@page_for(Role.SYSTEM_ADMIN, recently_confirmed=True)
def change(addition_id: UUID) -> ResponseReturnValue:
    """Set its days; what was typed is kept where it is refused."""
    typed = _typed()
    try:
        with telling("日期已保存。", refusals=()):
            days = {"valid_from": typed["valid_from"], "valid_to": typed["valid_to"] or None}
            code_additions.set_days(str(addition_id), request.form.get("version", ""), days)
    except ApiError as error:
        if error.status not in REFUSED:
            raise
        return _addition_page(code_additions.addition(str(addition_id)), typed, error), error.status
    known.doubt()
    return redirect(url_for(".addition", addition_id=addition_id))


def _added() -> list[Json]:
    """Everything that was added, as it stands now."""
    found = code_additions.changed_since(EVERYTHING)
    return found["items"] if found else []


def _typed() -> dict[str, str]:
    return {name: request.form.get(name, "").strip() for name in PARTS}


def _page(name: str, values: Json, error: ApiError | None = None) -> str:
    if name not in EXTENSIBLE:
        abort(404)
    faults = texts_by_field(error) if error else {}
    added = [one for one in _added() if one["codes"] == name]
    codes = {one["code"] for one in added}
    return render_template(
        "administration/code_list.html",
        name=name,
        title=EXTENSIBLE[name],
        codes=CODE_LISTS[name],
        given=[one for one in CODE_LISTS[name].entries if one.code not in codes and not one.heading],
        added=added,
        groups=sorted({one.group for one in CODE_LISTS[name].entries if one.group}) if name == "degree" else [],
        series=CODE_LISTS["title_series"].choices(today()) if name == "title" else [],
        levels=CODE_LISTS["title_level"].choices(today()) if name == "title" else [],
        values=values,
        faults=faults,
        problems=problems(error, faults, LABELS),
        state=_state,
        name_of=lambda codes, code: CODE_LISTS[codes].name_of(code),
    )


def _addition_page(found: Json, values: Json, error: ApiError | None = None) -> str:
    faults = texts_by_field(error) if error else {}
    return render_template(
        "administration/code_addition.html",
        addition=found,
        title=EXTENSIBLE[found["codes"]],
        values=values,
        faults=faults,
        problems=problems(error, faults, LABELS),
        state=_state,
        deeds=DEEDS,
    )


def _state(one: Json) -> str:
    """Whether it may be chosen today, in a word."""
    day = today().isoformat()
    if one["valid_from"] > day:
        return "未启用"
    return "已停用" if one["valid_to"] and one["valid_to"] < day else "可选"
