"""Cases: the list, one of them, deciding, taking over."""

from typing import Any
from uuid import UUID

from flask_smorest import Blueprint
from marshmallow import RAISE

from services.review import views
from services.review.db import db
from services.review.listing import MOST_COUNTED, counts, next_case, page_of_cases, units_within
from services.review.operations.decisions import record_decision, take_over
from services.review.queries import find_case
from services.review.schemas.answers import CasePage, CaseShown, NextCase, UnitList
from services.review.schemas.requests import CaseQuery, DecisionBody, NextQuery, UnitQuery
from shared.auth import REVIEWING, current_actor, roles
from shared.limits import searching

MOST_UNITS = 100

blueprint = Blueprint("cases", __name__, url_prefix="/cases", description="审核件")


@blueprint.get("")
@blueprint.arguments(CaseQuery, location="query", unknown=RAISE)
@blueprint.response(200, CasePage)
@roles(*REVIEWING)
@searching
def cases(query: dict[str, Any]) -> dict[str, Any]:
    """A page of the cases within reach; unless asked otherwise, under way by their dates, closed newest first."""
    actor, narrowed = current_actor(), query["narrowed"]
    with db.reading() as session:
        page, following = page_of_cases(session, actor, narrowed, query["sort"], query["cursor"], query["limit"])
        return {
            "items": views.rows(session, actor, page),
            "next": following,
            "counts": counts(session, actor, narrowed),
            "most_counted": MOST_COUNTED,
        }


@blueprint.get("/next")
@blueprint.arguments(NextQuery, location="query", unknown=RAISE)
@blueprint.response(200, NextCase)
@blueprint.alt_response(404, description="No such case within your reach")
@roles(*REVIEWING)
@searching
def following_case(query: dict[str, Any]) -> dict[str, Any]:
    """The next case of the list that you can decide: the one behind `after`, behind the last one the first again."""
    with db.reading() as session:
        return {"id": next_case(session, current_actor(), query["narrowed"], query["sort"], query["after"])}


@blueprint.get("/units")
@blueprint.arguments(UnitQuery, location="query", unknown=RAISE)
@blueprint.response(200, UnitList)
@roles(*REVIEWING)
@searching
def units(query: dict[str, Any]) -> dict[str, Any]:
    """The units to which your list can be narrowed down, by name."""
    with db.reading() as session:
        found = units_within(session, current_actor(), query.get("q"), MOST_UNITS + 1)
        return {"items": found[:MOST_UNITS], "more": len(found) > MOST_UNITS}


@blueprint.get("/<uuid:case_id>")
@blueprint.response(200, CaseShown)
@blueprint.alt_response(404, description="No such case within your reach")
@roles(*REVIEWING)
def case(case_id: UUID) -> dict[str, Any]:
    """One case with its decisions, history, what you can do now, and a pass for its contents."""
    with db.reading() as session:
        return views.shown(session, current_actor(), find_case(session, current_actor(), case_id))


@blueprint.post("/<uuid:case_id>/decision")
@blueprint.arguments(DecisionBody)
@blueprint.response(201, CaseShown)
@blueprint.alt_response(403, description="The case is not assigned to you")
@blueprint.alt_response(404, description="No such case within your reach")
@blueprint.alt_response(409, description="Already decided, or closed")
@blueprint.alt_response(422, description="A return needs a reason")
@roles(*REVIEWING)
def decide(body: dict[str, Any], case_id: UUID) -> dict[str, Any]:
    """Approve a submission, or return it with everything that is wrong with it (审核意见)."""
    with db.transaction() as session:
        decided = record_decision(session, current_actor(), case_id, body["decision"], body["reasons"])
        return views.shown(session, current_actor(), decided)


@blueprint.post("/<uuid:case_id>/takeover")
@blueprint.response(201, CaseShown)
@blueprint.alt_response(404, description="No such case within your reach")
@blueprint.alt_response(409, description="Already decided, or closed")
@roles(*REVIEWING)
def takeover(case_id: UUID) -> dict[str, Any]:
    """Take a waiting case into your own hands (接手)."""
    with db.transaction() as session:
        return views.shown(session, current_actor(), take_over(session, current_actor(), case_id))
