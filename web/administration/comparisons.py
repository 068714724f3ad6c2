"""各业务核对: whether the services agreed when they were last compared, and telling again what differed."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shared.auth import Role
from web.audience import page_for
from web.clients import comparisons
from web.telling import CONFLICT, UNPROCESSABLE, telling

pages = Blueprint("comparisons", __name__, url_prefix="/administration/comparisons")


@pages.get("")
@page_for(Role.SYSTEM_ADMIN)
def listed() -> ResponseReturnValue:
    """The last comparison with its differences, and how the ones before came out."""
    return render_template("administration/comparisons.html", comparisons=comparisons.lately())


@pages.post("/retelling")
@page_for(Role.SYSTEM_ADMIN, recently_confirmed=True)
def tell_again() -> ResponseReturnValue:
    """重新通报, with the reason that the audit log keeps."""
    with telling("已重新通报有差异的单位和人员，几秒后生效。下次核对时确认。", refusals=(CONFLICT, UNPROCESSABLE)):
        comparisons.tell_again(request.form.get("reason", "").strip())
    return redirect(url_for(".listed"))
