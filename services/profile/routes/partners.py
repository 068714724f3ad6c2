"""共享平台: for system administrators."""

from typing import Any
from uuid import UUID

from flask_smorest import Blueprint

from services.profile import partner_queries, schemas
from services.profile.db import db
from services.profile.operations import partners
from services.profile.operations.partners import PartnerSetting
from shared.api import IF_MATCH, expected_version
from shared.auth import Role, current_actor, roles

blueprint = Blueprint("partners", __name__, url_prefix="/partners", description="共享平台")


@blueprint.get("")
@blueprint.response(200, schemas.PartnerList)
@roles(Role.SYSTEM_ADMIN)
def listed() -> dict[str, Any]:
    """全部共享平台，停用的也在内."""
    with db.reading() as session:
        return partner_queries.partners_view(session)


@blueprint.post("")
@blueprint.arguments(schemas.NewPartner)
@blueprint.response(201, schemas.PartnerWithSecret)
@blueprint.alt_response(409, description="代号已被使用")
@blueprint.alt_response(422, description="有未填写或不能这样填写的内容")
@roles(Role.SYSTEM_ADMIN, recently_confirmed=True)
def add(body: dict[str, Any]) -> dict[str, Any]:
    """新增一个共享平台及其密钥（新增共享平台）."""
    key = body.pop("key")
    with db.transaction() as session:
        partner, secret = partners.add_partner(session, current_actor(), key, PartnerSetting(**body))
        return {"partner": partner_queries.full_view(session, partner.id), "secret": secret}


@blueprint.get("/<uuid:partner_id>")
@blueprint.response(200, schemas.PartnerInFull)
@blueprint.alt_response(404, description="没有这个共享平台")
@roles(Role.SYSTEM_ADMIN)
def show(partner_id: UUID) -> dict[str, Any]:
    """一个共享平台及其历次设置."""
    with db.reading() as session:
        return partner_queries.full_view(session, partner_id)


@blueprint.put("/<uuid:partner_id>")
@blueprint.arguments(schemas.PartnerChange)
@blueprint.response(200, schemas.PartnerInFull)
@blueprint.alt_response(404, description="没有这个共享平台")
@blueprint.alt_response(412, description="打开之后已被修改")
@blueprint.alt_response(422, description="有未填写或不能这样填写的内容")
@blueprint.doc(parameters=[IF_MATCH])
@roles(Role.SYSTEM_ADMIN, recently_confirmed=True)
def change(setting: PartnerSetting, partner_id: UUID) -> dict[str, Any]:
    """修改共享平台；说明的文字有变化，即成为新的版本（设置共享平台）."""
    expected = expected_version()
    with db.transaction() as session:
        partners.change_partner(session, current_actor(), partner_id, setting, expected=expected)
        return partner_queries.full_view(session, partner_id)


@blueprint.post("/<uuid:partner_id>/secrets")
@blueprint.response(201, schemas.PartnerWithSecret)
@blueprint.alt_response(404, description="没有这个共享平台")
@blueprint.alt_response(409, description="上次更换还没有完成")
@blueprint.alt_response(412, description="打开之后已被修改")
@blueprint.doc(parameters=[IF_MATCH])
@roles(Role.SYSTEM_ADMIN, recently_confirmed=True)
def rotate(partner_id: UUID) -> dict[str, Any]:
    """生成新密钥，只显示这一次；停用旧的之前两个都有效（更换密钥）."""
    expected = expected_version()
    with db.transaction() as session:
        _, secret = partners.rotate_secret(session, current_actor(), partner_id, expected=expected)
        return {"partner": partner_queries.full_view(session, partner_id), "secret": secret}


@blueprint.post("/<uuid:partner_id>/secrets/<uuid:secret_id>/retirement")
@blueprint.response(201, schemas.PartnerInFull)
@blueprint.alt_response(404, description="没有这个共享平台，或没有这个在用的密钥")
@blueprint.alt_response(409, description="只有这一个密钥")
@blueprint.alt_response(412, description="打开之后已被修改")
@blueprint.doc(parameters=[IF_MATCH])
@roles(Role.SYSTEM_ADMIN, recently_confirmed=True)
def retire(partner_id: UUID, secret_id: UUID) -> dict[str, Any]:
    """停用一个密钥（停用密钥）."""
    expected = expected_version()
    with db.transaction() as session:
        partners.retire_secret(session, current_actor(), partner_id, secret_id, expected=expected)
        return partner_queries.full_view(session, partner_id)
