"""Canned reasons: what a unit's reviewers are offered, and its own, kept by its administrators."""

from typing import Any
from uuid import UUID

from flask_smorest import Blueprint

from services.review import views
from services.review.db import db
from services.review.operations import canned_reasons
from services.review.queries import canned_reasons_for, find_unit_line
from services.review.schemas.canned_reasons import (
    CannedReasonBody,
    CannedReasonOrder,
    CannedReasonShown,
    UnitWithCannedReasons,
)
from shared.auth import ADMINISTERING, REVIEWING, current_actor, roles

blueprint = Blueprint("canned_reasons", __name__, description="常用意见")


@blueprint.get("/units/<uuid:unit_id>/canned-reasons")
@blueprint.response(200, CannedReasonShown(many=True))
@blueprint.alt_response(404, description="No such unit within your reach")
@roles(*REVIEWING)
def offered(unit_id: UUID) -> list[dict[str, Any]]:
    """What reviewers of the unit are offered: its own first, then those of the units above it."""
    with db.reading() as session:
        line = find_unit_line(session, current_actor(), unit_id, *REVIEWING)
        return views.canned_reasons(session, canned_reasons_for(session, line))


@blueprint.get("/canned-reasons")
@blueprint.response(200, UnitWithCannedReasons(many=True))
@roles(*ADMINISTERING)
def kept() -> list[dict[str, Any]]:
    """Each unit of which you are an administrator, with what its reviewers are offered."""
    with db.reading() as session:
        return views.units_with_canned_reasons(session, current_actor())


@blueprint.post("/units/<uuid:unit_id>/canned-reasons")
@blueprint.arguments(CannedReasonBody)
@blueprint.response(201, CannedReasonShown)
@blueprint.alt_response(404, description="No such unit among those that you administer")
@blueprint.alt_response(409, description="Too many")
@roles(*ADMINISTERING)
def add(body: dict[str, Any], unit_id: UUID) -> dict[str, Any]:
    """Add one to the unit's own, as the last (增加常用意见)."""
    with db.transaction() as session:
        added = canned_reasons.add_canned_reason(session, current_actor(), unit_id, **body)
        return views.canned_reasons(session, [added])[0]


@blueprint.put("/units/<uuid:unit_id>/canned-reasons/order")
@blueprint.arguments(CannedReasonOrder)
@blueprint.response(204)
@blueprint.alt_response(404, description="No such unit among those that you administer")
@blueprint.alt_response(409, description="The unit's own are others by now")
@roles(*ADMINISTERING)
def order(body: dict[str, Any], unit_id: UUID) -> None:
    """Put the unit's own in order (调整常用意见的顺序)."""
    with db.transaction() as session:
        canned_reasons.reorder_canned_reasons(session, current_actor(), unit_id, body["ids"])


@blueprint.put("/canned-reasons/<uuid:reason_id>")
@blueprint.arguments(CannedReasonBody)
@blueprint.response(204)
@blueprint.alt_response(404, description="No such one in a unit that you administer")
@roles(*ADMINISTERING)
def change(body: dict[str, Any], reason_id: UUID) -> None:
    """Change the words or the section (修改常用意见)."""
    with db.transaction() as session:
        canned_reasons.change_canned_reason(session, current_actor(), reason_id, **body)


@blueprint.delete("/canned-reasons/<uuid:reason_id>")
@blueprint.response(204)
@blueprint.alt_response(404, description="No such one in a unit that you administer")
@roles(*ADMINISTERING)
def retire(reason_id: UUID) -> None:
    """Offer it no more (停用常用意见)."""
    with db.transaction() as session:
        canned_reasons.retire_canned_reason(session, current_actor(), reason_id)
