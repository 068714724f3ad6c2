"""修改密码; for a first password it is the only page that opens."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from web import session
from web.audience import page_for
from web.clients import auth
from web.clients.http import ApiError
from web.faults import texts_by_field

pages = Blueprint("password", __name__)


@pages.get("/password")
@page_for(with_first_password=True)
def show() -> ResponseReturnValue:
    """The form."""
    return render_template("everyone/password.html", faults={})


@pages.post("/password")
@page_for(with_first_password=True)
def change() -> ResponseReturnValue:
    """Set the new password and go on under the new session that auth gives."""
    old, new, repeated = (request.form.get(name, "") for name in ("old_password", "new_password", "repeated"))
    faults = _unfinished(old, new, repeated)
    if not faults:
        try:
            answer = auth.change_password(old, new)
        except ApiError as error:
            faults = texts_by_field(error)
            if not faults:
                raise
        else:
            response = session.begin(redirect(url_for("sign_in.home")), answer["session"])  # type: ignore[arg-type]
            flash("密码已修改。其他地方的登录已全部退出。", "success")
            return response
    return render_template("everyone/password.html", faults=faults), 422


def _unfinished(old: str, new: str, repeated: str) -> dict[str, str]:
    """What the form itself can tell; the rules for passwords are auth's."""
    faults = {}
    if not old:
        faults["old_password"] = "请填写旧密码。"  # noqa: S105 - a sentence
    if not new:
        faults["new_password"] = "请填写新密码。"  # noqa: S105 - a sentence
    elif new != repeated:
        faults["repeated"] = "两次填写的新密码不一致，请重新填写。"
    return faults
