"""通知管理: the list, and the form in which a notice, or its next edition, is written."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shared.auth import Role
from shared.words import ROLE_WORDS, STATUS_WORDS
from web.administration.units import LONGEST_QUERY
from web.audience import asker, page_for
from web.clients import review, written_notices
from web.clients.http import ApiError
from web.faults import problems, texts_by_field
from web.telling import telling

WRITING = (Role.UNIT_ADMIN, Role.SUPERIOR_ADMIN, Role.SYSTEM_ADMIN)
STATES = {"draft": "草稿", "scheduled": "待显示", "shown": "已发布", "ended": "已结束", "withdrawn": "已撤回"}
CATEGORIES = ("通知", "公告", "政策文件", "操作指南")
ADDRESSED = {
    role: ROLE_WORDS[role] for role in (Role.PROFESSIONAL, Role.UNIT_REVIEWER, Role.UNIT_ADMIN, Role.SUPERIOR_ADMIN)
}
LABELS = {
    "issuer": "落款",
    "title": "标题",
    "category": "类别",
    "body": "正文",
    "unit_ids": "单位",
    "roles": "人员",
    "statuses": "填报状态",
    "note": "修订说明",
}
SYSTEM = {"id": "", "name": "全省（以系统管理员名义）"}
REFUSED = (412, 422)
LONGEST_BODY = 50_000

Json = dict[str, Any]
pages = Blueprint("written_notices", __name__, url_prefix="/administration/notices")


@pages.get("")
@page_for(*WRITING)
def listed() -> ResponseReturnValue:
    """The notices that one may write, in whatever state."""
    given = {name: request.args.get(name, "").strip()[:50] for name in ("state", "category", "q")}
    filters = {name: value for name, value in given.items() if value}
    cursor = request.args.get("cursor")
    page = written_notices.notices(filters | ({"cursor": cursor} if cursor else {}))
    return render_template(
        "administration/written_notices.html", page=page, filters=filters, states=STATES, categories=CATEGORIES
    )


@pages.get("/new")
@page_for(*WRITING)
def new() -> ResponseReturnValue:
    """First the issuing unit is chosen, unless there is only one, then the form filled in."""
    q, chosen = request.args.get("q", "").strip()[:50], request.args.get("unit", type=UUID)
    if chosen is None and request.args.get("unit") != SYSTEM["id"]:
        units = written_notices.units(q)
        if Role.SYSTEM_ADMIN in asker().roles and not q:
            units.insert(0, SYSTEM)
        if q or len(units) != 1:
            title = "新建通知：以哪个单位发布"
            return render_template("administration/choose_unit.html", title=title, q=q, units=units)
        chosen = UUID(units[0]["id"])
    issuer = review.unit(str(chosen)) if chosen else SYSTEM
    return _form({"category": CATEGORIES[0], "units": [issuer] if issuer["id"] else []}, issuer=issuer)


@pages.post("/new")
@page_for(*WRITING)
def add() -> ResponseReturnValue:
    """Keep a draft; what was typed is kept where it is refused, or to be looked at first."""
    issuer = {"id": request.form.get("unit", ""), "name": request.form.get("unit_name", "")}
    if _only_looking():
        return _form(_typed(), issuer=issuer, preview=_previewed())
    named = {"issuer_unit_id": issuer["id"] or None, "issuer": request.form.get("issuer", "").strip()}
    try:
        with telling("草稿已保存，人员还看不到。", refusals=()):
            notice = written_notices.begin(_text() | named)
    except ApiError as error:
        if error.status not in REFUSED:
            raise
        return _form(_typed(), error, issuer=issuer)
    return redirect(url_for(".edit", notice_id=notice["id"]))


@pages.get("/<uuid:notice_id>/edit")
@page_for(*WRITING)
def edit(notice_id: UUID) -> ResponseReturnValue:
    """The draft, or the next edition that is prepared; back to the notice if there is neither."""
    notice = written_notices.notice(str(notice_id))
    if notice["revision"] is None and notice["state"] != "draft":
        return redirect(url_for("publishing.show", notice_id=notice_id))
    return _form(notice["revision"] or notice, notice=notice)


@pages.post("/<uuid:notice_id>/edit")
@page_for(*WRITING)
def change(notice_id: UUID) -> ResponseReturnValue:
    """Keep what was written; where it is refused, or to be looked at first, it stays in the form."""
    notice = written_notices.notice(str(notice_id))
    if _only_looking():
        return _form(_typed(), notice=notice, preview=_previewed())
    version = request.form.get("version", "")
    try:
        with telling("已保存。"):
            if notice["revision"]:
                note = {"note": request.form.get("note", "").strip()}
                written_notices.change_revision(str(notice_id), version, _text() | note)
            else:
                written_notices.change(str(notice_id), version, _text())
    except ApiError as error:
        if error.status not in REFUSED:
            raise
        return _form(_typed(), error, notice=notice)
    if "publish" in request.form:
        return redirect(url_for("publishing.confirm", notice_id=notice_id))
    return redirect(url_for(".edit", notice_id=notice_id))


@pages.post("/preview")
@page_for(*WRITING)
def preview() -> ResponseReturnValue:
    """What a text looks like, for the script of the form."""
    return {"html": written_notices.preview(request.form.get("body", ""))}


def _only_looking() -> bool:
    """Whether the form came to be looked at or to find a unit, and not to be kept."""
    return "preview" in request.form or "find" in request.form


def _text() -> Json:
    """The form as it was typed: the service judges it."""
    form = request.form
    text: Json = {name: form.get(name, "").strip() for name in ("title", "body", "category")}
    text |= {name: name in form for name in ("must_read", "public")}
    text |= {name: form.getlist(name) for name in ("roles", "statuses")}
    return text | {"unit_ids": [value.partition(":")[0] for value in form.getlist("unit_ids")]}


def _typed() -> Json:
    """The same, to be shown in the form once more."""
    chosen = [value.partition(":") for value in request.form.getlist("unit_ids")]
    named = [{"id": unit_id, "name": name} for unit_id, _, name in chosen]
    kept = {name: request.form.get(name, "") for name in ("version", "note", "issuer")}
    return _text() | kept | {"units": named}


def _previewed() -> str | None:
    """What the typed text looks like, if that was asked for."""
    body = request.form.get("body", "")[:LONGEST_BODY]
    return written_notices.preview(body) if "preview" in request.form else None


def _form(
    values: Json,
    error: ApiError | None = None,
    *,
    notice: Json | None = None,
    issuer: Json | None = None,
    preview: str | None = None,
) -> ResponseReturnValue:
    faults = texts_by_field(error) if error else {}
    q = request.form.get("unit_q", "").strip() if request.method == "POST" else ""
    shown = render_template(
        "administration/written_notice_form.html",
        values=values,
        notice=notice,
        issuer=issuer or {"id": notice and notice["issuer_unit_id"], "name": notice and notice["issuer"]},
        preview=preview,
        unit_q=q,
        units=_others(q[:LONGEST_QUERY], values) if "find" in request.form else [],
        finding="find" in request.form,
        faults=faults,
        problems=problems(error, faults, LABELS),
        categories=CATEGORIES,
        addressed=ADDRESSED,
        record_statuses=STATUS_WORDS["record"],
        for_all=Role.SYSTEM_ADMIN in asker().roles,
    )
    return shown, (error.status if error else 200)


def _others(q: str, values: Json) -> list[Json]:
    """Units that are found and not chosen yet."""
    chosen = {unit["id"] for unit in values["units"]}
    return [unit for unit in written_notices.units(q) if unit["id"] not in chosen]
