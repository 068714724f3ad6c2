"""分享: with which partners, what goes, the person's consent, and taking it back."""

import io
import json
from typing import Any

from flask import Response, send_file
from flask_smorest import Blueprint
from marshmallow import RAISE

from services.profile import schemas, share_queries
from services.profile.db import db
from services.profile.operations import sharing
from services.profile.operations.partners import partner_of_key
from shared.auth import Role, current_actor, roles

JSONLD = "application/ld+json"

blueprint = Blueprint("sharing", __name__, url_prefix="/sharing", description="分享")


@blueprint.get("")
@blueprint.response(200, schemas.SharingPartners)
@roles(Role.PROFESSIONAL)
def listed() -> dict[str, Any]:
    """可以分享或已分享的平台，以及各自的状态."""
    with db.reading() as session:
        return share_queries.partners_view(session, current_actor().id)


@blueprint.get("/<key>")
@blueprint.response(200, schemas.Sharing)
@blueprint.alt_response(404, description="没有这个共享平台")
@roles(Role.PROFESSIONAL)
def show(key: str) -> dict[str, Any]:
    """接收方、目的、可分享的内容，以及分享的状态."""
    with db.reading() as session:
        return share_queries.sharing_view(session, current_actor().id, partner_of_key(session, key))


@blueprint.get("/<key>/preview")
@blueprint.arguments(schemas.SharePreviewQuery, location="query", unknown=RAISE)
@blueprint.response(200, schemas.SharePreview)
@blueprint.alt_response(404, description="没有这个共享平台")
@blueprint.alt_response(409, description="个人信息未审核通过")
@roles(Role.PROFESSIONAL)
def preview(asked: dict[str, Any], key: str) -> dict[str, Any]:
    """选择这些内容时，将要提供的资料；不保存，也不发送."""
    with db.reading() as session:
        partner = partner_of_key(session, key)
        return {"document": share_queries.preview(session, current_actor().id, partner, asked["fields"])}


@blueprint.get("/<key>/person.jsonld")
@blueprint.response(200, {"type": "object"}, content_type=JSONLD)
@blueprint.alt_response(404, description="没有这个共享平台")
@blueprint.alt_response(409, description="当前没有分享")
@roles(Role.PROFESSIONAL)
def document(key: str) -> Response:
    """本人正在分享的资料(JSON-LD)，供下载."""
    with db.reading() as session:
        shared = share_queries.own_document(session, current_actor().id, partner_of_key(session, key))
    content = io.BytesIO(json.dumps(shared, ensure_ascii=False, indent=2).encode())
    return send_file(content, mimetype=JSONLD, as_attachment=True, download_name=f"{shared['name']}-{key}.jsonld")


@blueprint.post("/<key>/consent")
@blueprint.arguments(schemas.ConsentGiven)
@blueprint.response(201, schemas.Sharing)
@blueprint.alt_response(403, description="须先确认身份")
@blueprint.alt_response(404, description="没有这个共享平台")
@blueprint.alt_response(409, description="个人信息未审核通过，平台已停用，说明已更新，或正在撤回")
@blueprint.alt_response(422, description="没有勾选同意，或所选内容不能分享")
@roles(Role.PROFESSIONAL, recently_confirmed=True)
def consent(given: dict[str, Any], key: str) -> dict[str, Any]:
    """单独同意，并开始分享."""
    with db.transaction() as session:
        partner = partner_of_key(session, key)
        sharing.give_consent(session, current_actor().id, partner, given["fields"], given["text_version"])
        return share_queries.sharing_view(session, current_actor().id, partner)


@blueprint.post("/<key>/revocation")
@blueprint.response(201, schemas.Sharing)
@blueprint.alt_response(404, description="没有这个共享平台")
@blueprint.alt_response(409, description="当前没有分享")
@roles(Role.PROFESSIONAL)
def revoke(key: str) -> dict[str, Any]:
    """撤回分享."""
    with db.transaction() as session:
        partner = partner_of_key(session, key)
        sharing.revoke_share(session, current_actor().id, partner)
        return share_queries.sharing_view(session, current_actor().id, partner)
