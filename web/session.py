"""Who is signed in: an opaque cookie that auth trades for a short token, kept here for less than the token lives."""

import hashlib
import time
from dataclasses import dataclass
from threading import Lock
from typing import Any

from cachetools import TTLCache
from flask import Response, g, request, session

from shared.auth import CONFIRMED_SECONDS, LEEWAY_SECONDS, REVIEWING, TOKEN_SECONDS, Role, SecondFactorState
from shared.settings import settings
from web.clients import auth
from web.clients.http import ApiError

TOKEN_KEPT_SECONDS = TOKEN_SECONDS - LEEWAY_SECONDS
TOKENS_KEPT = 10_000
SESSION_ENDED = 401


@dataclass(frozen=True)
class Person:
    """The person behind the cookie, as auth knew them less than a minute ago."""

    id: str
    account: str
    name: str
    unit_name: str
    roles: frozenset[Role]
    first_login: bool
    second_factor: SecondFactorState = SecondFactorState.NONE
    confirmed_at: int = 0

    @property
    def may_go_about(self) -> bool:
        """Whether more opens than the page on which the account is first made safe."""
        return not self.first_login and self.second_factor is not SecondFactorState.MISSING

    @property
    def recently_confirmed(self) -> bool:
        """Whether the services let them do what is sensitive without another proof."""
        return time.time() - self.confirmed_at <= CONFIRMED_SECONDS

    @property
    def is_professional(self) -> bool:
        """Whether there is a record of theirs."""
        return Role.PROFESSIONAL in self.roles

    @property
    def is_reviewer(self) -> bool:
        """Whether cases can lie with them."""
        return not self.roles.isdisjoint(REVIEWING)

    @property
    def is_administrator(self) -> bool:
        """Whether there is something for them to administer."""
        administering = (Role.UNIT_ADMIN, Role.SUPERIOR_ADMIN, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR)
        return not self.roles.isdisjoint(administering)


@dataclass(frozen=True)
class _Traded:
    token: str
    person: Person


_traded: TTLCache[str, _Traded] = TTLCache(TOKENS_KEPT, TOKEN_KEPT_SECONDS, timer=time.monotonic)
_lock = Lock()


def cookie_name(name: str) -> str:
    """Bound to this host by the browser where pages come over TLS."""
    return f"__Host-{name}" if settings.secure_cookies else name


def person() -> Person | None:
    """Who asks, or None. Sets the token that the clients send. Raises ServiceAway."""
    if "person" not in g:
        g.person = _find_person()
    found: Person | None = g.person
    return found


def _find_person() -> Person | None:
    shown = cookie()
    if not shown:
        return None
    key = _hash(shown)
    with _lock:
        traded = _traded.get(key)
    if traded:
        g.renew_token = _renew
    else:
        try:
            traded = _trade(shown)
        except ApiError as error:
            if error.status == SESSION_ENDED:
                return None
            raise
        with _lock:
            _traded[key] = traded
    g.token = traded.token
    return traded.person


def _renew() -> bool:
    """The kept token is not believed any more: a clock was set, or a key is gone. Whether there is another now."""
    forget()
    for stale in ("token", "person"):
        g.pop(stale)
    return person() is not None


def cookie() -> str:
    """The id of the session that this browser shows, whatever it is worth."""
    return request.cookies.get(cookie_name("sid"), "")


def begin(response: Response, session_id: str) -> Response:
    """Give the browser a new session; what the old one left in this browser is gone, its form tokens included."""
    session.clear()
    return renew(response, session_id)


def renew(response: Response, session_id: str) -> Response:
    """Go on with the same session under a new id."""
    forget()
    response.set_cookie(
        cookie_name("sid"), session_id, httponly=True, samesite="Lax", secure=settings.secure_cookies, path="/"
    )
    return response


def end(response: Response) -> Response:
    """End the session at auth and in this browser."""
    shown = cookie()
    forget()
    session.clear()
    response.delete_cookie(cookie_name("sid"), httponly=True, samesite="Lax", secure=settings.secure_cookies, path="/")
    response.headers["Clear-Site-Data"] = '"cache"'
    if shown:
        auth.end_session(shown)
    return response


def forget() -> None:
    """Drop the kept token of this request's cookie: auth is asked again next time."""
    with _lock:
        _traded.pop(_hash(cookie()), None)


def _trade(shown: str) -> _Traded:
    answer = auth.token(shown)
    return _Traded(answer["token"], _person_of(answer["person"]))


def _person_of(facts: dict[str, Any]) -> Person:
    return Person(
        id=facts["id"],
        account=facts["account"],
        name=facts["name"],
        unit_name=facts.get("unit_name") or "",
        roles=frozenset(Role(grant["role"]) for grant in facts["roles"]),
        first_login=facts["first_login"],
        second_factor=SecondFactorState(facts["second_factor"]),
        confirmed_at=facts["confirmed_at"],
    )


def _hash(cookie: str) -> str:
    return hashlib.sha256(cookie.encode()).hexdigest()
