"""确认身份: before what is sensitive, the password once more; then on to where one was going."""

from flask import Blueprint, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from web import session
from web.audience import kept_form, local_path, page_for
from web.clients import auth
from web.clients.http import ApiError
from web.faults import texts_by_field

KEPT = "kept."

pages = Blueprint("confirming", __name__, url_prefix="/confirmation")


@pages.get("")
@page_for(without_second_factor=True)
def show() -> ResponseReturnValue:
    """The form."""
    after = local_path(request.args.get("next")) or "/"
    return render_template("everyone/confirm.html", after=after, action="", kept=[], faults={})


@pages.post("")
@page_for(without_second_factor=True)
def confirm() -> ResponseReturnValue:
    """Prove it and go on, under the session's new id; a form that was held up is offered to be sent."""
    after, action = local_path(request.form.get("next")) or "/", local_path(request.form.get("action")) or ""
    try:
        answer = auth.confirm(request.form.get("password", ""), request.form.get("code", ""))
    except ApiError as error:
        faults = texts_by_field(error)
        if not faults:
            raise
        kept = kept_form(KEPT)
        return render_template("everyone/confirm.html", after=after, action=action, kept=kept, faults=faults), 422
    if not action:
        return session.renew(redirect(after), answer["session"])  # type: ignore[arg-type]
    page = render_template("everyone/confirmed.html", after=after, action=action, kept=kept_form(KEPT))
    return session.renew(make_response(page), answer["session"])
