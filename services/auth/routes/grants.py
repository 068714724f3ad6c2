"""Roles that give power over others: proposing, confirming, ending, and who has which."""

from typing import Any
from uuid import UUID

from flask_smorest import Blueprint
from marshmallow import RAISE

from services.auth import grant_queries as queries
from services.auth.db import db
from services.auth.models import GrantProposal, ProposalStatus
from services.auth.operations import proposals
from services.auth.operations.granting import asker_now
from services.auth.operations.proposals import GrantImpossible, Wish
from services.auth.operations.role_endings import end_role
from services.auth.schemas.grants import (
    GrantReasonBody,
    HolderFound,
    PersonQuery,
    PersonWithRoles,
    ProposalBody,
    ProposalQuery,
    ProposalShown,
    SearchQuery,
    UnitWithinReach,
    UnitWithRoles,
)
from shared.auth import ADMINISTERING, Role, current_actor, roles
from shared.limits import searching

SEEING = (*ADMINISTERING, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)

blueprint = Blueprint("grants", __name__, url_prefix="/grants", description="授权")

Shown = dict[str, Any]


@blueprint.get("/proposals")
@blueprint.arguments(ProposalQuery, location="query", unknown=RAISE)
@blueprint.response(200, ProposalShown(many=True))
@roles(*SEEING)
def listed(query: dict[str, Any]) -> list[Shown]:
    """What waits for your confirmation, or what you have proposed."""
    with db.reading() as session:
        return queries.proposals(session, asker_now(session, current_actor()), query["of"])


@blueprint.post("/proposals")
@blueprint.arguments(ProposalBody)
@blueprint.response(201, ProposalShown(many=True))
@blueprint.alt_response(403, description="You may not grant this role for this unit")
@blueprint.alt_response(404, description="No such person or unit within your reach")
@blueprint.alt_response(409, description="For yourself, held already, excluding each other, or impossible")
@roles(*SEEING, recently_confirmed=True)
def propose(body: dict[str, Any]) -> list[Shown]:
    """Propose roles; with nobody else who could confirm them they take effect at once (申请授权)."""
    with db.transaction() as session:
        made = proposals.propose(session, current_actor(), Wish(**body))
        session.flush()
        return queries.views_of_proposals(session, asker_now(session, current_actor()), made)


@blueprint.post("/proposals/<uuid:proposal_id>/confirmation")
@blueprint.response(200, ProposalShown)
@blueprint.alt_response(403, description="Proposed by you or for you, or not yours to grant")
@blueprint.alt_response(404, description="No such proposal within your reach")
@blueprint.alt_response(409, description="Decided already, or it has become impossible")
@roles(*SEEING, recently_confirmed=True)
def confirm(proposal_id: UUID) -> Shown:
    """Let a proposal take effect (确认)."""
    with db.transaction() as session:
        proposal = proposals.confirm(session, current_actor(), proposal_id)
        (shown,) = _shown(session, proposal)
    if shown["status"] is not ProposalStatus.CONFIRMED:
        raise GrantImpossible(obstacle=shown["ended_because"])
    return shown


@blueprint.post("/proposals/<uuid:proposal_id>/refusal")
@blueprint.arguments(GrantReasonBody)
@blueprint.response(200, ProposalShown)
@blueprint.alt_response(403, description="Proposed by you or for you, or not yours to grant")
@blueprint.alt_response(404, description="No such proposal within your reach")
@blueprint.alt_response(409, description="Decided already")
@roles(*SEEING)
def refuse(body: dict[str, Any], proposal_id: UUID) -> Shown:
    """Refuse a proposal (拒绝)."""
    with db.transaction() as session:
        (shown,) = _shown(session, proposals.refuse(session, current_actor(), proposal_id, body["reason"]))
        return shown


@blueprint.post("/proposals/<uuid:proposal_id>/withdrawal")
@blueprint.response(200, ProposalShown)
@blueprint.alt_response(404, description="No such proposal of yours")
@blueprint.alt_response(409, description="Decided already")
@roles(*SEEING)
def withdraw(proposal_id: UUID) -> Shown:
    """Take back a proposal of your own (撤回)."""
    with db.transaction() as session:
        (shown,) = _shown(session, proposals.withdraw(session, current_actor(), proposal_id))
        return shown


@blueprint.post("/<uuid:grant_id>/ending")
@blueprint.arguments(GrantReasonBody)
@blueprint.response(204)
@blueprint.alt_response(403, description="Not yours to grant or end")
@blueprint.alt_response(404, description="No such role within your reach")
@blueprint.alt_response(409, description="The last administrator of a unit with people, or the last for security")
@roles(*SEEING, recently_confirmed=True)
def end(body: dict[str, Any], grant_id: UUID) -> None:
    """End somebody's role, or lay down your own (终止)."""
    with db.transaction() as session:
        end_role(session, current_actor(), grant_id, body["reason"])


@blueprint.get("/people")
@blueprint.arguments(SearchQuery, location="query", unknown=RAISE)
@blueprint.response(200, HolderFound(many=True))
@roles(*SEEING)
@searching
def people(query: dict[str, Any]) -> list[Shown]:
    """Some people within your reach, by name, its sound, account or whole ID number."""
    with db.reading() as session:
        return queries.find_people(session, current_actor(), query["q"].strip())


@blueprint.get("/people/<uuid:person_id>")
@blueprint.arguments(PersonQuery, location="query", unknown=RAISE)
@blueprint.response(200, PersonWithRoles)
@blueprint.alt_response(404, description="No such person or unit within your reach")
@roles(*SEEING)
def person(query: dict[str, Any], person_id: UUID) -> Shown:
    """The roles of a person."""
    with db.reading() as session:
        return queries.person_view(session, asker_now(session, current_actor()), person_id, query["unit"])


@blueprint.get("/units")
@blueprint.arguments(SearchQuery, location="query", unknown=RAISE)
@blueprint.response(200, UnitWithinReach(many=True))
@roles(*SEEING)
@searching
def units(query: dict[str, Any]) -> list[Shown]:
    """Some units within your reach by a piece of their name; without it those of your roles."""
    with db.reading() as session:
        return queries.find_units(session, current_actor(), query["q"].strip())


@blueprint.get("/units/without-administrator")
@blueprint.response(200, UnitWithinReach(many=True))
@roles(*SEEING)
def without_administrator() -> list[Shown]:
    """The units within your reach that have people and no administrator (没有管理员的单位)."""
    with db.reading() as session:
        return queries.units_without_administrator(session, current_actor())


@blueprint.get("/units/<uuid:unit_id>")
@blueprint.response(200, UnitWithRoles)
@blueprint.alt_response(404, description="No such unit within your reach")
@roles(*SEEING)
def unit(unit_id: UUID) -> Shown:
    """Who has which role for a unit."""
    with db.reading() as session:
        return queries.unit_view(session, asker_now(session, current_actor()), unit_id)


def _shown(session: Any, proposal: GrantProposal) -> list[Shown]:
    session.flush()
    return queries.views_of_proposals(session, asker_now(session, current_actor()), [proposal])
