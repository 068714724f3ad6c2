"""Sign in, sign out, and the way to one's own first page."""

from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from web import session as signed_in
from web.audience import asker, local_path, open_page, page_for
from web.clients import auth
from web.clients.http import ApiError, ServiceAway
from web.frame import desks_of, menu_of

REFUSALS = frozenset({401, 422, 429})
REMINDED_DAYS = 14
ELSEWHERE = 409  # what is missing is done in another window

pages = Blueprint("sign_in", __name__)


@pages.get("/")
@page_for()
def home() -> ResponseReturnValue:
    """The first line of the menu: notices for professionals (as the guide says), the queue for reviewers."""
    return redirect(url_for(menu_of(asker())[0].endpoint))


@pages.get("/login")
@open_page
def show() -> ResponseReturnValue:
    """The login form."""
    after = local_path(request.args.get("next")) or "/"
    if signed_in.person() is not None:
        return redirect(after)
    return render_template("everyone/login.html", after=after)


@pages.post("/login")
@open_page
def enter() -> ResponseReturnValue:
    """Begin a session under a new id."""
    login, after = request.form.get("login", "").strip(), local_path(request.form.get("next")) or "/"
    password = request.form.get("password", "")
    if not login or not password:
        fault = "请填写用户名和密码。"
        return render_template("everyone/login.html", login=login, after=after, fault=fault), 422
    try:
        answer = auth.sign_in(login, password)
    except ApiError as error:
        if error.status not in REFUSALS:
            raise
        return render_template("everyone/login.html", login=login, after=after, fault=error.detail), error.status
    if answer["code_needed"]:
        target = url_for("second_factor.ask_code", next=after)
    else:
        target = url_for("password.show") if answer["first_login"] else after
    response = signed_in.begin(redirect(target), answer["session"])  # type: ignore[arg-type]
    if not answer["code_needed"]:
        remind_of_age(answer)
    return response


def remind_of_age(answer: dict[str, Any]) -> None:
    """Say it while there is time to think of another password."""
    left = answer["password_days_left"]
    if left is not None and 0 < left <= REMINDED_DAYS:
        flash(f"您的密码将在 {left} 天后到期，到期后须先修改才能使用其他功能。请尽早在“修改密码”中更换。", "warning")


@pages.get("/session")
@open_page
def who() -> ResponseReturnValue:
    """Whose session this browser has now, for an open page; and the token that its forms need."""
    person = signed_in.person()
    account = person.account if person and person.may_go_about else None
    return jsonify(account=account, csrf_token=generate_csrf())


@pages.post("/session")
@open_page
def enter_again() -> ResponseReturnValue:
    """Begin a new session for an open page, which stays as it is."""
    try:
        answer = auth.sign_in(request.form.get("login", ""), request.form.get("password", ""))
    except ApiError as error:
        return jsonify(detail=error.detail), error.status
    return signed_in_again(answer)


@pages.post("/session/code")
@open_page
def enter_code_again() -> ResponseReturnValue:
    """The second step of that; one that took too long begins anew."""
    try:
        answer = auth.enter_code(signed_in.cookie(), request.form.get("code", ""))
    except ApiError as error:
        return jsonify(detail=error.detail, ended=error.error == "session_ended"), error.status
    return signed_in_again(answer)


def signed_in_again(answer: dict[str, Any]) -> ResponseReturnValue:
    """The new session for an open page, and whether a code is still missing."""
    if answer["first_login"] and not answer["code_needed"]:
        return jsonify(detail="您的密码已被重置，请在新窗口中登录并修改密码后，再回到这里。"), ELSEWHERE
    return signed_in.begin(jsonify(code_needed=answer["code_needed"]), answer["session"])


@pages.post("/logout")
@page_for(with_first_password=True)
def leave() -> ResponseReturnValue:
    """End the session everywhere."""
    response = redirect(url_for(".show"))
    try:
        signed_in.end(response)  # type: ignore[arg-type]
    except ServiceAway:
        flash("已在这台电脑上退出。系统暂时繁忙，登录将在服务器上自动失效。", "warning")
    else:
        flash("您已安全退出。", "success")
    return response


@pages.post("/desk")
@page_for()
def choose_desk() -> ResponseReturnValue:
    """Change between the pages of a professional and those of a reviewer."""
    desk = request.form.get("desk", "")
    if desk in desks_of(asker()):
        session["desk"] = desk
    return redirect(url_for(".home"))
