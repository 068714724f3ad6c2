"""Whom each page is for. Every view says so, directly above the function; a test walks all of them."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar
from urllib.parse import urlsplit

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from structlog.contextvars import bind_contextvars
from werkzeug.wrappers import Request

from shared.auth import ConfirmationNeeded, Role
from web.added_codes import known
from web.session import SESSION_ENDED, Person, person

P = ParamSpec("P")
R = TypeVar("R", bound=ResponseReturnValue)


def page_for(
    *roles: Role,
    with_first_password: bool = False,
    without_second_factor: bool = False,
    recently_confirmed: bool = False,
) -> Callable[[Callable[P, R]], Callable[P, ResponseReturnValue]]:
    """Open a page to people who hold one of the roles; none named means everybody who is signed in.

    `recently_confirmed`: to those only who have proved within the last ten minutes who they are; others do that first
    and come back.
    """

    def protect(view: Callable[P, R]) -> Callable[P, ResponseReturnValue]:
        @wraps(view)
        def protected(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            asker = person()
            if asker is None:
                return to_login()
            bind_contextvars(actor=asker.id)
            if asker.first_login and not with_first_password:
                return redirect(url_for("password.show"))
            if not asker.may_go_about and not (with_first_password or without_second_factor):
                return redirect(url_for("second_factor.show"))
            if roles and asker.roles.isdisjoint(roles):
                abort(403)
            if recently_confirmed and not asker.recently_confirmed:
                return to_confirmation()
            known.look()
            return view(*args, **kwargs)

        protected.audience = roles or tuple(Role)  # type: ignore[attr-defined]
        return protected

    return protect


def open_page(view: Callable[P, R]) -> Callable[P, R]:
    """Mark a page as open to everybody, on purpose."""
    view.audience = "everybody"  # type: ignore[attr-defined]
    return view


def asker() -> Person:
    """Who asks, on a page that is not open to everybody."""
    found: Person = g.person
    return found


def to_login() -> ResponseReturnValue:
    """To the login page and back here afterwards; after a lost form, back to the page that showed it."""
    if asked_by_script():
        return {"detail": "登录已超时，请重新登录。"}, SESSION_ENDED
    came_from = request.full_path.rstrip("?") if request.method == "GET" else _page_of_form()
    if request.method != "GET":
        flash("登录已超时，刚才的操作没有保存。请重新登录后再做一次。", "warning")
    return redirect(url_for("sign_in.show", next=came_from))


def to_confirmation() -> ResponseReturnValue:
    """To the page where one proves who one is, and back; a form is taken along and is sent on from there."""
    if asked_by_script():
        return {"detail": str(ConfirmationNeeded())}, ConfirmationNeeded.status
    if request.method == "GET":
        return redirect(url_for("confirming.show", next=request.full_path.rstrip("?")))
    return render_template(
        "everyone/confirm.html",
        after=_page_of_form(),
        action=request.full_path.rstrip("?"),
        kept=kept_form(),
        faults={},
    ), ConfirmationNeeded.status


def kept_form(prefix: str = "") -> list[tuple[str, str]]:
    """What a form sent, to send it again: the fields whose names begin so, and never its token."""
    fields = request.form.items(multi=True)
    return [
        (name.removeprefix(prefix), value) for name, value in fields if name.startswith(prefix) and name != "csrf_token"
    ]


def asked_by_script(asked: Request = request) -> bool:
    """Whether an open page asks, which shows the answer itself."""
    return asked.accept_mimetypes.best == "application/json"


def local_path(target: str | None) -> str | None:
    """The target if it is a path of this site, so that nobody can send people elsewhere through our login page."""
    if not target or not target.startswith("/") or target.startswith("//"):
        return None
    if "\\" in target or any(character <= " " for character in target):
        return None
    parts = urlsplit(target)
    return None if parts.scheme or parts.netloc else target


def _page_of_form() -> str:
    referrer = urlsplit(request.referrer or "")
    query = f"?{referrer.query}" if referrer.query else ""
    return f"{referrer.path}{query}" if referrer.netloc == request.host else "/"
