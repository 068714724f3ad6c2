"""What the pages of imports from sheets have alike, whatever the rows are about."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from web.clients.http import ApiError
from web.clients.imports import Imports
from web.everyone.files import passed_on
from web.faults import texts_by_field
from web.live import piece
from web.long_work import LINE_FILTERS, given

REFUSED = (413, 422)
TOLD_ON_THE_PAGE = (409, 410, 422, 503)

Json = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What the rows are about, in words, and which pages show it."""

    pages: str
    word: str
    each: str
    again: str
    imports: Imports


def listed(subject: Subject, fault: str = "") -> str:
    """One's own imports, and the form for another."""
    page = subject.imports.imports(given("cursor"))
    return render_template("administration/imports.html", subject=subject, page=page, fault=fault)


def upload(subject: Subject) -> ResponseReturnValue:
    """Have a sheet checked; one that can't be read is refused with the reason."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return listed(subject, "请选择要上传的文件。"), REFUSED[-1]
    try:
        begun = subject.imports.upload(file, request.form.get("key", ""))
    except ApiError as error:
        if error.status not in REFUSED:
            raise
        return listed(subject, texts_by_field(error).get("file", error.detail)), error.status
    return redirect(url_for(f"{subject.pages}.show", import_id=begun["id"]))


def shown(subject: Subject, import_id: UUID, fault: str = "") -> str:
    """How far check and import have come, with the rows."""
    return render_template("administration/import.html", **_standing(subject, import_id), fault=fault)


def status(subject: Subject, import_id: UUID) -> ResponseReturnValue:
    """The same as a piece of the page."""
    standing = _standing(subject, import_id)
    return piece(standing, lambda: render_template("administration/import_panel.html", **standing))


def run(subject: Subject, import_id: UUID) -> ResponseReturnValue:
    """Import what was chosen; what was typed is kept where it is refused."""
    choice, rows = request.form.get("choice", ""), request.form.get("rows", "").strip()
    try:
        subject.imports.run(str(import_id), {"choice": choice, "rows": rows})
    except ApiError as error:
        if error.status == REFUSED[-1]:
            return shown(subject, import_id, texts_by_field(error).get("rows", error.detail)), error.status
        return _back(subject, error, import_id)
    return redirect(url_for(f"{subject.pages}.show", import_id=import_id))


def file_or_back(subject: Subject, import_id: UUID, fetch: Callable[[], Any]) -> ResponseReturnValue:
    """A file; back to the page with the reason if it can't be had."""
    try:
        return passed_on(fetch())
    except ApiError as error:
        return _back(subject, error, import_id)


def _standing(subject: Subject, import_id: UUID) -> Json:
    standing = subject.imports.shown(str(import_id))
    lines = subject.imports.lines(str(import_id), given(*LINE_FILTERS))
    busy = any(job is not None and job["status"] != "done" for job in (standing, standing["run"]))
    return {"subject": subject, "shown": standing, "lines": lines, "busy": busy}


def _back(subject: Subject, error: ApiError, import_id: UUID) -> ResponseReturnValue:
    if error.status not in TOLD_ON_THE_PAGE:
        raise error
    flash(error.detail, "warning")
    return redirect(url_for(f"{subject.pages}.show", import_id=import_id))
