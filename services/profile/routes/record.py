"""The signed-in person's own record."""

from typing import Any
from uuid import UUID

from flask import Response, jsonify, request
from flask_smorest import Blueprint
from sqlalchemy.orm import Session

from services.profile import queries, schemas
from services.profile.db import db
from services.profile.operations import entries, submit
from shared.api import expected_version
from shared.auth import Role, current_actor, roles

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


@blueprint.post("/sections/<string:section>/entries")
@blueprint.arguments(schemas.EntryData)
@blueprint.response(201, schemas.SavedEntry)
@blueprint.alt_response(409, description="不能直接修改，或条目已满")
@blueprint.alt_response(422, description="填写有误")
@roles(Role.PROFESSIONAL)
def add(values: dict[str, Any], section: str) -> dict[str, Any]:
    """新增条目并保存."""
    with db.transaction() as session:
        return _view(session, entries.add_entry(session, current_actor().id, section, values["data"]))


@blueprint.put("/entries/<uuid:entry_id>")
@blueprint.arguments(schemas.EntryData)
@blueprint.response(200, schemas.SavedEntry)
@blueprint.alt_response(409, description="等待审核或审核通过后只能修改联系方式")
@blueprint.alt_response(412, description="打开之后已被修改")
@blueprint.alt_response(422, description="填写有误")
@roles(Role.PROFESSIONAL)
def change(values: dict[str, Any], entry_id: UUID) -> dict[str, Any]:
    """保存条目；须带 If-Match."""
    expected = expected_version()
    with db.transaction() as session:
        saved = entries.change_entry(session, current_actor().id, entry_id, values["data"], expected=expected)
        return _view(session, saved)


@blueprint.delete("/entries/<uuid:entry_id>")
@blueprint.response(204)
@blueprint.alt_response(409, description="不能直接修改")
@blueprint.alt_response(412, description="打开之后已被修改")
@roles(Role.PROFESSIONAL)
def remove(entry_id: UUID) -> None:
    """删除条目；须带 If-Match."""
    expected = expected_version()
    with db.transaction() as session:
        entries.remove_entry(session, current_actor().id, entry_id, expected=expected)


@blueprint.post("/submission")
@blueprint.response(201, schemas.SubmissionLine)
@blueprint.alt_response(409, description="当前状态不能提交")
@blueprint.alt_response(422, description="有缺项或错误，全部列在 problems")
@roles(Role.PROFESSIONAL)
def submit_record() -> dict[str, Any]:
    """提交审核."""
    with db.transaction() as session:
        submission = submit.submit_record(session, current_actor().id)
        return {"id": submission.id, "number": submission.number, "submitted_at": submission.created_at}


@blueprint.post("/withdrawal")
@blueprint.response(201, schemas.RecordState)
@blueprint.alt_response(409, description="没有等待审核的内容")
@roles(Role.PROFESSIONAL)
def withdraw_record() -> dict[str, Any]:
    """撤回提交."""
    with db.transaction() as session:
        submit.withdraw_record(session, current_actor().id)
        return queries.status_view(session, current_actor().id)


def _view(session: Session, saved: entries.Saved) -> dict[str, Any]:
    facts = queries.mirrored_facts(session, saved.entry.record_id)
    return queries.entry_view(saved.entry, facts) | {"warnings": saved.warnings}
