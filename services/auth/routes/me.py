"""What the signed-in person sees and changes of their own account."""

from typing import Any

from flask_smorest import Blueprint

from services.auth import queries
from services.auth.db import db
from services.auth.models import Person
from services.auth.operations.credentials import PasswordNotChanged, change_password
from services.auth.schemas.people import PersonSchema, person_answer
from services.auth.schemas.sessions import PasswordChangeSchema, StartedSessionSchema
from shared.auth import current_actor, roles

blp = Blueprint("me", __name__, url_prefix="/me", description="本人账号")


@blp.get("")
@blp.response(200, PersonSchema)
@roles()
def show() -> dict[str, Any]:
    """Who the signed-in person is (本人账号信息)."""
    with db.reading() as session:
        person = session.get_one(Person, current_actor().id)
        return person_answer(queries.actor(session, person), queries.unit_name(session, person.unit_id))


@blp.put("/password")
@blp.arguments(PasswordChangeSchema)
@blp.response(200, StartedSessionSchema)
@blp.alt_response(422, description="password_not_changed")
@blp.alt_response(429, description="sign_in_locked")
@roles(with_first_password=True)
def put_password(passwords: dict[str, str]) -> dict[str, Any]:
    """Change the password; all sessions but the new one end (修改密码)."""
    with db.transaction() as session:
        change = change_password(session, current_actor().id, passwords["old_password"], passwords["new_password"])
    if change.session is None:
        raise PasswordNotChanged(fields=change.fields)
    return {"session": change.session.id, "first_login": False, "expires_at": change.session.expires_at}
