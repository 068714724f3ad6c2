"""安全设置: where one is signed in, and by what one proves who one is."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from web.audience import page_for
from web.clients import own_account
from web.everyone.browsers import browser_in_words
from web.telling import telling

pages = Blueprint("security", __name__, url_prefix="/security")


@pages.get("")
@page_for()
def show() -> ResponseReturnValue:
    """All of it."""
    return render_template(
        "everyone/security.html",
        sessions=own_account.sessions(),
        second_factor=own_account.second_factor(),
        contacts=own_account.contacts(),
        browser_in_words=browser_in_words,
    )


@pages.post("/sessions/<string:session_id>/ending")
@page_for()
def end_session(session_id: str) -> ResponseReturnValue:
    """Sign out somewhere else."""
    with telling("已退出这台设备上的登录。"):
        own_account.end_session(session_id)
    return redirect(url_for(".show"))


@pages.post("/sessions/ending-others")
@page_for()
def end_other_sessions() -> ResponseReturnValue:
    """Sign out everywhere else."""
    with telling("已退出其他设备上的全部登录。"):
        own_account.end_other_sessions()
    return redirect(url_for(".show"))
