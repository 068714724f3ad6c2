"""动态验证码: set up, recovery codes, give up; and the second step of signing in."""

from urllib.parse import parse_qs, urlsplit

import segno
from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from web import session
from web.audience import local_path, open_page, page_for
from web.clients import auth, own_account
from web.clients.http import ApiError
from web.everyone.sign_in import remind_of_age
from web.telling import telling

REFUSED = 422
CODE_REFUSED = "code_refused"
LOCKED = 429
SEED, LONGEST_SEED = "otpauth://", 500

pages = Blueprint("second_factor", __name__)


@pages.get("/security/second-factor")
@page_for(without_second_factor=True)
def show() -> ResponseReturnValue:
    """Whether it is set up, and what can be done."""
    return render_template("everyone/second_factor.html", factor=own_account.second_factor())


@pages.post("/security/second-factor/setup")
@page_for(without_second_factor=True, recently_confirmed=True)
def begin() -> ResponseReturnValue:
    """A key for the phone, to be photographed or typed."""
    try:
        uri = own_account.begin_second_factor()
    except ApiError as error:
        if error.error != "second_factor_not_offered":
            raise
        flash(error.detail, "warning")
        return redirect(url_for(".show"))
    return _setup(uri)


@pages.post("/security/second-factor")
@page_for(without_second_factor=True, recently_confirmed=True)
def finish() -> ResponseReturnValue:
    """The first code of the phone: now it counts. The recovery codes are shown, this once."""
    try:
        answer = own_account.finish_second_factor(request.form.get("code", ""))
    except ApiError as error:
        if error.status != REFUSED:
            raise
        uri = request.form.get("uri", "")
        if not uri.startswith(SEED) or len(uri) > LONGEST_SEED:  # not what this page was given: nothing to photograph
            flash("页面不完整，请重新开始设置动态验证码。", "warning")
            return redirect(url_for(".show"))
        return _setup(uri, error.detail), REFUSED
    page = render_template("everyone/recovery_codes.html", codes=answer["recovery_codes"], just_set_up=True)
    return session.renew(make_response(page), answer["session"])


@pages.post("/security/second-factor/recovery-codes")
@page_for(recently_confirmed=True)
def renew_recovery_codes() -> ResponseReturnValue:
    """Ten new ones, shown this once."""
    return render_template("everyone/recovery_codes.html", codes=own_account.new_recovery_codes(), just_set_up=False)


@pages.post("/security/second-factor/removal")
@page_for(recently_confirmed=True)
def remove() -> ResponseReturnValue:
    """Sign in without codes again."""
    with telling("已停用动态验证码。"):
        own_account.remove_second_factor()
    session.forget()
    return redirect(url_for(".show"))


@pages.get("/login/code")
@open_page
def ask_code() -> ResponseReturnValue:
    """The second step of signing in."""
    return render_template("everyone/login_code.html", after=local_path(request.args.get("next")) or "/")


@pages.post("/login/code")
@open_page
def enter_code() -> ResponseReturnValue:
    """Complete the sign-in, or begin again if it took too long."""
    after = local_path(request.form.get("next")) or "/"
    try:
        answer = auth.enter_code(session.cookie(), request.form.get("code", ""))
    except ApiError as error:
        if error.error == CODE_REFUSED or error.status in {REFUSED, LOCKED}:
            return render_template("everyone/login_code.html", after=after, fault=error.detail), error.status
        if error.error != "session_ended":
            raise
        flash("登录用时过长或已在别处完成，请重新登录。", "warning")
        return redirect(url_for("sign_in.show", next=after))
    target = url_for("password.show") if answer["first_login"] else after
    response = session.begin(redirect(target), answer["session"])  # type: ignore[arg-type]
    remind_of_age(answer)
    return response


def _setup(uri: str, fault: str = "") -> str:
    """The page with the key in both forms."""
    key = parse_qs(urlsplit(uri).query).get("secret", [""])[0]
    groups = [key[start : start + 4] for start in range(0, len(key), 4)]
    picture = segno.make(uri, error="m").svg_data_uri(scale=5, border=2)
    return render_template("everyone/second_factor_setup.html", uri=uri, key=groups, picture=picture, fault=fault)
