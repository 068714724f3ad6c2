"""Change requests: the person's own, and one for the reviewer of its case."""

from typing import Any
from uuid import UUID

from flask import Response
from flask_smorest import Blueprint
from marshmallow import RAISE

from services.profile import change_queries, schemas
from services.profile.db import db
from services.profile.models import ChangeRequest
from services.profile.operations import bundles, change_requests
from services.profile.operations.passes import open_change_request
from services.profile.operations.taking_back import take_back
from services.profile.operations.wishes import Wish
from services.profile.printing import receipts
from services.profile.routes.case_pass import given_pass
from services.profile.routes.once import once
from services.profile.routes.printouts import MEDIA_TYPE, PDF, sent_as_pdf
from shared.arrival import arrived_at
from shared.auth import Role, current_actor, roles
from shared.idempotency import REPEATABLE

blueprint = Blueprint("changes", __name__, url_prefix="/change-requests", description="信息变更申请")


@blueprint.get("")
@blueprint.arguments(schemas.ChangeRequestQuery, location="query", unknown=RAISE)
@blueprint.response(200, schemas.ChangeRequestPage)
@roles(Role.PROFESSIONAL)
def listed(asked: dict[str, Any]) -> dict[str, Any]:
    """本人的变更申请，最近的在前."""
    cursor, limit, me = asked.pop("cursor"), asked.pop("limit"), current_actor().id
    with db.reading() as session:
        page = change_queries.page_of(session, me, cursor, limit, change_queries.Wanted(**asked))
        return page | {"years": change_queries.years_of(session, me)}


@blueprint.post("")
@blueprint.arguments(schemas.Wish)
@blueprint.response(201, schemas.ChangeRequestInFull)
@blueprint.alt_response(409, description="个人信息未审核通过，或这一条已有等待审核的申请(id)")
@blueprint.alt_response(412, description="这一条在填写之后已有变化")
@blueprint.alt_response(422, description="填写有误，或没有变化")
@blueprint.doc(parameters=[REPEATABLE])
@roles(Role.PROFESSIONAL)
def hand_in(wish: dict[str, Any]) -> Response:
    """提交变更申请."""

    def request_change() -> dict[str, Any]:
        request = change_requests.request_change(session, current_actor().id, Wish(**wish), now=arrived_at())
        return change_queries.full_view(session, request)

    with db.transaction() as session:
        return once(session, schemas.ChangeRequestInFull, request_change)


@blueprint.post("/bundles")
@blueprint.arguments(schemas.Bundle)
@blueprint.response(201, schemas.ChangeRequestList)
@blueprint.alt_response(409, description="个人信息未审核通过")
@blueprint.alt_response(422, description="有不能提交的，全部没有提交(refusals)")
@blueprint.doc(parameters=[REPEATABLE])
@roles(Role.PROFESSIONAL)
def hand_in_together(wanted: dict[str, Any]) -> Response:
    """一并提交几项待提交的变更，各项分别审核."""

    def hand_in() -> dict[str, Any]:
        requests = bundles.hand_in_together(session, current_actor().id, wanted["drafts"], now=arrived_at())
        return {"items": [change_queries.view(request) for request in requests]}

    with db.transaction() as session:
        return once(session, schemas.ChangeRequestList, hand_in)


@blueprint.get("/<uuid:request_id>")
@blueprint.response(200, schemas.ChangeRequestInFull)
@blueprint.alt_response(404, description="没有，或无权查看")
@roles()
def show(request_id: UUID) -> dict[str, Any]:
    """一份变更申请；审核员须带 Case-Pass."""
    given = given_pass()
    with db.reading() as session:
        return change_queries.full_view(session, open_change_request(session, request_id, current_actor().id, given))


@blueprint.get("/<uuid:request_id>/receipt.pdf")
@blueprint.response(200, PDF, content_type=MEDIA_TYPE)
@blueprint.alt_response(404, description="没有，或不是本人的")
@blueprint.alt_response(503, description="正在打印的人较多")
@roles(Role.PROFESSIONAL)
def receipt(request_id: UUID) -> Response:
    """变更申请回执，供打印."""
    with db.reading() as session:
        request = open_change_request(session, request_id, current_actor().id, None)
        printed = receipts.receipt_of(session, request)
    return sent_as_pdf(printed.pdf(), printed.file_name)


@blueprint.post("/<uuid:request_id>/withdrawal")
@blueprint.response(201, schemas.ChangeRequestInFull)
@blueprint.alt_response(409, description="已不在等待审核")
@roles(Role.PROFESSIONAL)
def withdraw(request_id: UUID) -> dict[str, Any]:
    """撤销变更申请."""
    with db.transaction() as session:
        request = take_back(session, current_actor().id, ChangeRequest, request_id)
        return change_queries.full_view(session, request)
