"""授权: who has power over whom; proposing, confirming, ending and handing over roles."""

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shared.auth import ADMINISTERING, Role
from web.audience import local_path, page_for
from web.clients import grants
from web.clients.http import ApiError
from web.telling import telling, words_of

SEEING = (*ADMINISTERING, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)
REFUSALS = (403, 404, 409, 422)
WAITS = "已提出，等待另一名管理员确认后生效。"
AT_ONCE = "没有其他管理员可以确认，已立即生效。"

pages = Blueprint("grants", __name__, url_prefix="/administration/grants")


@pages.get("")
@page_for(*SEEING)
def show() -> ResponseReturnValue:
    """What waits for this person, what they have proposed, and a search for people."""
    q = _searched()
    return render_template(
        "administration/grants.html",
        q=q,
        found=grants.people(q),
        awaiting=grants.proposals("awaiting"),
        own=grants.proposals("own"),
        without=grants.units_without_administrator(),
    )


@pages.get("/units")
@page_for(*SEEING)
def choose_unit() -> ResponseReturnValue:
    """Find the unit whose roles are to be seen."""
    unit_id = request.args.get("unit", None, UUID)
    if unit_id:
        return redirect(url_for(".unit", unit_id=unit_id))
    q = _searched()
    return render_template("administration/choose_unit.html", title="单位角色", q=q, units=grants.units(q))


@pages.get("/units/<uuid:unit_id>")
@page_for(*SEEING)
def unit(unit_id: UUID) -> ResponseReturnValue:
    """Who has which role for a unit."""
    return render_template("administration/unit_grants.html", unit=grants.unit(str(unit_id)))


@pages.get("/people/<uuid:person_id>")
@page_for(*SEEING)
def person(person_id: UUID) -> ResponseReturnValue:
    """The roles of a person, and the form to propose more; for another unit if one is named."""
    unit_id, q = request.args.get("unit", None, UUID), _searched()
    shown = grants.person(str(person_id), str(unit_id) if unit_id else None)
    return render_template("administration/person_grants.html", holder=shown, q=q, units=grants.units(q) if q else [])


@pages.post("/people/<uuid:person_id>")
@page_for(*SEEING, recently_confirmed=True)
def propose(person_id: UUID) -> ResponseReturnValue:
    """Propose roles for a person."""
    unit_id = request.form.get("unit", "")
    _propose(str(person_id), unit_id, request.form.getlist("roles"))
    return redirect(url_for(".person", person_id=person_id, unit=request.form.get("unit", None, UUID)))


@pages.get("/people/<uuid:person_id>/<uuid:grant_id>/handover")
@page_for(*SEEING)
def choose_successor(person_id: UUID, grant_id: UUID) -> ResponseReturnValue:
    """Find who is to have an administrator's role instead."""
    holder, q = grants.person(str(person_id)), _searched()
    grant = _grant_of(holder, grant_id)
    found = [each for each in grants.people(q) if each["id"] != str(person_id) and each["active"]]
    return render_template("administration/handover.html", holder=holder, grant=grant, q=q, found=found)


@pages.post("/people/<uuid:person_id>/<uuid:grant_id>/handover")
@page_for(*SEEING, recently_confirmed=True)
def hand_over(person_id: UUID, grant_id: UUID) -> ResponseReturnValue:
    """Propose a successor; the old role ends by itself when that is confirmed."""
    grant = _grant_of(grants.person(str(person_id)), grant_id)
    _propose(request.form.get("successor", ""), grant["unit_id"], [grant["role"]], str(person_id))
    return redirect(url_for(".person", person_id=person_id))


@pages.post("/<uuid:grant_id>/ending")
@page_for(*SEEING, recently_confirmed=True)
def end(grant_id: UUID) -> ResponseReturnValue:
    """End a role, with the reason."""
    with telling("角色已终止。", refusals=REFUSALS):
        grants.end(str(grant_id), _reason())
    return redirect(local_path(request.form.get("back")) or url_for(".show"))


@pages.post("/proposals/<uuid:proposal_id>/confirmation")
@page_for(*SEEING, recently_confirmed=True)
def confirm(proposal_id: UUID) -> ResponseReturnValue:
    """确认."""
    with telling("已确认，角色已生效。", refusals=REFUSALS):
        grants.confirm(str(proposal_id))
    return redirect(url_for(".show"))


@pages.post("/proposals/<uuid:proposal_id>/refusal")
@page_for(*SEEING)
def refuse(proposal_id: UUID) -> ResponseReturnValue:
    """拒绝, with the reason."""
    with telling("已拒绝，申请人会收到原因。", refusals=REFUSALS):
        grants.refuse(str(proposal_id), _reason())
    return redirect(url_for(".show"))


@pages.post("/proposals/<uuid:proposal_id>/withdrawal")
@page_for(*SEEING)
def withdraw(proposal_id: UUID) -> ResponseReturnValue:
    """撤回."""
    with telling("已撤回。", refusals=REFUSALS):
        grants.withdraw(str(proposal_id))
    return redirect(url_for(".show"))


def _grant_of(holder: grants.Json, grant_id: UUID) -> grants.Json:
    found: grants.Json | None = next((each for each in holder["grants"] if each["id"] == str(grant_id)), None)
    return found or abort(404)


def _propose(person_id: str, unit_id: str, roles: list[str], hands_over_from: str | None = None) -> None:
    try:
        made = grants.propose(person_id, unit_id, roles, _reason(), hands_over_from)
    except ApiError as error:
        if error.status not in REFUSALS:
            raise
        flash(words_of(error), "warning")
    else:
        flash(AT_ONCE if made["at_once"] else WAITS, "success")


def _reason() -> str:
    return request.form.get("reason", "").strip()


def _searched() -> str:
    return request.args.get("q", "").strip()[:50]
