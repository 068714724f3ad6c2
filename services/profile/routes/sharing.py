"""分享至找专家网."""

from typing import Any

from flask_smorest import Blueprint

from services.profile import schemas, share_queries
from services.profile.db import db
from services.profile.operations import sharing
from services.profile.operations.first_partner import KEY
from services.profile.operations.partners import partner_of_key
from shared.auth import Role, current_actor, roles

blueprint = Blueprint("sharing", __name__, url_prefix="/sharing", description="分享至找专家网")


@blueprint.get("")
@blueprint.response(200, schemas.Sharing)
@roles(Role.PROFESSIONAL)
def show() -> dict[str, Any]:
    """接收方、目的、可分享的内容，以及分享的状态."""
    with db.reading() as session:
        return share_queries.sharing_view(session, current_actor().id, partner_of_key(session, KEY))


@blueprint.post("/consent")
@blueprint.arguments(schemas.ConsentGiven)
@blueprint.response(201, schemas.Sharing)
@blueprint.alt_response(409, description="个人信息未审核通过，说明已更新，或正在撤回")
@blueprint.alt_response(422, description="所选内容不能分享")
@roles(Role.PROFESSIONAL)
def consent(given: dict[str, Any]) -> dict[str, Any]:
    """单独同意，并开始分享."""
    with db.transaction() as session:
        partner = partner_of_key(session, KEY)
        sharing.give_consent(session, current_actor().id, partner, given["fields"], given["text_version"])
        return share_queries.sharing_view(session, current_actor().id, partner)


@blueprint.post("/revocation")
@blueprint.response(201, schemas.Sharing)
@blueprint.alt_response(409, description="当前没有分享")
@roles(Role.PROFESSIONAL)
def revoke() -> dict[str, Any]:
    """撤回分享."""
    with db.transaction() as session:
        partner = partner_of_key(session, KEY)
        sharing.revoke_share(session, current_actor().id, partner)
        return share_queries.sharing_view(session, current_actor().id, partner)
