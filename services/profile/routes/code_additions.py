"""Codes that administrators add to the lists."""

from datetime import date
from typing import Any
from uuid import UUID

from flask import Response, jsonify, request
from flask_smorest import Blueprint

from services.profile import added_codes, schemas
from services.profile.db import db
from services.profile.operations import code_additions
from services.profile.operations.code_additions import NewCode
from shared.api import IF_MATCH, expected_version
from shared.auth import Role, current_actor, roles

blueprint = Blueprint("code_additions", __name__, url_prefix="/code-additions", description="代码补充")


@blueprint.get("")
@blueprint.response(200, schemas.CodeAdditionList)
@blueprint.alt_response(304, description="没有变化(If-None-Match)")
@roles()
def listed() -> Response:
    """各代码表中补充的代码，停用的也在内."""
    with db.reading() as session:
        edition = added_codes.newest_edition(session)
        unchanged = request.if_none_match.contains(str(edition))
        items = [] if unchanged else added_codes.rows(session)
    response = jsonify(schemas.CodeAdditionList().dump({"edition": edition, "items": items}))
    response.set_etag(str(edition))
    return response.make_conditional(request)  # type: ignore[return-value]


@blueprint.get("/<uuid:addition_id>")
@blueprint.response(200, schemas.CodeAdditionInFull)
@blueprint.alt_response(404, description="没有这个补充的代码")
@roles(Role.SYSTEM_ADMIN)
def show(addition_id: UUID) -> dict[str, Any]:
    """一个补充的代码及其历次设置."""
    with db.reading() as session:
        return added_codes.full_view(session, addition_id)


@blueprint.post("")
@blueprint.arguments(schemas.NewCodeBody)
@blueprint.response(201, schemas.CodeAdditionInFull)
@blueprint.alt_response(404, description="没有这个代码表，或不能补充")
@blueprint.alt_response(422, description="同名，或有未填写的内容")
@roles(Role.SYSTEM_ADMIN, recently_confirmed=True)
def add(new: NewCode) -> dict[str, Any]:
    """为代码表补充一个代码（补充代码）."""
    with db.transaction() as session:
        addition = code_additions.add_code(session, current_actor(), new)
        view = added_codes.full_view(session, addition.id)
    added_codes.known.doubt()
    return view


@blueprint.put("/<uuid:addition_id>")
@blueprint.arguments(schemas.CodeDays)
@blueprint.response(200, schemas.CodeAdditionInFull)
@blueprint.alt_response(404, description="没有这个补充的代码")
@blueprint.alt_response(412, description="打开之后已被修改")
@blueprint.alt_response(422, description="日期有误")
@blueprint.doc(parameters=[IF_MATCH])
@roles(Role.SYSTEM_ADMIN, recently_confirmed=True)
def change(days: dict[str, date | None], addition_id: UUID) -> dict[str, Any]:
    """设置补充的代码何时可选（启用或停用代码）."""
    expected = expected_version()
    with db.transaction() as session:
        code_additions.set_days(session, current_actor(), addition_id, **days, expected=expected)  # type: ignore[arg-type]
        view = added_codes.full_view(session, addition_id)
    added_codes.known.doubt()
    return view
