"""忘记密码: ask for a link, and set another password by it. The answer is the same for everybody."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from web.audience import open_page
from web.clients import own_account
from web.clients.http import ApiError
from web.faults import texts_by_field

TOLD_HERE = {422, 429}
GONE = 410

pages = Blueprint("forgotten", __name__, url_prefix="/forgotten")


@pages.get("")
@open_page
def show() -> ResponseReturnValue:
    """The form, and what to do without a registered address."""
    return render_template("everyone/forgotten.html", asked=False)


@pages.post("")
@open_page
def ask() -> ResponseReturnValue:
    """Ask for a link."""
    login = request.form.get("login", "").strip()
    try:
        own_account.ask_for_reset(login)
    except ApiError as error:
        if error.status not in TOLD_HERE:
            raise
        fault = texts_by_field(error).get("login", error.detail)
        return render_template("everyone/forgotten.html", asked=False, login=login, fault=fault), error.status
    return render_template("everyone/forgotten.html", asked=True)


@pages.get("/<string:token>")
@open_page
def choose(token: str) -> ResponseReturnValue:
    """The form for the new password."""
    return render_template("everyone/reset.html", token=token, faults={})


@pages.post("/<string:token>")
@open_page
def reset(token: str) -> ResponseReturnValue:
    """Set it, and on to the login."""
    new = request.form.get("new_password", "")
    faults = {} if new == request.form.get("repeated", "") else {"repeated": "两次填写的新密码不一致，请重新填写。"}
    if not faults:
        try:
            own_account.reset_password(token, new)
        except ApiError as error:
            faults = texts_by_field(error)
            if error.status == GONE:
                flash(error.detail, "warning")
                return redirect(url_for(".show"))
            if not faults:
                raise
    if faults:
        return render_template("everyone/reset.html", token=token, faults=faults), 422
    flash("密码已重新设置，请用新密码登录。", "success")
    return redirect(url_for("sign_in.show"))
