"""The signed-in person's own record."""

from typing import Any

from flask import Response, jsonify, request
from flask_smorest import Blueprint
from marshmallow import RAISE

from services.profile import log_queries, queries, schemas
from services.profile.db import db
from services.profile.operations import submit
from services.profile.routes.once import once
from shared.arrival import arrived_at
from shared.auth import Role, current_actor, roles
from shared.idempotency import REPEATABLE

blueprint = Blueprint("record", __name__, url_prefix="/record", description="本人的个人信息")


@blueprint.get("")
@blueprint.response(200, schemas.Record)
@roles(Role.PROFESSIONAL)
def show() -> dict[str, Any]:
    """个人基本信息：各项目、缺项、历史、可进行的操作."""
    with db.reading() as session:
        return queries.record_view(session, current_actor().id)


@blueprint.get("/status")
@blueprint.response(200, schemas.RecordState)
@blueprint.alt_response(304, description="没有变化(If-None-Match)")
@roles(Role.PROFESSIONAL)
def status() -> Response:
    """当前状态，供页面定时查询."""
    with db.reading() as session:
        view = queries.status_view(session, current_actor().id)
    response = jsonify(schemas.RecordState().dump(view))
    response.add_etag()
    return response.make_conditional(request)  # type: ignore[return-value]


@blueprint.get("/log")
@blueprint.arguments(schemas.PageQuery, location="query", unknown=RAISE)
@blueprint.response(200, schemas.LogPage)
@roles(Role.PROFESSIONAL)
def log(page: dict[str, Any]) -> dict[str, Any]:
    """修改记录：何时、以何种角色、改了什么，最近的在前."""
    with db.reading() as session:
        return log_queries.page_of(session, current_actor().id, page["cursor"], page["limit"])


@blueprint.post("/submission")
@blueprint.arguments(schemas.SubmissionWish, required=False)
@blueprint.response(201, schemas.SubmissionLine)
@blueprint.alt_response(409, description="当前状态不能提交，或有未保存的草稿")
@blueprint.alt_response(422, description="有缺项或错误，全部列在 problems")
@blueprint.doc(parameters=[REPEATABLE])
@roles(Role.PROFESSIONAL)
def submit_record(wish: dict[str, Any]) -> Response:
    """提交审核."""

    def hand_in() -> dict[str, Any]:
        left = wish["drafts"] == "leave"
        submission = submit.submit_record(session, current_actor().id, now=arrived_at(), without_drafts=left)
        return {"id": submission.id, "number": submission.number, "submitted_at": submission.created_at}

    with db.transaction() as session:
        return once(session, schemas.SubmissionLine, hand_in)


@blueprint.post("/withdrawal")
@blueprint.response(201, schemas.RecordState)
@blueprint.alt_response(409, description="没有等待审核的内容")
@roles(Role.PROFESSIONAL)
def withdraw_record() -> dict[str, Any]:
    """撤回提交."""
    with db.transaction() as session:
        submit.withdraw_record(session, current_actor().id)
        return queries.status_view(session, current_actor().id)
