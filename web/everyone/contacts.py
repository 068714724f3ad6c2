"""邮箱、手机号码: for when the password is forgotten; a code shows that they are one's own."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from web.audience import page_for
from web.clients import own_account
from web.clients.http import ApiError

NAMES = {"email": "邮箱", "mobile": "手机号码"}
TOLD_HERE = {409, 422, 429}

pages = Blueprint("contacts", __name__, url_prefix="/security/<string:kind>")


@pages.get("")
@page_for(recently_confirmed=True)
def show(kind: str) -> ResponseReturnValue:
    """The form for the address."""
    return _page(kind, step="address")


@pages.post("")
@page_for(recently_confirmed=True)
def begin(kind: str) -> ResponseReturnValue:
    """Have a code sent there."""
    value = request.form.get("value", "").strip()
    try:
        own_account.begin_contact(kind, value)
    except ApiError as error:
        if error.status not in TOLD_HERE:
            raise
        said = error.fields.get("value", [error.detail])
        return _page(kind, step="address", value=value, fault="".join(said)), error.status
    return _page(kind, step="code", value=value)


@pages.post("/code")
@page_for()
def finish(kind: str) -> ResponseReturnValue:
    """Enter the code that came."""
    try:
        own_account.finish_contact(kind, request.form.get("code", ""))
    except ApiError as error:
        if error.status not in TOLD_HERE:
            raise
        return _page(kind, step="code", value=request.form.get("value", ""), fault=error.detail), error.status
    flash(f"{NAMES[kind]}已登记，忘记密码时可以用它找回。", "success")
    return redirect(url_for("security.show"))


def _page(kind: str, *, step: str, value: str = "", fault: str = "") -> str:
    if kind not in NAMES:
        abort(404)
    return render_template("everyone/contact.html", kind=kind, name=NAMES[kind], step=step, value=value, fault=fault)
