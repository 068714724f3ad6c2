"""账号合并: two accounts of one person side by side, which of them stays, and the answer of a second administrator."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shared.auth import Role
from web.administration.people import ID_TYPES
from web.audience import page_for
from web.clients import account_mergers, people
from web.clients.http import ApiError
from web.faults import problems, texts_by_field
from web.telling import telling

SEEING = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)
LABELS = {"goes_id": "并入的账号", "stays_id": "保留的账号", "reason": "原因"}
REFUSED = (409, 422)
REFUSALS = (403, *REFUSED)

Json = dict[str, Any]
pages = Blueprint("account_mergers", __name__, url_prefix="/administration/account-mergers")


@pages.get("")
@page_for(*SEEING)
def listed() -> ResponseReturnValue:
    """What waits to be confirmed, or everything that was ever asked."""
    everything = request.args.get("all") == "yes"
    page = account_mergers.mergers(request.args.get("cursor"), pending=not everything)
    return render_template("administration/account_mergers.html", page=page, everything=everything)


@pages.get("/new")
@page_for(Role.SYSTEM_ADMIN, recently_confirmed=True)
def plan() -> ResponseReturnValue:
    """The two accounts are found one after the other, then compared."""
    one, other = request.args.get("one", None, UUID), request.args.get("other", None, UUID)
    if one and other:
        return _compared(str(one), str(other))
    q = request.args.get("q", "").strip()[:50]
    found = people.people({"q": q})["items"] if q else []
    return render_template(
        "administration/account_merger_search.html",
        one=people.person(str(one)) if one else None,
        q=q,
        found=[each for each in found if each["id"] != str(one) and not each["merged_into"]],
    )


@pages.post("/new")
@page_for(Role.SYSTEM_ADMIN, recently_confirmed=True)
def ask() -> ResponseReturnValue:
    """Merge the accounts; what was chosen is kept where it is refused."""
    form = request.form
    one, other, stays = form.get("one", ""), form.get("other", ""), form.get("stays_id", "")
    goes = other if stays == one else one
    wish: Json = {"goes_id": goes, "stays_id": stays, "reason": form.get("reason", "").strip()}
    wish["takes_number"] = form.get("number") == goes
    try:
        asked = account_mergers.ask(wish, form.get("key", ""))
    except ApiError as error:
        if error.status not in REFUSED:
            raise
        return _compared(one, other, error)
    return redirect(url_for(".show", merger_id=asked["id"]))


@pages.get("/<uuid:merger_id>")
@page_for(*SEEING)
def show(merger_id: UUID) -> ResponseReturnValue:
    """One merger: both accounts as they are now, and how it stands."""
    asked = account_mergers.merger(str(merger_id))
    sides = [account_mergers.holdings(asked[each]["id"]) for each in ("stays", "goes")]
    return render_template("administration/account_merger.html", asked=asked, sides=sides, id_types=ID_TYPES)


@pages.post("/<uuid:merger_id>/confirmation")
@page_for(*SEEING, recently_confirmed=True)
def confirm(merger_id: UUID) -> ResponseReturnValue:
    """Let it happen."""
    with telling("已同意，账号已合并。", refusals=REFUSALS):
        account_mergers.confirm(str(merger_id))
    return redirect(url_for(".show", merger_id=merger_id))


@pages.post("/<uuid:merger_id>/rejection")
@page_for(*SEEING)
def reject(merger_id: UUID) -> ResponseReturnValue:
    """Refuse it, with the reason."""
    with telling("已退回，理由已告知申请人。", refusals=REFUSALS):
        account_mergers.reject(str(merger_id), request.form.get("reason", "").strip())
    return redirect(url_for(".show", merger_id=merger_id))


@pages.post("/<uuid:merger_id>/withdrawal")
@page_for(Role.SYSTEM_ADMIN)
def withdraw(merger_id: UUID) -> ResponseReturnValue:
    """Take it back."""
    with telling("申请已撤回。", refusals=REFUSALS):
        account_mergers.withdraw(str(merger_id))
    return redirect(url_for(".show", merger_id=merger_id))


def _compared(one: str, other: str, error: ApiError | None = None) -> ResponseReturnValue:
    faults = texts_by_field(error) if error else {}
    shown = render_template(
        "administration/account_merger_plan.html",
        sides=[account_mergers.holdings(each) for each in (one, other)],
        typed=request.form,
        faults=faults,
        problems=problems(error, faults, LABELS),
        id_types=ID_TYPES,
    )
    return shown, (error.status if error else 200)
