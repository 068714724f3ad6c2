"""审计日志: the rows of all services as one list, one row, how the chains stand, an Excel file."""

from datetime import date
from io import BytesIO
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from shared.audit_words import RESULT_WORDS, STATE_WORDS, fault_in_words
from shared.auth import Role
from shared.beijing import end_of, start_of, today
from shared.paging import CursorInvalid, cursor_of, key_of
from shared.settings import SERVICES
from shared.workbook import XLSX, workbook
from web.administration.audit_words import (
    COLUMNS,
    SERVICE_WORDS,
    cells,
    details_in_words,
    object_word,
    roles_in_words,
)
from web.audience import page_for
from web.clients import audit
from web.clients.http import ApiError, ServiceAway

FILTERS = ("first", "last", "actor", "act", "object_id", "result", "service")
PASSED_ON = ("actor", "act", "object_id", "result")
PAGE = 30
OVER = "-"  # in a cursor: of this service there are no more rows
CONFLICT = 409
NO_DAY = "请按 2026-03-01 的格式填写日期。"

Json = dict[str, Any]
pages = Blueprint("audit", __name__, url_prefix="/administration/audit")


@pages.get("")
@page_for(Role.AUDITOR)
def listed() -> ResponseReturnValue:
    """The rows of all services, newest first."""
    filters, faults = _filters()
    page: Json = {"items": [], "next": None, "away": []} if faults else _merged_page(filters)
    return render_template(
        "administration/audit.html",
        page=page,
        filters=filters,
        faults=faults,
        acts=_acts(),
        chains=[] if request.args.get("cursor") else _chains(),
    )


@pages.get("/export.xlsx")
@page_for(Role.AUDITOR)
def export() -> ResponseReturnValue:
    """The rows that the list shows, all of them, as an Excel file; the services keep a row of that."""
    filters, faults = _filters()
    if faults:
        return redirect(url_for(".listed", **filters))
    try:
        rows = [row for name in _services(filters) for row in _named(name, audit.export(name, _query(filters)))]
    except ApiError as error:
        if error.status != CONFLICT:
            raise
        flash(error.detail, "warning")
        return redirect(url_for(".listed", **filters))
    rows.sort(key=_newest_first, reverse=True)
    file = BytesIO(workbook("审计日志", COLUMNS, map(cells, rows)))
    return send_file(file, mimetype=XLSX, as_attachment=True, download_name=f"审计日志-{today():%Y%m%d}.xlsx")


@pages.get("/<string:service>/<int:seq>")
@page_for(Role.AUDITOR)
def show(service: str, seq: int) -> ResponseReturnValue:
    """One row, and whether it still is what the chain says of it."""
    if service not in SERVICES:
        abort(404)
    answer = audit.entry(service, seq)
    return render_template("administration/audit_entry.html", service=service, row=answer["entry"], link=answer["link"])


@pages.post("/verification")
@page_for(Role.AUDITOR)
def verify() -> ResponseReturnValue:
    """核验: go through the chain of every service now."""
    for name in SERVICES:
        try:
            fault = audit.verify(name)["fault"]
        except ApiError as error:
            flash(f"{SERVICE_WORDS[name]}：{error.detail}", "warning")
        else:
            if fault:
                flash(f"{SERVICE_WORDS[name]}：{fault_in_words(fault)}", "danger")
    flash("核验已完成，结果见下表。", "success")
    return redirect(url_for(".listed"))


@pages.context_processor
def _words() -> Json:
    return {
        "RESULT_WORDS": RESULT_WORDS,
        "STATE_WORDS": STATE_WORDS,
        "SERVICE_WORDS": SERVICE_WORDS,
        "object_word": object_word,
        "roles_in_words": roles_in_words,
        "details_in_words": details_in_words,
        "fault_in_words": fault_in_words,
    }


def _filters() -> tuple[Json, dict[str, str]]:
    """What the list is narrowed down to as it was typed, and what of it can't be understood."""
    typed = {name: request.args.get(name, "").strip()[:100] for name in FILTERS}
    faults = {name: NO_DAY for name in ("first", "last") if typed[name] and not _is_day(typed[name])}
    if typed["service"] not in {"", *SERVICES} or typed["result"] not in {"", *RESULT_WORDS}:
        abort(404)
    return {name: value for name, value in typed.items() if value}, faults


def _is_day(typed: str) -> bool:
    try:
        date.fromisoformat(typed)
    except ValueError:
        return False
    return True


def _services(filters: Json) -> tuple[str, ...]:
    return (filters["service"],) if "service" in filters else SERVICES


def _query(filters: Json) -> dict[str, str]:
    query = {name: filters[name] for name in PASSED_ON if name in filters}
    if "first" in filters:
        query["since"] = start_of(date.fromisoformat(filters["first"])).isoformat()
    if "last" in filters:
        query["until"] = end_of(date.fromisoformat(filters["last"])).isoformat()
    return query


def _merged_page(filters: Json) -> Json:
    """One page out of the pages of the services; the cursor says for each of them where its next row lies."""
    begins = _begins()
    rows, away = [], []
    more = False
    for name in _services(filters):
        if begins[name] == OVER:
            continue
        cursor = {"cursor": begins[name]} if begins[name] else {}
        try:
            answer = audit.entries(name, _query(filters) | cursor | {"limit": str(PAGE)})
        except ServiceAway:
            away.append(SERVICE_WORDS[name])
            continue
        rows += _named(name, answer["items"])
        more = more or answer["next"] is not None
    rows.sort(key=_newest_first, reverse=True)
    page = rows[:PAGE]
    begins |= {row["service"]: row["cursor"] for row in page}
    following = cursor_of(*begins.values()) if more or len(rows) > PAGE else None
    return {"items": page, "next": following, "away": away}


def _begins() -> dict[str, str]:
    cursor = request.args.get("cursor")
    if not cursor:
        return dict.fromkeys(SERVICES, "")
    try:
        return dict(zip(SERVICES, key_of(cursor, len(SERVICES)), strict=True))
    except CursorInvalid:
        abort(404)


def _named(service: str, rows: list[Json]) -> list[Json]:
    return [row | {"service": service} for row in rows]


def _newest_first(row: Json) -> tuple[str, str, int]:
    return row["at"], row["service"], row["seq"]


def _acts() -> dict[str, str]:
    """What the list can be narrowed down to, by its words; an act that two services have is named once."""
    found: dict[str, str] = {}
    for name in SERVICES:
        try:
            found |= {act["act"]: f"{act['word']}（{SERVICE_WORDS[name]}）" for act in audit.acts(name)}
        except ServiceAway:
            continue
    return dict(sorted(found.items(), key=lambda each: each[1]))


def _chains() -> list[Json]:
    chains = []
    for name in SERVICES:
        try:
            chains.append(audit.chain(name))
        except ServiceAway:
            chains.append({"service": name, "away": True})
    return chains
