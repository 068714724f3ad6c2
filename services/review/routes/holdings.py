"""Before two accounts are merged: how many cases concern each."""

from typing import Any
from uuid import UUID

from flask_smorest import Blueprint

from services.review.db import db
from services.review.holdings import holdings
from services.review.schemas.holdings import Holdings
from shared.auth import Role, roles

blueprint = Blueprint("holdings", __name__, url_prefix="/people/<uuid:person_id>/holdings", description="合并账号")


@blueprint.get("")
@blueprint.response(200, Holdings)
@roles(Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)
def show(person_id: UUID) -> dict[str, Any]:
    """How many cases there are about somebody and with them; none of somebody unknown."""
    with db.reading() as session:
        return holdings(session, person_id)
