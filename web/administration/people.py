"""人员: find somebody, look at the account, enter one by hand."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shared.auth import Role
from shared.catalogue import CODE_LISTS
from shared.words import ROLE_WORDS
from web.administration.account_deeds import DEEDS, HISTORY_WORDS
from web.audience import asker, page_for
from web.clients import people, review, units
from web.clients.http import ApiError
from web.faults import problems, texts_by_field

ADDING = (Role.UNIT_ADMIN, Role.SUPERIOR_ADMIN, Role.SYSTEM_ADMIN)
SEEING = (*ADDING, Role.SECURITY_ADMIN)
FILTERS = ("q", "unit", "role", "active", "first_password", "locked")
LABELS = {"name": "姓名", "id_type": "证件类型", "id_number": "证件号码", "unit_id": "单位"}
ID_TYPES = {entry.code: entry.name for entry in CODE_LISTS["id_type"].entries}
REFUSED = (409, 422)
SEE_OTHER = 303
LONGEST_ACCOUNT = 10

Json = dict[str, Any]
pages = Blueprint("people", __name__, url_prefix="/administration/people")


@pages.get("")
@page_for(*SEEING)
def listed() -> ResponseReturnValue:
    """The people within reach, found by name, sound, account or ID number."""
    filters = {name: value for name in FILTERS if (value := request.args.get(name, "").strip())}
    cursor = request.args.get("cursor")
    try:
        page = people.people(filters | ({"cursor": cursor} if cursor else {}))
        counted = people.count(filters)
        unit = units.unit(filters["unit"]) if "unit" in filters else None
    except ApiError as error:
        if error.status not in REFUSED:
            raise
        page, counted, unit = {"items": [], "next": None}, {"count": 0, "most": 1}, None
    return render_template(
        "administration/people.html",
        page=page,
        counted=counted,
        filters=filters,
        unit=unit,
        adding=not asker().roles.isdisjoint(ADDING),
        role_choices=[(role.value, ROLE_WORDS[role]) for role in Role],
    )


@pages.post("")
@page_for(*SEEING)
def find() -> ResponseReturnValue:
    """Look for people (查找人员): an ID number is exchanged for the account here, and stands in no address."""
    filters: Json = {name: value for name in FILTERS if (value := request.form.get(name, "").strip())}
    if _is_number(filters.get("q", "")):
        found = people.people(filters)["items"]
        account = {"q": found[0]["account"]} if found else {}
        filters = {name: value for name, value in filters.items() if name != "q"} | account
        if not found:
            flash("没有找到这个证件号码的人员，请核对号码。", "warning")
    return redirect(url_for("people.listed", **filters), SEE_OTHER)


@pages.get("/<uuid:person_id>")
@page_for(*SEEING)
def show(person_id: UUID) -> ResponseReturnValue:
    """One person: who it is, how the account stands, what was done to it, what can be done."""
    return _shown(people.person(str(person_id)))


@pages.post("/<uuid:person_id>/number")
@page_for(*ADDING, recently_confirmed=True)
def number(person_id: UUID) -> ResponseReturnValue:
    """The same page with the whole ID number, for a reason that is noted."""
    fault = whole = ""
    try:
        whole = people.do(str(person_id), "id-number", {"reason": request.form.get("reason", "")})["id_number"]
    except ApiError as error:
        if error.status not in (*REFUSED, 429):
            raise
        fault = "".join(texts_by_field(error).values()) or error.detail
    return _shown(people.person(str(person_id)), whole=whole, fault=fault)


@pages.get("/new")
@page_for(*ADDING)
def new() -> ResponseReturnValue:
    """First the unit is chosen, then the form filled in."""
    unit_id = request.args.get("unit", None, UUID)
    if unit_id is None:
        q = request.args.get("q", "").strip()[:50]
        found = review.administered_units(q)
        return render_template("administration/choose_unit.html", title="录入人员：选择单位", q=q, units=found)
    return _form(review.unit(str(unit_id)), {"id_type": "01"})


@pages.post("/new")
@page_for(*ADDING)
def add() -> ResponseReturnValue:
    """Enter somebody and show the first password, this once; what was typed is kept where it is refused."""
    typed = {name: request.form.get(name, "").strip() for name in LABELS}
    try:
        added = people.add(typed, request.form.get("key", ""))
    except ApiError as error:
        if error.status not in REFUSED:
            raise
        return _form(review.unit(typed["unit_id"]), typed, error)
    return render_template(
        "administration/first_password.html",
        title="人员已录入",
        member=added["person"],
        first_password=added["first_password"],
    )


def _is_number(text: str) -> bool:
    """Whether this can be a number of an ID document: names have no digits, accounts nothing else and fewer."""
    return any(letter.isdigit() for letter in text) and not (text.isdecimal() and len(text) <= LONGEST_ACCOUNT)


def _shown(person: Json, **more: str) -> ResponseReturnValue:
    deeds = {name: deed for name, deed in DEEDS.items() if deed.fits(person)}
    return render_template(
        "administration/person.html",
        member=person,
        deeds=deeds,
        id_type=ID_TYPES.get(person["id_type"], ""),
        history_words=HISTORY_WORDS,
        **more,
    )


def _form(unit: Json, values: Json, error: ApiError | None = None) -> ResponseReturnValue:
    faults = texts_by_field(error) if error else {}
    shown = render_template(
        "administration/person_new.html",
        unit=unit,
        values=values,
        faults=faults,
        problems=problems(error, faults, LABELS),
        id_types=ID_TYPES,
    )
    return shown, (error.status if error else 200)
