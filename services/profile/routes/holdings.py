"""合并账号之前的对照：一个账号有多少内容，不含内容本身."""

from typing import Any
from uuid import UUID

from flask_smorest import Blueprint

from services.profile.db import db
from services.profile.holdings import holdings
from services.profile.schemas.holdings import Holdings
from shared.auth import Role, roles

blueprint = Blueprint("holdings", __name__, url_prefix="/people/<uuid:person_id>/holdings", description="合并账号")


@blueprint.get("")
@blueprint.response(200, Holdings)
@roles(Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)
def show(person_id: UUID) -> dict[str, Any]:
    """个人信息的状态和各项数量；没有个人信息的也照此回答."""
    with db.reading() as session:
        return holdings(session, person_id)
