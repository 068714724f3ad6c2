"""Corrections: the person's own, and one for the administrator of its case."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Response
from flask_smorest import Blueprint
from marshmallow import RAISE
from sqlalchemy.orm import Session

from services.profile import correction_queries, models, schemas
from services.profile.db import db
from services.profile.operations import corrections
from services.profile.operations.passes import open_correction
from services.profile.operations.taking_back import take_back
from services.profile.routes.case_pass import given_pass
from services.profile.routes.once import once
from shared.auth import Role, current_actor, roles
from shared.idempotency import REPEATABLE
from shared.limits import searching

blueprint = Blueprint("corrections", __name__, url_prefix="/corrections", description="信息更正（姓名、证件、单位）")

Ask = Callable[..., models.Correction]


@blueprint.get("")
@blueprint.arguments(schemas.PageQuery, location="query", unknown=RAISE)
@blueprint.response(200, schemas.CorrectionPage)
@roles(Role.PROFESSIONAL)
def listed(page: dict[str, Any]) -> dict[str, Any]:
    """本人的更正申请，最近的在前."""
    with db.reading() as session:
        return correction_queries.page_of(session, current_actor().id, page["cursor"], page["limit"])


@blueprint.get("/units")
@blueprint.arguments(schemas.UnitQuery, location="query", unknown=RAISE)
@blueprint.response(200, schemas.FoundUnits)
@roles(Role.PROFESSIONAL)
@searching
def units(query: dict[str, str]) -> dict[str, Any]:
    """按名称或统一社会信用代码查找调入单位."""
    with db.reading() as session:
        return {"items": correction_queries.units_named(session, query["q"])}


@blueprint.post("/identity")
@blueprint.arguments(schemas.IdentityWish)
@blueprint.response(201, schemas.CorrectionInFull)
@blueprint.alt_response(409, description="已有同类申请正在办理(id)")
@blueprint.alt_response(422, description="填写有误，或没有变化")
@blueprint.doc(parameters=[REPEATABLE])
@roles(Role.PROFESSIONAL)
def ask_identity(wish: dict[str, Any]) -> Response:
    """申请更正姓名、证件."""
    with db.transaction() as session:
        return _asked(session, corrections.ask_identity, wish)


@blueprint.post("/transfer")
@blueprint.arguments(schemas.TransferWish)
@blueprint.response(201, schemas.CorrectionInFull)
@blueprint.alt_response(409, description="已有同类申请正在办理(id)")
@blueprint.alt_response(422, description="填写有误，或没有变化")
@blueprint.doc(parameters=[REPEATABLE])
@roles(Role.PROFESSIONAL)
def ask_transfer(wish: dict[str, Any]) -> Response:
    """申请调动到其他单位."""
    with db.transaction() as session:
        return _asked(session, corrections.ask_transfer, wish)


@blueprint.get("/<uuid:correction_id>")
@blueprint.response(200, schemas.CorrectionInFull)
@blueprint.alt_response(404, description="没有，或无权查看")
@roles()
def show(correction_id: UUID) -> dict[str, Any]:
    """一份更正申请；审核人须带 Case-Pass."""
    given = given_pass()
    with db.reading() as session:
        found = open_correction(session, correction_id, current_actor().id, given)
        return correction_queries.full_view(session, found)


@blueprint.post("/<uuid:correction_id>/withdrawal")
@blueprint.response(201, schemas.CorrectionInFull)
@blueprint.alt_response(409, description="已不在等待审核")
@roles(Role.PROFESSIONAL)
def withdraw(correction_id: UUID) -> dict[str, Any]:
    """撤销更正申请."""
    with db.transaction() as session:
        correction = take_back(session, current_actor().id, models.Correction, correction_id)
        return correction_queries.full_view(session, correction)


def _asked(session: Session, ask: Ask, wish: dict[str, Any]) -> Response:
    grounds = corrections.Grounds(reason=wish.pop("reason"), files=wish.pop("files"))

    def hand_in() -> dict[str, Any]:
        return correction_queries.full_view(session, ask(session, current_actor().id, grounds, **wish))

    return once(session, schemas.CorrectionInFull, hand_in)
