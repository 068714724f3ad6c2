"""合作方的事件: what partners tell us, signed with the secret that we share."""

from typing import Any

from flask import request
from flask_smorest import Blueprint
from marshmallow import RAISE
from werkzeug.exceptions import RequestEntityTooLarge

from services.profile import schemas
from services.profile.db import db
from services.profile.operations.partner_events import Event, hear, verified_id
from services.profile.operations.partners import partner_of_key
from shared.auth import public

LARGEST_BODY = 16 * 1024

blueprint = Blueprint("partner_events", __name__, url_prefix="/partners", description="合作方发来的事件")


@blueprint.post("/<string:key>/events")
@blueprint.arguments(schemas.PartnerEvent(unknown=RAISE))
@blueprint.response(200, schemas.PartnerEventHeard)
@blueprint.alt_response(401, description="签名不符，或发送时间相差超过五分钟")
@blueprint.alt_response(404, description="没有这个合作方，或不是向其分享的人")
@blueprint.alt_response(413, description="请求体超过 16 KiB")
@blueprint.alt_response(422, description="不认识的事件，或内容不合格式")
@blueprint.alt_response(429, description="一分钟内过多")
@public
def receive(event: dict[str, Any], key: str) -> dict[str, Any]:
    """合作方的事件：主页已开通，已删除；同一 webhook-id 只起一次作用."""
    body = request.get_data()
    if len(body) > LARGEST_BODY:
        raise RequestEntityTooLarge
    with db.transaction() as session:
        partner = partner_of_key(session, key)
        event_id = verified_id(partner, dict(request.headers), body)
        return {"effect": hear(session, partner, event_id, Event(**event))}
