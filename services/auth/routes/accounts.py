"""What administrators do to accounts, one at a time; each deed has a reason, which the history keeps."""

from typing import Any
from uuid import UUID, uuid4, uuid5

from flask_smorest import Blueprint
from sqlalchemy.orm import Session

from services.auth import people_views
from services.auth.db import db
from services.auth.operations import accounts, leave
from services.auth.schemas.administered import (
    FirstPassword,
    LeaveBody,
    PersonShown,
    ReasonBody,
    TransferBody,
    WholeNumber,
)
from shared.auth import ADMINISTERING, Role, current_actor, roles
from shared.idempotency import REPEATABLE, given_key

blueprint = Blueprint("accounts", __name__, url_prefix="/people/<uuid:person_id>", description="账号管理")

ADMINISTRATORS = (*ADMINISTERING, Role.SYSTEM_ADMIN)
SECURING = (*ADMINISTERING, Role.SECURITY_ADMIN)
RESETTING = (*ADMINISTRATORS, Role.SECURITY_ADMIN)

Shown = dict[str, Any]


@blueprint.post("/disabling")
@blueprint.arguments(ReasonBody)
@blueprint.response(201, PersonShown)
@blueprint.alt_response(409, description="account_disabled")
@roles(*ADMINISTRATORS)
def disabling(body: dict[str, str], person_id: UUID) -> Shown:
    """Disable an account; its sessions end (停用)."""
    with db.transaction() as session:
        return _shown(session, accounts.disable(session, current_actor(), person_id, **body).id)


@blueprint.post("/enabling")
@blueprint.arguments(ReasonBody)
@blueprint.response(201, PersonShown)
@blueprint.alt_response(409, description="account_active")
@roles(*ADMINISTRATORS)
def enabling(body: dict[str, str], person_id: UUID) -> Shown:
    """Enable an account again (启用)."""
    with db.transaction() as session:
        return _shown(session, accounts.enable(session, current_actor(), person_id, **body).id)


@blueprint.post("/unlocking")
@blueprint.arguments(ReasonBody)
@blueprint.response(201, PersonShown)
@blueprint.alt_response(409, description="not_locked")
@roles(*SECURING)
def unlocking(body: dict[str, str], person_id: UUID) -> Shown:
    """Take away the lock that failed sign-ins have set (解除锁定)."""
    with db.transaction() as session:
        return _shown(session, accounts.unlock(session, current_actor(), person_id, **body).id)


@blueprint.post("/password-reset")
@blueprint.arguments(ReasonBody)
@blueprint.response(201, FirstPassword)
@blueprint.alt_response(409, description="account_disabled")
@blueprint.alt_response(403, description="confirmation_needed")
@blueprint.doc(parameters=[REPEATABLE])
@roles(*RESETTING, recently_confirmed=True)
def password_reset(body: dict[str, str], person_id: UUID) -> Shown:
    """Give a new first password, answered this once, and null to the same `Idempotency-Key` (重置密码)."""
    actor, key = current_actor(), given_key()
    deed_id = uuid5(actor.id, f"reset|{person_id}|{key}") if key else uuid4()
    with db.transaction() as session:
        _, password = accounts.reset_password(session, actor, person_id, **body, deed_id=deed_id)
        return {"person": _shown(session, person_id), "first_password": password}


@blueprint.post("/second-factor-reset")
@blueprint.arguments(ReasonBody)
@blueprint.response(201, PersonShown)
@blueprint.alt_response(403, description="confirmation_needed")
@blueprint.alt_response(409, description="account_disabled, no_second_factor")
@roles(*SECURING, recently_confirmed=True)
def second_factor_reset(body: dict[str, str], person_id: UUID) -> Shown:
    """Take away the codes of a phone that is lost; sessions end (重置动态验证码)."""
    with db.transaction() as session:
        return _shown(session, accounts.reset_second_factor(session, current_actor(), person_id, **body).id)


@blueprint.post("/sessions-end")
@blueprint.arguments(ReasonBody)
@blueprint.response(201, PersonShown)
@roles(*SECURING)
def sessions_end(body: dict[str, str], person_id: UUID) -> Shown:
    """Sign somebody out everywhere (结束全部会话)."""
    with db.transaction() as session:
        return _shown(session, accounts.end_all_sessions(session, current_actor(), person_id, **body).id)


@blueprint.post("/leave")
@blueprint.arguments(LeaveBody)
@blueprint.response(201, PersonShown)
@blueprint.alt_response(409, description="account_disabled, not_reviewing")
@blueprint.alt_response(422, description="leave_refused")
@roles(*ADMINISTRATORS)
def set_leave(body: dict[str, Any], person_id: UUID) -> Shown:
    """Note from when to when somebody is away: no cases are assigned to them meanwhile (登记休假)."""
    with db.transaction() as session:
        days = body["begins_on"], body["ends_on"]
        return _shown(session, leave.set_leave_days(session, current_actor(), person_id, *days, body["reason"]).id)


@blueprint.post("/leave-end")
@blueprint.arguments(ReasonBody)
@blueprint.response(201, PersonShown)
@roles(*ADMINISTRATORS)
def leave_end(body: dict[str, str], person_id: UUID) -> Shown:
    """End a leave before its last day (结束休假)."""
    with db.transaction() as session:
        return _shown(session, leave.end_leave(session, current_actor(), person_id, **body).id)


@blueprint.post("/transfer")
@blueprint.arguments(TransferBody)
@blueprint.response(201, PersonShown)
@blueprint.alt_response(409, description="same_unit, unit_closed")
@roles(*ADMINISTRATORS)
def transfer(body: dict[str, Any], person_id: UUID) -> Shown:
    """Move somebody between two units of yours; open cases move along (调动)."""
    with db.transaction() as session:
        return _shown(session, accounts.transfer_to(session, current_actor(), person_id, **body).id)


@blueprint.post("/id-number")
@blueprint.arguments(ReasonBody)
@blueprint.response(201, WholeNumber)
@blueprint.alt_response(403, description="confirmation_needed")
@blueprint.alt_response(429, description="too_many_numbers")
@roles(*ADMINISTRATORS, recently_confirmed=True)
def id_number(body: dict[str, str], person_id: UUID) -> Shown:
    """See the whole ID number, which is noted with the reason (查看完整证件号码)."""
    with db.transaction() as session:
        return {"id_number": accounts.show_number(session, current_actor(), person_id, **body)}


def _shown(session: Session, person_id: UUID) -> Shown:
    return people_views.shown(session, current_actor(), person_id)
