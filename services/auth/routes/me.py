"""What the signed-in person sees and changes of their own account."""

from typing import Any

from flask_smorest import Blueprint

from services.auth import queries
from services.auth.db import db
from services.auth.operations.confirming import NotConfirmed, confirm
from services.auth.operations.credentials import PasswordNotChanged, change_password
from services.auth.operations.sign_in import SignedIn
from services.auth.routes.browser import browser
from services.auth.schemas.people import PersonSchema, person_answer
from services.auth.schemas.sessions import (
    ConfirmationSchema,
    PasswordChangeSchema,
    StartedSessionSchema,
    started_answer,
)
from shared.auth import current_actor, roles

blueprint = Blueprint("me", __name__, url_prefix="/me", description="本人账号")


@blueprint.get("")
@blueprint.response(200, PersonSchema)
@roles()
def show() -> dict[str, Any]:
    """Who the signed-in person is (本人账号信息)."""
    with db.reading() as session:
        actor = current_actor()
        return person_answer(actor, queries.unit_name(session, actor.unit_id))


@blueprint.put("/password")
@blueprint.arguments(PasswordChangeSchema)
@blueprint.response(200, StartedSessionSchema)
@blueprint.alt_response(422, description="password_not_changed")
@blueprint.alt_response(429, description="sign_in_locked")
@roles(with_first_password=True)
def put_password(passwords: dict[str, str]) -> dict[str, Any]:
    """Change the password; all sessions but the new one end (修改密码)."""
    with db.transaction() as session:
        old, new = passwords["old_password"], passwords["new_password"]
        change = change_password(session, current_actor().id, old, new, browser())
    if change.session is None:
        raise PasswordNotChanged(fields=change.fields)
    return started_answer(SignedIn(change.session, first_login=False))


@blueprint.put("/confirmation")
@blueprint.arguments(ConfirmationSchema)
@blueprint.response(200, StartedSessionSchema)
@blueprint.alt_response(401, description="session_ended")
@blueprint.alt_response(422, description="not_confirmed")
@blueprint.alt_response(429, description="sign_in_locked")
@roles(without_second_factor=True)
def put_confirmation(proof: dict[str, str]) -> dict[str, Any]:
    """Prove again who one is; opens sensitive acts for ten minutes, under a new id of the session (再次确认身份)."""
    with db.transaction() as session:
        confirmation = confirm(session, current_actor(), proof["password"], proof["code"])
    if confirmation.session is None:
        raise NotConfirmed(fields=confirmation.fields)
    return started_answer(SignedIn(confirmation.session, first_login=False))
