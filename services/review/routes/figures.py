"""统计: figures of the cases of a unit."""

from typing import Any

from flask_smorest import Blueprint
from marshmallow import RAISE

from services.review.db import db
from services.review.figure_queries import figures_of_cases
from services.review.schemas.figures import CaseFigures
from shared.auth import REVIEWING, current_actor, roles
from shared.figures.schemas import FigureQuery

blueprint = Blueprint("figures", __name__, url_prefix="/figures", description="统计")


@blueprint.get("")
@blueprint.arguments(FigureQuery, location="query", unknown=RAISE)
@blueprint.response(200, CaseFigures)
@blueprint.alt_response(404, description="No such unit within your reach")
@roles(*REVIEWING)
def figures(query: dict[str, Any]) -> dict[str, Any]:
    """The figures of a unit; for a superior's administrators, of those below it too."""
    with db.reading_behind() as session:
        return figures_of_cases(session, current_actor(), query["wanted"])
