"""Review chains: through which stages the cases of a unit go."""

from typing import Any
from uuid import UUID

from flask_smorest import Blueprint

from services.review.db import db
from services.review.models import Resume
from services.review.operations.chains import set_chain
from services.review.queries import ChainInForce, chain_for, find_unit_line
from services.review.schemas.chains import ChainBody, ChainShown
from shared.auth import REVIEWING, Role, current_actor, roles

blueprint = Blueprint("chains", __name__, url_prefix="/units/<uuid:unit_id>/chain", description="审核级次")


@blueprint.get("")
@blueprint.response(200, ChainShown)
@blueprint.alt_response(404, description="No such unit within your reach")
@roles(Role.SYSTEM_ADMIN, *REVIEWING)
def chain(unit_id: UUID) -> ChainInForce:
    """The stages that new cases of the unit go through, and the unit for which they were set."""
    with db.reading() as session:
        return chain_for(session, find_unit_line(session, current_actor(), unit_id, Role.SYSTEM_ADMIN, *REVIEWING))


@blueprint.put("")
@blueprint.arguments(ChainBody)
@blueprint.response(200, ChainShown)
@blueprint.alt_response(404, description="No such unit within your reach")
@roles(Role.SYSTEM_ADMIN, recently_confirmed=True)
def set_(body: dict[str, Any], unit_id: UUID) -> ChainInForce:
    """Set the stages for the unit and those below it that have no chain of their own (设置审核级次).

    Running cases keep theirs.
    """
    with db.transaction() as session:
        set_chain(session, current_actor(), unit_id, body["stages"], body["resume"])
        return chain_for(session, find_unit_line(session, current_actor(), unit_id, Role.SYSTEM_ADMIN))


@blueprint.delete("")
@blueprint.response(200, ChainShown)
@blueprint.alt_response(404, description="No such unit within your reach")
@roles(Role.SYSTEM_ADMIN, recently_confirmed=True)
def inherit(unit_id: UUID) -> ChainInForce:
    """Let the unit follow the one above it again; running cases keep theirs (沿用上级的审核级次)."""
    with db.transaction() as session:
        set_chain(session, current_actor(), unit_id, None, Resume.FIRST)
        return chain_for(session, find_unit_line(session, current_actor(), unit_id, Role.SYSTEM_ADMIN))
