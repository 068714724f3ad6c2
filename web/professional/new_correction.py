"""信息更正: write what name and ID document, or which unit, should be, prove it, hand it in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shared.auth import Role
from shared.catalogue import SECTIONS, Field, FieldType
from web.audience import page_for
from web.clients import corrections, profile
from web.clients.http import ApiError
from web.faults import texts_by_field
from web.forms import Data, EntryForm, read_entry
from web.telling import CONFLICT

INVALID = 422
BASIC = SECTIONS["basic_info"]
REASON = Field("reason", "申请理由", FieldType.LONGTEXT, required=True, length=500)
IDENTITY = (
    *(replace(BASIC.by_key[key], help="") for key in ("name", "id_type")),
    replace(BASIC.by_key["id_number"], help="没有改变时请保留现在显示的内容"),
)
IDENTITY_PROOF = Field(
    "evidence",
    "证明材料",
    FieldType.FILES,
    required=True,
    help="例如身份证正反面、户口簿或公安机关证明的扫描件，每个不超过 5 MB",
)
TRANSFER_PROOF = replace(IDENTITY_PROOF, help="例如调令、聘用合同或商调函的扫描件，每个不超过 5 MB")

Json = dict[str, Any]
pages = Blueprint("new_correction", __name__)


@dataclass(frozen=True)
class TransferPage:
    """How far the choice of a unit has come, and the form below it."""

    form: EntryForm
    q: str = ""
    units: Sequence[Json] = ()
    unit_id: str = ""
    faults: Mapping[str, str] = field(default_factory=dict)

    def problems(self) -> list[dict[str, str]]:
        """The faults for the summary at the top, each with a link to its field."""
        choice = {"href": "#units", "text": self.faults["unit_id"]} if "unit_id" in self.faults else None
        return [*([choice] if choice else []), *self.form.problems()]


@pages.get("/corrections/new/identity")
@page_for(Role.PROFESSIONAL)
def identity() -> ResponseReturnValue:
    """The form, filled with what is there."""
    facts = profile.record()["person"]
    return _identity_page(EntryForm(BASIC, (*IDENTITY, REASON, IDENTITY_PROOF), facts))


@pages.post("/corrections/new/identity")
@page_for(Role.PROFESSIONAL)
def hand_in_identity() -> ResponseReturnValue:
    """提交审核; what was typed is kept where it is refused."""
    fields = (*IDENTITY, REASON, IDENTITY_PROOF)
    data, faults = read_entry(fields)
    form = EntryForm(BASIC, fields, data, faults=faults)
    wish = {one.key: data.get(one.key, "") for one in IDENTITY}
    return _handed_in("identity", wish, form, lambda refused, _: _identity_page(refused))


@pages.get("/corrections/new/transfer")
@page_for(Role.PROFESSIONAL)
def transfer() -> ResponseReturnValue:
    """Look for the unit; then the form."""
    q = request.args.get("q", "").strip()
    form = EntryForm(BASIC, (REASON, TRANSFER_PROOF), {})
    try:
        found = corrections.units(q) if q else []
    except ApiError as error:
        if error.status != INVALID:
            raise
        flash("".join(texts_by_field(error).values()), "warning")
        found = []
    return _transfer_page(TransferPage(form, q, found))


@pages.post("/corrections/new/transfer")
@page_for(Role.PROFESSIONAL)
def hand_in_transfer() -> ResponseReturnValue:
    """提交审核; what was typed and chosen is kept where it is refused."""
    data, faults = read_entry((REASON, TRANSFER_PROOF))
    q, unit_id = request.form.get("q", ""), request.form.get("unit_id", "")
    form = EntryForm(BASIC, (REASON, TRANSFER_PROOF), data, faults=faults)

    def refused(form: EntryForm, faults: Mapping[str, str]) -> str:
        return _transfer_page(TransferPage(form, q, corrections.units(q) if q else [], unit_id, faults))

    return _handed_in("transfer", {"unit_id": unit_id or None}, form, refused)


def _handed_in(kind: str, wish: Data, form: EntryForm, refused: Any) -> ResponseReturnValue:
    """Ask for it, or show the page that `refused` makes of the form and all faults."""
    if form.faults:
        return refused(form, form.faults), INVALID
    body = wish | {"reason": form.values.get("reason", ""), "files": form.values.get("evidence", [])}
    try:
        asked = corrections.ask(kind, body, request.form.get("key"))
    except ApiError as error:
        if error.error == "correction_already_open":
            flash(error.detail, "warning")
            return redirect(url_for("corrections.show", correction_id=error.document["id"]))
        if error.status not in {CONFLICT, INVALID}:
            raise
        told = texts_by_field(error) or {"": error.detail}
        faults = {"evidence" if key in {"files", "id"} else key: text for key, text in told.items()}
        of_form = {key: text for key, text in faults.items() if key != "unit_id"}
        return refused(replace(form, faults=of_form), faults), error.status
    flash("申请已提交，请等待审核。", "success")
    return redirect(url_for("corrections.show", correction_id=asked["id"]))


def _identity_page(form: EntryForm) -> str:
    return render_template("professional/new_identity.html", form=form, facts=profile.record()["person"])


def _transfer_page(page: TransferPage) -> str:
    return render_template("professional/new_transfer.html", page=page, facts=profile.record()["person"])
