"""核验: whether a printed form is genuine, for everybody who holds it; nobody need sign in."""

from http import HTTPStatus

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from web.audience import open_page
from web.clients import profile
from web.clients.http import ApiError

BETWEEN = str.maketrans("", "", " -\u3000")  # the form prints the code in groups

pages = Blueprint("verification", __name__)


@pages.get("/verify")
@open_page
def ask() -> ResponseReturnValue:
    """Where the code is typed by those who can't scan it."""
    code = request.args.get("code", "").translate(BETWEEN).lower()
    return redirect(url_for(".show", code=code)) if code else render_template("everyone/verification.html", found=None)


@pages.get("/verify/<string:code>")
@open_page
def show(code: str) -> ResponseReturnValue:
    """What is confirmed about the form with this code, or 查无此证."""
    try:
        found = profile.verification(code)
    except ApiError as error:
        if error.status != HTTPStatus.NOT_FOUND:
            raise
        return render_template("everyone/verification.html", found=None, fault=error.detail), HTTPStatus.NOT_FOUND
    return render_template("everyone/verification.html", found=found)
