"""Who is asking: the token that auth signs for a signed-in person, and the roles a route is open to."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, wraps
from time import time
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from flask import g, request
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey
from structlog.contextvars import bind_contextvars

from shared.audit.deed import signed_in
from shared.errors import DomainError, NotAllowed
from shared.keys import checking_key, current_key, private_key, public_key

ALGORITHM = "Ed25519"  # RFC 9864; "EdDSA" as a name is deprecated
TOKEN_SECONDS = 60
PASS_SECONDS = 300
LEEWAY_SECONDS = 5
TOKEN_TYPE = "JWT"  # noqa: S105 - not a secret
CONFIRMED_SECONDS = 600

P = ParamSpec("P")
R = TypeVar("R")


class Role(StrEnum):
    """What a person may be; several at once, each for a unit and those below it."""

    PROFESSIONAL = "professional"
    UNIT_REVIEWER = "unit_reviewer"
    UNIT_ADMIN = "unit_admin"
    SUPERIOR_ADMIN = "superior_admin"
    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"
    AUDITOR = "auditor"


ADMINISTERING = (Role.UNIT_ADMIN, Role.SUPERIOR_ADMIN)
"""Who looks after units and their people."""

REVIEWING = (Role.UNIT_REVIEWER, *ADMINISTERING)


class SecondFactorState(StrEnum):
    """Whether a person signs in with codes of a phone beside the password."""

    NONE = "none"
    MISSING = "missing"  # demanded and not set up
    SET = "set"


class NotSignedIn(DomainError):
    """No token, or one that is not (or no longer) good."""

    status, error, message = 401, "not_signed_in", "登录已失效，请重新登录。"


class FirstPasswordMustChange(DomainError):
    """A first password, or one that is too old, opens nothing but the page on which it is changed (ASVS 6.4.1)."""

    status, error, message = 403, "first_password_must_change", "请先修改初始密码或已到期的密码，再使用其他功能。"


class SecondFactorMissing(DomainError):
    """Who sees or decides about others signs in with codes where the system demands it; until then nothing opens."""

    status, error = 403, "second_factor_missing"
    message = "按照本系统的安全规定，请先设置动态验证码，再使用其他功能。"


class ConfirmationNeeded(DomainError):
    """A sensitive act of somebody who signed in a while ago: they prove again who they are (ASVS 7.5.1)."""

    status, error = 403, "confirmation_needed"
    message = "这项操作涉及账号或数据安全，请先再次输入密码确认是您本人，然后继续。"


@dataclass(frozen=True)
class Actor:
    """The person behind a request, as auth knew them at most a minute ago.

    `session` is the SHA-256 of the signed-in session's id; `confirmed_at` is when they last proved in it who they are.
    """

    id: UUID
    account: str
    name: str
    unit_id: UUID
    grants: tuple[tuple[Role, UUID], ...]
    first_login: bool
    second_factor: SecondFactorState = SecondFactorState.NONE
    session: str = ""
    confirmed_at: int = 0

    def has(self, *roles: Role) -> bool:
        """Whether the person holds one of the roles anywhere."""
        return any(role in roles for role, _ in self.grants)

    @property
    def recently_confirmed(self) -> bool:
        """Whether a sensitive act needs no further proof."""
        return time() - self.confirmed_at <= CONFIRMED_SECONDS

    def roles_among(self, roles: tuple[Role, ...]) -> list[Role]:
        """The person's roles that are among these; all of them if none is, or none is asked for."""
        held = [role for role, _ in self.grants]
        return [role for role in held if role in roles] or held


def sign(claims: dict[str, Any], *, key: str, audience: str, seconds: int) -> str:
    """A compact JWT signed with the key `tokens` or `passes`, good for `seconds`, the leeway for clocks included.

    `kid` names the key's generation (RFC 7515, 4.1.4).
    """
    now, generation = int(time()), current_key(key)
    registered = {"iss": key, "aud": audience, "iat": now, "exp": now + seconds - LEEWAY_SECONDS}
    header = {"alg": ALGORITHM, "typ": TOKEN_TYPE, "kid": generation}
    return jwt.encode(header, claims | registered, _private(generation), algorithms=[ALGORITHM])


def verify(token: str, *, key: str, audience: str) -> dict[str, Any]:
    """The claims of a token; raises NotSignedIn if it is not good for this key, audience and time."""
    registry = jwt.JWTClaimsRegistry(
        leeway=LEEWAY_SECONDS,
        iss={"essential": True, "value": key},
        aud={"essential": True, "value": audience},
        exp={"essential": True},
    )
    try:
        decoded = jwt.decode(
            token, lambda signed: _public(key, str(signed.headers().get("kid"))), algorithms=[ALGORITHM]
        )
        registry.validate(decoded.claims)
    except (JoseError, ValueError, FileNotFoundError) as error:
        raise NotSignedIn from error
    if decoded.header.get("typ") != TOKEN_TYPE:
        raise NotSignedIn
    return decoded.claims


def actor_claims(actor: Actor) -> dict[str, Any]:
    """What the token says of a person."""
    return {
        "sub": str(actor.id),
        "account": actor.account,
        "name": actor.name,
        "unit": str(actor.unit_id),
        "grants": [[str(role), str(unit)] for role, unit in actor.grants],
        "first_login": actor.first_login,
        "second_factor": str(actor.second_factor),
        "session": actor.session,
        "auth_time": actor.confirmed_at,
    }


def actor_of(claims: dict[str, Any]) -> Actor:
    """The person whom a verified token speaks of."""
    return Actor(
        id=UUID(claims["sub"]),
        account=claims["account"],
        name=claims["name"],
        unit_id=UUID(claims["unit"]),
        grants=tuple((Role(role), UUID(unit)) for role, unit in claims["grants"]),
        first_login=claims["first_login"],
        second_factor=SecondFactorState(claims.get("second_factor", "none")),
        session=claims.get("session", ""),
        confirmed_at=claims.get("auth_time", 0),
    )


def current_actor() -> Actor:
    """Who is asking, in this request; only routes with `roles` have one."""
    actor: Actor = g.actor
    return actor


def roles(
    *allowed: Role,
    with_first_password: bool = False,
    without_second_factor: bool = False,
    recently_confirmed: bool = False,
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Open a route to people who hold one of the roles; none named means everybody who is signed in.

    `recently_confirmed`: to those only who have proved within the last ten minutes who they are.
    """

    def admit() -> None:
        g.actor = actor = _actor_of_request()
        bind_contextvars(actor=str(actor.id))
        signed_in(actor, actor.roles_among(allowed))
        if actor.first_login and not with_first_password:
            raise FirstPasswordMustChange
        missing = actor.second_factor is SecondFactorState.MISSING
        if missing and not (with_first_password or without_second_factor):
            raise SecondFactorMissing
        if allowed and not actor.has(*allowed):
            raise NotAllowed
        if recently_confirmed and not actor.recently_confirmed:
            raise ConfirmationNeeded

    def protect(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def protected(*args: P.args, **kwargs: P.kwargs) -> R:
            if "actor" not in g:
                admit()
            return view(*args, **kwargs)

        protected.allowed_roles = allowed or tuple(Role)  # type: ignore[attr-defined]
        protected.admit = admit  # type: ignore[attr-defined]
        return protected

    return protect


def admit_or_refuse(view: Callable[..., Any] | None) -> None:
    """Ask whom the route is for, before anything that was sent is looked at: who may not come in learns no more."""
    admit = getattr(view, "admit", None)
    if admit is not None:
        admit()


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Mark a route as open to everybody, on purpose."""

    @wraps(view)
    def opened(*args: P.args, **kwargs: P.kwargs) -> R:
        return view(*args, **kwargs)

    opened.allowed_roles = "public"  # type: ignore[attr-defined]
    return opened


def _actor_of_request() -> Actor:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise NotSignedIn
    return actor_of(verify(token, key="tokens", audience="services"))


@cache
def _private(generation: str) -> OKPKey:
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    return OKPKey.import_key(private_key(generation).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def _public(key: str, generation: str) -> OKPKey:
    """The key that a token names; raises ValueError or FileNotFoundError if it is none of ours."""
    checking_key(key, generation)
    return _imported(generation)


@cache
def _imported(generation: str) -> OKPKey:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return OKPKey.import_key(public_key(generation).public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
