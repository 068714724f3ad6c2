"""What is asked of units, and the answers of a second administrator."""

from typing import Any
from uuid import UUID

from flask_smorest import Blueprint
from marshmallow import RAISE
from sqlalchemy.orm import Session

from services.auth import unit_request_queries
from services.auth.db import db
from services.auth.models import UnitRequest
from services.auth.operations import unit_mergers, unit_requests
from services.auth.routes.units import ADMINISTRATORS, SUPERIORS
from services.auth.schemas.units import (
    AskedFactsBody,
    MergerBody,
    UnitRequestPage,
    UnitRequestQuery,
    UnitRequestShown,
    WhyBody,
)
from shared.api import IF_MATCH, expected_version
from shared.auth import current_actor, roles

blueprint = Blueprint("unit-requests", __name__, description="单位信息变更与合并")

Shown = dict[str, Any]


@blueprint.post("/units/<uuid:unit_id>/requests")
@blueprint.arguments(AskedFactsBody)
@blueprint.response(201, UnitRequestShown)
@blueprint.alt_response(404, description="No such unit within your reach")
@blueprint.alt_response(409, description="unit_closed, unit_request_pending")
@blueprint.alt_response(412, description="changed_meanwhile")
@blueprint.alt_response(422, description="unit_refused, unit_request_empty")
@blueprint.doc(parameters=[IF_MATCH])
@roles(*ADMINISTRATORS)
def ask_for_facts(body: dict[str, str], unit_id: UUID) -> Shown:
    """Ask the superior to confirm other facts of your unit (申请变更单位信息)."""
    expected, reason = expected_version(), body.pop("reason")
    with db.transaction() as session:
        actor = current_actor()
        return _shown(session, unit_requests.ask_for_facts(session, actor, unit_id, expected, body, reason))


@blueprint.post("/units/<uuid:unit_id>/mergers")
@blueprint.arguments(MergerBody)
@blueprint.response(201, UnitRequestShown)
@blueprint.alt_response(404, description="No such unit within your reach")
@blueprint.alt_response(409, description="unit_closed, unit_request_pending, unit_circle, unit_merger_namesakes")
@blueprint.alt_response(412, description="changed_meanwhile")
@blueprint.alt_response(422, description="unit_merger_of_itself, unit_refused")
@blueprint.doc(parameters=[IF_MATCH])
@blueprint.alt_response(403, description="confirmation_needed")
@roles(*SUPERIORS, recently_confirmed=True)
def ask_for_merger(body: dict[str, Any], unit_id: UUID) -> Shown:
    """Ask that a unit be merged into another; a second administrator over both confirms it (申请合并单位)."""
    expected = expected_version()
    with db.transaction() as session:
        return _shown(session, unit_mergers.ask_for_merger(session, current_actor(), unit_id, expected, **body))


@blueprint.get("/unit-requests")
@blueprint.arguments(UnitRequestQuery, location="query", unknown=RAISE)
@blueprint.response(200, UnitRequestPage)
@roles(*ADMINISTRATORS)
def requests(query: dict[str, Any]) -> Shown:
    """What is asked within your reach, the newest first; `pending`: only what may wait for you."""
    with db.reading() as session:
        return unit_request_queries.page_of_requests(session, current_actor(), **query)


@blueprint.get("/unit-requests/<uuid:request_id>")
@blueprint.response(200, UnitRequestShown)
@blueprint.alt_response(404, description="No such request within your reach")
@roles(*ADMINISTRATORS)
def show(request_id: UUID) -> Shown:
    """One request, with the old and the new facts, or the progress of a merger."""
    with db.reading() as session:
        return _shown(session, unit_request_queries.visible_request(session, current_actor(), request_id))


@blueprint.post("/unit-requests/<uuid:request_id>/confirmation")
@blueprint.response(201, UnitRequestShown)
@blueprint.alt_response(403, description="not_allowed, confirmation_needed")
@blueprint.alt_response(404, description="No such request within your reach")
@blueprint.alt_response(409, description="second_administrator_needed, unit_request_outdated, transition_not_allowed")
@roles(*SUPERIORS, recently_confirmed=True)
def confirm(request_id: UUID) -> Shown:
    """Let what another administrator asked for take effect (确认单位申请)."""
    with db.transaction() as session:
        return _shown(session, unit_mergers.confirm(session, current_actor(), request_id))


@blueprint.post("/unit-requests/<uuid:request_id>/rejection")
@blueprint.arguments(WhyBody)
@blueprint.response(201, UnitRequestShown)
@blueprint.alt_response(403, description="not_allowed")
@blueprint.alt_response(404, description="No such request within your reach")
@blueprint.alt_response(409, description="second_administrator_needed, transition_not_allowed")
@roles(*SUPERIORS)
def reject(body: dict[str, str], request_id: UUID) -> Shown:
    """Refuse it, with the reason (不同意单位申请)."""
    with db.transaction() as session:
        return _shown(session, unit_requests.reject(session, current_actor(), request_id, body["reason"]))


@blueprint.post("/unit-requests/<uuid:request_id>/withdrawal")
@blueprint.response(201, UnitRequestShown)
@blueprint.alt_response(403, description="not_allowed")
@blueprint.alt_response(404, description="No such request within your reach")
@blueprint.alt_response(409, description="transition_not_allowed")
@roles(*ADMINISTRATORS)
def withdraw(request_id: UUID) -> Shown:
    """Take back what you asked for (撤回单位申请)."""
    with db.transaction() as session:
        return _shown(session, unit_requests.withdraw(session, current_actor(), request_id))


def _shown(session: Session, request: UnitRequest) -> Shown:
    return unit_request_queries.requests_shown(session, current_actor(), [request])[0]
