"""代审人: who reviews for a unit, who is away, and who stands in."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shared.auth import ADMINISTERING
from web.audience import page_for
from web.clients import review
from web.telling import telling

REFUSALS = (404, 409, 422)

pages = Blueprint("substitutes", __name__, url_prefix="/administration/substitutes")


@pages.get("")
@page_for(*ADMINISTERING)
def choose() -> ResponseReturnValue:
    """Find the unit; who administers just one is led to it."""
    q = request.args.get("q", "").strip()[:50]
    unit_id = request.args.get("unit", None, UUID)
    units: list[review.Json] = [] if unit_id else review.administered_units(q)
    if unit_id or (not q and len(units) == 1):
        return redirect(url_for(".show", unit_id=unit_id or units[0]["id"]))
    return render_template("administration/choose_unit.html", title="代审人", q=q, units=units)


@pages.get("/<uuid:unit_id>")
@page_for(*ADMINISTERING)
def show(unit_id: UUID) -> ResponseReturnValue:
    """The staff of a unit."""
    unit, staff = review.unit(str(unit_id)), review.staff(str(unit_id))
    return render_template("administration/substitutes.html", unit=unit, staff=staff)


@pages.post("/<uuid:unit_id>/<uuid:person_id>")
@page_for(*ADMINISTERING, recently_confirmed=True)
def change(unit_id: UUID, person_id: UUID) -> ResponseReturnValue:
    """Name a substitute, or none."""
    with telling("代审人已保存。", refusals=REFUSALS):
        review.set_substitute(str(person_id), request.form.get("substitute", ""))
    return redirect(url_for(".show", unit_id=unit_id))
