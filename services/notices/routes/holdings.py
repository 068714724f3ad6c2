"""Before two accounts are merged: how many messages each has."""

from typing import Any
from uuid import UUID

from flask_smorest import Blueprint

from services.notices.db import db
from services.notices.holdings import holdings
from services.notices.schemas.holdings import Holdings
from shared.auth import Role, roles

blueprint = Blueprint("holdings", __name__, url_prefix="/people/<uuid:person_id>/holdings", description="合并账号")


@blueprint.get("")
@blueprint.response(200, Holdings)
@roles(Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)
def show(person_id: UUID) -> dict[str, Any]:
    """How many messages and readings an account has; none of somebody unknown."""
    with db.reading() as session:
        return holdings(session, person_id)
