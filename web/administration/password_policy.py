"""密码规则: which rules passwords follow, and who set which before."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shared.auth import Role
from web.audience import page_for
from web.clients import password_policy
from web.clients.http import ApiError
from web.faults import problems, texts_by_field
from web.telling import telling

REFUSED = (409, 412, 422)
LABELS = {"policy": "密码规则", "reason": "原因"}
RULES = {
    "asvs": (
        "长度优先",
        "12 至 128 个字符，不限种类，不要求定期更换：强制的种类和更换只会让密码更容易猜到（OWASP ASVS 5.0）。",
    ),
    "mlps3": (
        "等保三级",
        "此外须包含四类字符中的三类，90 天更换一次，不能使用最近 5 次用过的密码（GB/T 22239-2019，8.1.4.1）。",
    ),
}

pages = Blueprint("password_policy", __name__, url_prefix="/administration/password-policy")


@pages.get("")
@page_for(Role.SECURITY_ADMIN)
def show() -> ResponseReturnValue:
    """The rules in force, as a form."""
    return _page()


@pages.post("")
@page_for(Role.SECURITY_ADMIN, recently_confirmed=True)
def change() -> ResponseReturnValue:
    """Set others; what was typed is kept where it is refused."""
    typed = {name: request.form.get(name, "").strip() for name in ("version", "policy", "reason")}
    try:
        with telling("密码规则已设置，从现在起执行。", refusals=()):
            password_policy.set_policy(**typed)
    except ApiError as error:
        if error.status not in REFUSED:
            raise
        return _page(typed["policy"], typed["reason"], error), error.status
    return redirect(url_for(".show"))


def _page(policy: str = "", reason: str = "", error: ApiError | None = None) -> str:
    shown, faults = password_policy.shown(), texts_by_field(error) if error else {}
    return render_template(
        "administration/password_policy.html",
        shown=shown,
        rules=RULES,
        policy=policy or shown["policy"],
        reason=reason,
        faults=faults,
        problems=problems(error, faults, LABELS),
    )
