"""投递: how deliveries to partners stand and what an operator does about them; for system administrators."""

from typing import Any
from uuid import UUID, uuid4, uuid5

from flask_smorest import Blueprint
from marshmallow import RAISE

from services.profile import delivery_queries, schemas, sending_queries
from services.profile.db import db
from services.profile.operations import operating
from services.profile.operations.partners import partner_of_id
from services.profile.operations.resending import resend_all
from shared.auth import Role, current_actor, roles
from shared.idempotency import REPEATABLE, given_key

blueprint = Blueprint("deliveries", __name__, url_prefix="/deliveries", description="向共享平台的投递")


@blueprint.get("")
@blueprint.arguments(schemas.DeliveryQuery, location="query", unknown=RAISE)
@blueprint.response(200, schemas.DeliveryPage)
@roles(Role.SYSTEM_ADMIN)
def listed(query: dict[str, Any]) -> dict[str, Any]:
    """投递的状态，等待最久的在前."""
    cursor, limit = query.pop("cursor"), query.pop("limit")
    with db.reading() as session:
        return delivery_queries.page_of_deliveries(session, delivery_queries.Wanted(**query), cursor, limit)


@blueprint.get("/<uuid:share_id>")
@blueprint.response(200, schemas.DeliveryInFull)
@blueprint.alt_response(404, description="没有这个投递")
@roles(Role.SYSTEM_ADMIN)
def show(share_id: UUID) -> dict[str, Any]:
    """一个投递的每次尝试和对方发来的事件."""
    with db.reading() as session:
        return delivery_queries.delivery_of(session, share_id)


@blueprint.post("/<uuid:share_id>/replay")
@blueprint.arguments(schemas.DeliveryReason)
@blueprint.response(201, schemas.DeliveryInFull)
@blueprint.alt_response(404, description="没有这个投递")
@blueprint.alt_response(409, description="正在投递，或已撤回")
@roles(Role.SYSTEM_ADMIN)
def replay(body: dict[str, Any], share_id: UUID) -> dict[str, Any]:
    """立即再次投递一个分享或它的撤回（重新投递）."""
    with db.transaction() as session:
        operating.replay(session, share_id, body["reason"])
        return delivery_queries.delivery_of(session, share_id)


@blueprint.get("/partners")
@blueprint.response(200, schemas.SendingList)
@roles(Role.SYSTEM_ADMIN)
def all_sending() -> dict[str, Any]:
    """向每个共享平台的投递情况."""
    with db.reading() as session:
        return {"items": sending_queries.all_sending(session)}


@blueprint.get("/partners/<uuid:partner_id>")
@blueprint.response(200, schemas.SendingInFull)
@blueprint.alt_response(404, description="没有这个共享平台")
@roles(Role.SYSTEM_ADMIN)
def sending(partner_id: UUID) -> dict[str, Any]:
    """向一个共享平台的投递情况，和历次全部重新投递."""
    with db.reading() as session:
        return sending_queries.sending_to(session, partner_id)


@blueprint.post("/partners/<uuid:partner_id>/pause")
@blueprint.arguments(schemas.DeliveryReason)
@blueprint.response(201, schemas.SendingInFull)
@blueprint.alt_response(404, description="没有这个共享平台")
@blueprint.alt_response(409, description="已经暂停")
@roles(Role.SYSTEM_ADMIN, recently_confirmed=True)
def pause(body: dict[str, Any], partner_id: UUID) -> dict[str, Any]:
    """什么也不向这个平台投递，等待恢复（暂停投递）."""
    with db.transaction() as session:
        operating.pause(session, partner_of_id(session, partner_id), body["reason"])
        return sending_queries.sending_to(session, partner_id)


@blueprint.post("/partners/<uuid:partner_id>/resumption")
@blueprint.arguments(schemas.DeliveryReason)
@blueprint.response(201, schemas.SendingInFull)
@blueprint.alt_response(404, description="没有这个共享平台")
@blueprint.alt_response(409, description="没有暂停")
@roles(Role.SYSTEM_ADMIN, recently_confirmed=True)
def resume(body: dict[str, Any], partner_id: UUID) -> dict[str, Any]:
    """把等待的全部发出（恢复投递）."""
    with db.transaction() as session:
        operating.resume(session, partner_of_id(session, partner_id), body["reason"])
        return sending_queries.sending_to(session, partner_id)


@blueprint.post("/partners/<uuid:partner_id>/resends")
@blueprint.arguments(schemas.DeliveryReason)
@blueprint.response(202, schemas.ResendProgress)
@blueprint.alt_response(404, description="没有这个共享平台")
@blueprint.doc(parameters=[REPEATABLE])
@roles(Role.SYSTEM_ADMIN, recently_confirmed=True)
def resend(body: dict[str, Any], partner_id: UUID) -> dict[str, Any]:
    """对方丢失资料后，限速在后台再次投递全部分享；同一 Idempotency-Key 只做一次（全部重新投递）."""
    actor, key = current_actor(), given_key()
    job_id = uuid5(actor.id, f"resend|{key}") if key else uuid4()
    with db.transaction() as session:
        resend_all(session, partner_of_id(session, partner_id), job_id, actor.id, body["reason"])
        return sending_queries.resend_of(session, job_id)


@blueprint.get("/resends/<uuid:job_id>")
@blueprint.response(200, schemas.ResendProgress)
@blueprint.alt_response(404, description="没有这样的任务")
@roles(Role.SYSTEM_ADMIN)
def resend_progress(job_id: UUID) -> dict[str, Any]:
    """一次全部重新投递的进度."""
    with db.reading() as session:
        return sending_queries.resend_of(session, job_id)
