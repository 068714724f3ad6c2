"""Where the signed-in person is signed in."""

from typing import Any

from flask_smorest import Blueprint

from services.auth import queries
from services.auth.db import db
from services.auth.operations import sessions
from services.auth.schemas.sessions import OwnSessionSchema
from shared.auth import current_actor, roles

blueprint = Blueprint("own_sessions", __name__, url_prefix="/me/sessions", description="本人的登录")


@blueprint.get("")
@blueprint.response(200, OwnSessionSchema(many=True))
@roles()
def listed() -> list[dict[str, Any]]:
    """All sessions that have not ended, the latest seen first (登录设备)."""
    actor = current_actor()
    with db.reading() as session:
        return [
            {
                "id": found.id_sha256.hex(),
                "current": found.id_sha256.hex() == actor.session,
                "address": found.address or "",
                "agent": found.user_agent or "",
                "created_at": found.created_at,
                "last_seen_at": found.last_seen_at,
            }
            for found in queries.open_sessions(session, actor.id, sessions.longest_idle(session, actor.id))
        ]


@blueprint.delete("/<string(length=64):session_id>")
@blueprint.response(204)
@blueprint.alt_response(404, description="not_found")
@roles()
def end(session_id: str) -> None:
    """End one (退出这台设备)."""
    with db.transaction() as session:
        sessions.end_own_session(session, current_actor().id, session_id)


@blueprint.post("/ending-others")
@blueprint.response(204)
@roles()
def end_others() -> None:
    """End all but the one that asks (退出其他全部设备)."""
    with db.transaction() as session:
        actor = current_actor()
        sessions.end_sessions(session, actor.id, but=sessions.session_of_actor(session, actor))
