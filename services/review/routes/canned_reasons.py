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
from shared.auth import REVIEWING, Role, current_actor, roles

ADMINISTRATORS = (Role.UNIT_ADMIN, Role.SUPERIOR_ADMIN)

blp = Blueprint("canned_reasons", __name__, description="常用意见")


@blp.get("/units/<uuid:unit_id>/canned-reasons")
@blp.response(200, CannedReasonShown(many=True))
@blp.alt_response(404, description="No such unit within your reach")
@roles(*REVIEWING)
def offered(unit_id: UUID) -> list[dict[str, Any]]:
    """What reviewers of the unit are offered: its own first, then those of the units above it."""
    with db.reading() as session:
        line = find_unit_line(session, current_actor(), unit_id, *REVIEWING)
        return views.canned_reasons(session, canned_reasons_for(session, line))


@blp.get("/canned-reasons")
@blp.response(200, UnitWithCannedReasons(many=True))
@roles(*ADMINISTRATORS)
def kept() -> list[dict[str, Any]]:
    """Each unit of which you are an administrator, with what its reviewers are offered."""
    with db.reading() as session:
        return views.units_with_canned_reasons(session, current_actor())


@blp.post("/units/<uuid:unit_id>/canned-reasons")
@blp.arguments(CannedReasonBody)
@blp.response(201, CannedReasonShown)
@blp.alt_response(404, description="No such unit among those that you administer")
@blp.alt_response(409, description="Too many")
@roles(*ADMINISTRATORS)
def add(body: dict[str, Any], unit_id: UUID) -> dict[str, Any]:
    """Add one to the unit's own, as the last (增加常用意见)."""
    with db.transaction() as session:
        added = canned_reasons.add_canned_reason(session, current_actor(), unit_id, **body)
        return views.canned_reasons(session, [added])[0]


@blp.put("/units/<uuid:unit_id>/canned-reasons/order")
@blp.arguments(CannedReasonOrder)
@blp.response(204)
@blp.alt_response(404, description="No such unit among those that you administer")
@blp.alt_response(409, description="The unit's own are others by now")
@roles(*ADMINISTRATORS)
def order(body: dict[str, Any], unit_id: UUID) -> None:
    """Put the unit's own in order (调整常用意见的顺序)."""
    with db.transaction() as session:
        canned_reasons.reorder_canned_reasons(session, current_actor(), unit_id, body["ids"])


@blp.put("/canned-reasons/<uuid:reason_id>")
@blp.arguments(CannedReasonBody)
@blp.response(204)
@blp.alt_response(404, description="No such one in a unit that you administer")
@roles(*ADMINISTRATORS)
def change(body: dict[str, Any], reason_id: UUID) -> None:
    """Change the words or the section (修改常用意见)."""
    with db.transaction() as session:
        canned_reasons.change_canned_reason(session, current_actor(), reason_id, **body)


@blp.delete("/canned-reasons/<uuid:reason_id>")
@blp.response(204)
@blp.alt_response(404, description="No such one in a unit that you administer")
@roles(*ADMINISTRATORS)
def retire(reason_id: UUID) -> None:
    """Offer it no more (停用常用意见)."""
    with db.transaction() as session:
        canned_reasons.retire_canned_reason(session, current_actor(), reason_id)
