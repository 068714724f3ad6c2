"""Signing in, trading a session for a token, signing out. The gateway calls these; nobody is signed in yet."""

from typing import Any

from flask_smorest import Blueprint

from services.auth import queries
from services.auth.db import db
from services.auth.operations import sessions
from services.auth.operations.sign_in import CodeRefused, SignInFailed, enter_code, sign_in
from services.auth.routes.browser import browser
from services.auth.schemas.people import person_answer
from services.auth.schemas.sessions import (
    CodeSchema,
    CredentialsSchema,
    SessionIdSchema,
    StartedSessionSchema,
    TokenSchema,
    started_answer,
)
from shared.audit import routine
from shared.auth import TOKEN_SECONDS, actor_claims, public, sign

blueprint = Blueprint("sessions", __name__, url_prefix="/sessions", description="登录与退出")


@blueprint.post("")
@blueprint.arguments(CredentialsSchema)
@blueprint.response(201, StartedSessionSchema)
@blueprint.alt_response(401, description="sign_in_failed")
@blueprint.alt_response(429, description="sign_in_locked, sign_in_throttled")
@public
def start(credentials: dict[str, str]) -> dict[str, Any]:
    """Sign in with account or ID number and password (登录)."""
    with db.transaction() as session:
        signed_in = sign_in(session, credentials["login"], credentials["password"], browser())
    if signed_in is None:
        raise SignInFailed
    return started_answer(signed_in)


@blueprint.post("/code")
@blueprint.arguments(CodeSchema)
@blueprint.response(200, StartedSessionSchema)
@blueprint.alt_response(401, description="code_refused, session_ended")
@blueprint.alt_response(429, description="sign_in_locked")
@public
def finish(body: dict[str, str]) -> dict[str, Any]:
    """Complete a sign-in that awaits a code: that of the phone, or a recovery code (输入动态验证码)."""
    with db.transaction() as session:
        signed_in = enter_code(session, body["session"], body["code"])
    if signed_in is None:
        raise CodeRefused
    return started_answer(signed_in)


@blueprint.post("/token")
@blueprint.arguments(SessionIdSchema)
@blueprint.response(200, TokenSchema)
@blueprint.alt_response(401, description="session_ended")
@public
@routine
def token(body: dict[str, str]) -> dict[str, Any]:
    """Trade a session for a token of a minute."""
    with db.transaction() as session:
        actor = queries.actor_of_session(session, sessions.continue_session(session, body["session"]))
        unit_name = queries.unit_name(session, actor.unit_id)
    signed = sign(actor_claims(actor), key="tokens", audience="services", seconds=TOKEN_SECONDS)
    return {"token": signed, "expires_in": TOKEN_SECONDS, "person": person_answer(actor, unit_name)}


@blueprint.post("/end")
@blueprint.arguments(SessionIdSchema)
@blueprint.response(204)
@public
def end(body: dict[str, str]) -> None:
    """Sign out (退出登录)."""
    with db.transaction() as session:
        sessions.end_session(session, body["session"])
