"""信息更正: what only administrators change; every correction the person asked for, and 撤销."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shared.auth import Role
from shared.catalogue import SECTIONS, FieldDifference, display
from web.audience import page_for
from web.clients import corrections, profile
from web.live import piece
from web.telling import telling

UNIT_LABELS = {"unit_name": "工作单位", "unit_code": "统一社会信用代码"}
IDENTITY_KEYS = ("name", "id_type", "id_number")

Json = dict[str, Any]
pages = Blueprint("corrections", __name__)


@pages.app_template_global()
def corrected_rows(correction: Json) -> list[FieldDifference]:
    """What a correction changes, fact by fact; of ID numbers that differ both may look alike, being masked."""
    old, new = correction["old"], correction["new"]
    if correction["kind"] == "transfer":
        return [FieldDifference(key, label, old[key], new[key], True) for key, label in UNIT_LABELS.items()]
    fields = SECTIONS["basic_info"].by_key
    changed = {key: old[key] != new[key] for key in IDENTITY_KEYS} | {"id_number": correction["number_changed"]}
    return [
        FieldDifference(
            key, fields[key].label, display(fields[key], old[key]), display(fields[key], new[key]), changed[key]
        )
        for key in IDENTITY_KEYS
    ]


@pages.get("/corrections")
@page_for(Role.PROFESSIONAL)
def listed() -> ResponseReturnValue:
    """What can be asked for, and the list, newest first."""
    page = corrections.corrections(request.args.get("cursor"))
    return render_template("professional/corrections.html", page=page, facts=profile.record()["person"])


@pages.get("/corrections/<uuid:correction_id>")
@page_for(Role.PROFESSIONAL)
def show(correction_id: UUID) -> ResponseReturnValue:
    """One correction: what was, what is wished, how it stands and how that came."""
    return render_template("professional/correction.html", wish=corrections.correction(str(correction_id)))


@pages.get("/corrections/<uuid:correction_id>/status")
@page_for(Role.PROFESSIONAL)
def status(correction_id: UUID) -> ResponseReturnValue:
    """How it stands, for a page that is open; nothing is sent while nothing has changed."""
    wish = corrections.correction(str(correction_id))
    standing = (wish["version"], wish["holder_role"], wish["holder_unit"])
    return piece(standing, lambda: render_template("professional/correction_status.html", wish=wish))


@pages.post("/corrections/<uuid:correction_id>/withdrawal")
@page_for(Role.PROFESSIONAL)
def withdraw(correction_id: UUID) -> ResponseReturnValue:
    """撤销: take it back while nobody has decided."""
    with telling("申请已撤销。"):
        corrections.withdraw(str(correction_id))
    return redirect(url_for(".show", correction_id=correction_id))
