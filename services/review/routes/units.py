"""Units within an administrator's reach, and who reviews for them."""

from typing import Any
from uuid import UUID

from flask_smorest import Blueprint
from marshmallow import RAISE

from services.review import unit_queries
from services.review.db import db
from services.review.schemas.units import MOST_FOUND, StaffShown, UnitFound, UnitQuery
from shared.auth import Role, current_actor, roles
from shared.limits import searching

blueprint = Blueprint("units", __name__, url_prefix="/units", description="单位与审核人员")


@blueprint.get("")
@blueprint.arguments(UnitQuery, location="query", unknown=RAISE)
@blueprint.response(200, UnitFound(many=True))
@roles(*unit_queries.ADMINISTRATORS)
@searching
def units(query: dict[str, Any]) -> list[dict[str, Any]]:
    """Some units within reach by a piece of their name, the shortest first; without it those of your roles."""
    with db.reading() as session:
        return unit_queries.find_units(session, current_actor(), query["q"], MOST_FOUND)


@blueprint.get("/<uuid:unit_id>")
@blueprint.response(200, UnitFound)
@blueprint.alt_response(404, description="No such unit within your reach")
@roles(*unit_queries.ADMINISTRATORS)
def unit(unit_id: UUID) -> dict[str, Any]:
    """One unit."""
    with db.reading() as session:
        return unit_queries.unit_view(session, current_actor(), unit_id)


@blueprint.get("/<uuid:unit_id>/staff")
@blueprint.response(200, StaffShown(many=True))
@blueprint.alt_response(404, description="No such unit within your reach")
@roles(Role.UNIT_ADMIN, Role.SUPERIOR_ADMIN)
def staff(unit_id: UUID) -> list[dict[str, Any]]:
    """Who reviews and administers for a unit, with open cases and substitutes."""
    with db.reading() as session:
        return unit_queries.staff_of(session, current_actor(), unit_id)
