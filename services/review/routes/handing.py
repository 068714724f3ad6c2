"""Handing cases on: keeping away, giving back, giving to another, substitutes, notes for colleagues."""

from typing import Any
from uuid import UUID

from flask_smorest import Blueprint

from services.review import views
from services.review.db import db
from services.review.operations import handing
from services.review.operations.candidates import Candidate, possible_reviewers
from services.review.operations.reopening import reopen
from services.review.queries import find_case
from services.review.schemas.answers import CaseShown, Colleague
from services.review.schemas.handing import NoteBody, ReassignmentBody, SubstituteBody, WhyBody
from shared.auth import REVIEWING, Role, current_actor, roles

blueprint = Blueprint("handing", __name__, description="转交、回避与备注")

Shown = dict[str, Any]


@blueprint.post("/cases/<uuid:case_id>/recusal")
@blueprint.arguments(WhyBody)
@blueprint.response(201, CaseShown)
@blueprint.alt_response(403, description="The case is not assigned to you")
@blueprint.alt_response(404, description="No such case within your reach")
@blueprint.alt_response(409, description="Already decided, or closed")
@roles(*REVIEWING)
def recusal(body: dict[str, Any], case_id: UUID) -> Shown:
    """Keep away from a case of yours and all others about its person (回避)."""
    with db.transaction() as session:
        return views.shown(session, current_actor(), handing.recuse(session, current_actor(), case_id, **body))


@blueprint.post("/cases/<uuid:case_id>/release")
@blueprint.arguments(WhyBody)
@blueprint.response(201, CaseShown)
@blueprint.alt_response(404, description="No such case within your reach")
@blueprint.alt_response(409, description="Already decided, or closed")
@roles(Role.UNIT_ADMIN, Role.SUPERIOR_ADMIN)
def release(body: dict[str, Any], case_id: UUID) -> Shown:
    """Put a case that lies with somebody back into the queue (退回待分配)."""
    with db.transaction() as session:
        return views.shown(session, current_actor(), handing.release(session, current_actor(), case_id, **body))


@blueprint.post("/cases/<uuid:case_id>/reopening")
@blueprint.arguments(WhyBody)
@blueprint.response(201, CaseShown)
@blueprint.alt_response(404, description="No such case within your reach")
@blueprint.alt_response(409, description="Not the newest submission of a record, or not approved")
@roles(Role.UNIT_ADMIN, Role.SUPERIOR_ADMIN)
def reopening(body: dict[str, Any], case_id: UUID) -> Shown:
    """Have an approved record opened again for its person to correct, who is told the reason (重新开放填写)."""
    with db.transaction() as session:
        return views.shown(session, current_actor(), reopen(session, current_actor(), case_id, **body))


@blueprint.get("/cases/<uuid:case_id>/reviewers")
@blueprint.response(200, Colleague(many=True))
@blueprint.alt_response(404, description="No such case within your reach")
@roles(Role.UNIT_ADMIN, Role.SUPERIOR_ADMIN)
def reviewers(case_id: UUID) -> list[Candidate]:
    """Those to whom a case can be given now."""
    with db.reading() as session:
        return possible_reviewers(session, find_case(session, current_actor(), case_id))


@blueprint.post("/cases/<uuid:case_id>/reassignment")
@blueprint.arguments(ReassignmentBody)
@blueprint.response(201, CaseShown)
@blueprint.alt_response(404, description="No such case within your reach")
@blueprint.alt_response(409, description="Already decided, or closed")
@blueprint.alt_response(422, description="That person can't review the case")
@roles(Role.UNIT_ADMIN, Role.SUPERIOR_ADMIN)
def reassignment(body: dict[str, Any], case_id: UUID) -> Shown:
    """Give a waiting case to a certain colleague (转交)."""
    with db.transaction() as session:
        return views.shown(session, current_actor(), handing.reassign(session, current_actor(), case_id, **body))


@blueprint.post("/cases/<uuid:case_id>/notes")
@blueprint.arguments(NoteBody)
@blueprint.response(201, CaseShown)
@blueprint.alt_response(404, description="No such case within your reach")
@roles(*REVIEWING)
def note(body: dict[str, Any], case_id: UUID) -> Shown:
    """Leave a note for colleagues; the person never sees it (内部备注)."""
    with db.transaction() as session:
        return views.shown(session, current_actor(), handing.add_note(session, current_actor(), case_id, **body))


@blueprint.put("/staff/<uuid:person_id>/substitute")
@blueprint.arguments(SubstituteBody)
@blueprint.response(204)
@blueprint.alt_response(404, description="Nobody of that kind within your reach")
@roles(Role.UNIT_ADMIN, Role.SUPERIOR_ADMIN, recently_confirmed=True)
def substitute(body: dict[str, Any], person_id: UUID) -> None:
    """Name who gets somebody's cases while that person is away (指定代审人)."""
    with db.transaction() as session:
        handing.set_substitute(session, current_actor(), person_id, body["substitute_id"])


@blueprint.delete("/staff/<uuid:person_id>/substitute")
@blueprint.response(204)
@blueprint.alt_response(404, description="Nobody of that kind within your reach")
@roles(Role.UNIT_ADMIN, Role.SUPERIOR_ADMIN, recently_confirmed=True)
def no_substitute(person_id: UUID) -> None:
    """Let nobody in particular stand in for somebody (取消代审人)."""
    with db.transaction() as session:
        handing.set_substitute(session, current_actor(), person_id, None)
