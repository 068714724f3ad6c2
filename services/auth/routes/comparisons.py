"""Whether the services agreed when last compared, and telling again what differs; for system administrators."""

from typing import Any

from flask_smorest import Blueprint
from marshmallow import RAISE
from sqlalchemy import select

from services.auth.db import db
from services.auth.models import Comparison
from services.auth.operations import comparisons
from services.auth.schemas.administered import ReasonBody
from services.auth.schemas.comparisons import Comparisons, ToldAgain
from shared.auth import Role, roles

blueprint = Blueprint("comparisons", __name__, url_prefix="/comparisons", description="各服务的核对")


@blueprint.get("")
@blueprint.response(200, Comparisons)
@roles(Role.SYSTEM_ADMIN)
def listed() -> dict[str, Any]:
    """What was found lately, the newest first."""
    with db.reading() as session:
        newest = select(Comparison).order_by(Comparison.id.desc()).limit(comparisons.MOST_KEPT)
        return {"items": session.scalars(newest).all()}


@blueprint.post("/retelling")
@blueprint.arguments(ReasonBody(unknown=RAISE))
@blueprint.response(200, ToldAgain)
@blueprint.alt_response(409, description="nothing_to_tell")
@roles(Role.SYSTEM_ADMIN, recently_confirmed=True)
def tell_again(body: dict[str, Any]) -> dict[str, Any]:
    """Tell the other services again of the units and people that differed (重新通报)."""
    with db.transaction() as session:
        return comparisons.tell_again(session, body["reason"])
