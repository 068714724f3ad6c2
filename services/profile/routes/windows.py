"""Collection windows: for system administrators."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask_smorest import Blueprint
from marshmallow import RAISE

from services.profile import schemas, window_queries
from services.profile.db import db
from services.profile.operations import window_setting
from services.profile.operations.window_setting import WindowSetting
from shared.api import IF_MATCH, expected_version
from shared.auth import Role, current_actor, roles

blueprint = Blueprint("windows", __name__, url_prefix="/windows", description="采集时间")


@blueprint.get("")
@blueprint.arguments(schemas.PageQuery, location="query", unknown=RAISE)
@blueprint.response(200, schemas.WindowPage)
@roles(Role.SYSTEM_ADMIN)
def listed(page: dict[str, Any]) -> dict[str, Any]:
    """所辖单位的采集时间，截止晚的在前，已结束的也在内."""
    with db.reading() as session:
        return window_queries.page_of_windows(session, current_actor(), page["cursor"], page["limit"])


@blueprint.post("")
@blueprint.arguments(schemas.NewWindow)
@blueprint.response(201, schemas.WindowInFull)
@blueprint.alt_response(404, description="没有这个单位，或不在所辖范围")
@blueprint.alt_response(422, description="日期有误")
@roles(Role.SYSTEM_ADMIN, recently_confirmed=True)
def add(body: dict[str, Any]) -> dict[str, Any]:
    """为单位及其下级设置采集时间."""
    unit_id = body.pop("unit_id")
    with db.transaction() as session:
        setting = WindowSetting(**body)
        window = window_setting.open_window(session, current_actor(), unit_id, setting, now=datetime.now(UTC))
        return window_queries.full_view(session, current_actor(), window.id)


@blueprint.get("/<uuid:window_id>")
@blueprint.response(200, schemas.WindowInFull)
@blueprint.alt_response(404, description="没有，或不在所辖范围")
@roles(Role.SYSTEM_ADMIN)
def show(window_id: UUID) -> dict[str, Any]:
    """一次采集及其历次设置."""
    with db.reading() as session:
        return window_queries.full_view(session, current_actor(), window_id)


@blueprint.put("/<uuid:window_id>")
@blueprint.arguments(schemas.WindowChange)
@blueprint.response(200, schemas.WindowInFull)
@blueprint.alt_response(404, description="没有，或不在所辖范围")
@blueprint.alt_response(409, description="已经结束或作废")
@blueprint.alt_response(412, description="打开之后已被修改")
@blueprint.alt_response(422, description="日期有误")
@blueprint.doc(parameters=[IF_MATCH])
@roles(Role.SYSTEM_ADMIN, recently_confirmed=True)
def change(setting: WindowSetting, window_id: UUID) -> dict[str, Any]:
    """修改尚未结束的采集时间."""
    expected = expected_version()
    with db.transaction() as session:
        actor, now = current_actor(), datetime.now(UTC)
        window_setting.change_window(session, actor, window_id, setting, expected=expected, now=now)
        return window_queries.full_view(session, actor, window_id)


@blueprint.post("/<uuid:window_id>/closing")
@blueprint.response(201, schemas.WindowInFull)
@blueprint.alt_response(404, description="没有，或不在所辖范围")
@blueprint.alt_response(409, description="没有在进行")
@roles(Role.SYSTEM_ADMIN, recently_confirmed=True)
def close(window_id: UUID) -> dict[str, Any]:
    """提前截止."""
    with db.transaction() as session:
        window_setting.close_early(session, current_actor(), window_id, now=datetime.now(UTC))
        return window_queries.full_view(session, current_actor(), window_id)


@blueprint.post("/<uuid:window_id>/withdrawal")
@blueprint.response(201, schemas.WindowInFull)
@blueprint.alt_response(404, description="没有，或不在所辖范围")
@roles(Role.SYSTEM_ADMIN, recently_confirmed=True)
def withdraw(window_id: UUID) -> dict[str, Any]:
    """作废，不再约束任何人，仍留在列表中."""
    with db.transaction() as session:
        window_setting.withdraw_window(session, current_actor(), window_id, now=datetime.now(UTC))
        return window_queries.full_view(session, current_actor(), window_id)
