"""Deeds on one account: a page that says what will happen and asks why, then the deed."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from web.administration.account_deeds import DEEDS
from web.administration.people import SEEING
from web.audience import asker, page_for, to_confirmation
from web.clients import people, review
from web.clients.http import ApiError
from web.faults import texts_by_field

LEAVE_LABELS = {"begins_on": "开始日期", "ends_on": "结束日期", "reason": "原因"}
INVALID, CONFLICT = 422, 409

Json = dict[str, Any]
pages = Blueprint("accounts", __name__, url_prefix="/administration/people/<uuid:person_id>")


@pages.get("/<string:deed>")
@page_for(*SEEING)
def ask(person_id: UUID, deed: str) -> ResponseReturnValue:
    """What will happen; for a transfer first where to."""
    if deed not in DEEDS:
        abort(404)
    if DEEDS[deed].sensitive and not asker().recently_confirmed:
        return to_confirmation()
    unit_id = request.args.get("unit", None, UUID)
    if deed == "transfer" and unit_id is None:
        return _choose_unit(people.person(str(person_id)))
    return _asked(person_id, deed, {"unit_id": str(unit_id or "")})


@pages.post("/<string:deed>")
@page_for(*SEEING)
def do(person_id: UUID, deed: str) -> ResponseReturnValue:
    """Do it; what was typed is kept where it is refused. A first password is shown at once, this once."""
    if deed not in DEEDS:
        abort(404)
    names = {"leave": tuple(LEAVE_LABELS), "transfer": ("unit_id", "reason")}.get(deed, ("reason",))
    typed = {name: request.form.get(name, "").strip() for name in names}
    try:
        answer = people.do(str(person_id), deed, typed, request.form.get("key", ""))
    except ApiError as error:
        if error.status == INVALID:
            return _asked(person_id, deed, typed, error), INVALID
        if error.status != CONFLICT:
            raise
        flash(error.detail, "warning")
        return redirect(url_for("people.show", person_id=person_id))
    if deed == "password-reset":
        slip = {"member": answer["person"], "first_password": answer["first_password"]}
        return render_template("administration/first_password.html", title="密码已重置", **slip)
    flash(DEEDS[deed].done, "success")
    return redirect(url_for("people.show", person_id=person_id))


def _asked(person_id: UUID, name: str, typed: Json, error: ApiError | None = None) -> str:
    person, faults = people.person(str(person_id)), texts_by_field(error) if error else {}
    problems = [{"href": f"#{field}", "text": fault} for field, fault in faults.items()]
    return render_template(
        "administration/account_deed.html",
        member=person,
        name=name,
        deed=DEEDS[name],
        typed=typed,
        faults=faults,
        problems=problems,
        unit=review.unit(typed["unit_id"]) if name == "transfer" else None,
    )


def _choose_unit(person: Json) -> str:
    q = request.args.get("q", "").strip()[:50]
    units = [unit for unit in review.administered_units(q) if unit["id"] != person["unit_id"]]
    return render_template(
        "administration/choose_unit.html", title=f"调动{person['name']}：选择调入单位", q=q, units=units
    )
