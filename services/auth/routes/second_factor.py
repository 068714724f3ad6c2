"""One's own second factor: codes of a phone."""

from typing import Any

from flask_smorest import Blueprint

from services.auth import queries
from services.auth.db import db
from services.auth.operations import second_factor
from services.auth.operations.sessions import session_of_actor
from services.auth.schemas.second_factor import (
    FinishedSetupSchema,
    PhoneCodeSchema,
    RecoveryCodesSchema,
    SecondFactorSchema,
    SetupSchema,
)
from shared.auth import current_actor, roles

blueprint = Blueprint("second_factor", __name__, url_prefix="/me/second-factor", description="动态验证码")


@blueprint.get("")
@blueprint.response(200, SecondFactorSchema)
@roles(without_second_factor=True)
def show() -> dict[str, Any]:
    """Whether it is set up, and what the rules say (动态验证码的状态)."""
    person_id = current_actor().id
    with db.reading() as session:
        factor = queries.second_factor_of(session, person_id)
        return {
            "since": factor.created_at if factor else None,
            "recovery_codes_left": queries.recovery_codes_left(session, person_id),
            "offered": second_factor.is_offered(session, person_id),
            "required": second_factor.is_required(session, person_id),
        }


@blueprint.post("/setup")
@blueprint.response(201, SetupSchema)
@blueprint.alt_response(403, description="confirmation_needed")
@blueprint.alt_response(409, description="second_factor_not_offered")
@roles(without_second_factor=True, recently_confirmed=True)
def begin() -> dict[str, str]:
    """A new key for the phone; it counts when a code of it has been entered (开始设置)."""
    with db.transaction() as session:
        return {"uri": second_factor.begin_setup(session, current_actor().id)}


@blueprint.put("")
@blueprint.arguments(PhoneCodeSchema)
@blueprint.response(200, FinishedSetupSchema)
@blueprint.alt_response(403, description="confirmation_needed")
@blueprint.alt_response(422, description="code_wrong")
@roles(without_second_factor=True, recently_confirmed=True)
def finish(body: dict[str, str]) -> dict[str, Any]:
    """Enter a code of the phone; all other sessions end (完成设置)."""
    with db.transaction() as session:
        found = session_of_actor(session, current_actor())
        renewed, codes = second_factor.finish_setup(session, found, body["code"])
    return {"session": renewed.id, "recovery_codes": codes}


@blueprint.post("/recovery-codes")
@blueprint.response(201, RecoveryCodesSchema)
@blueprint.alt_response(403, description="confirmation_needed")
@roles(recently_confirmed=True)
def renew_recovery_codes() -> dict[str, list[str]]:
    """Ten new recovery codes; the old ones are void (重新生成恢复码)."""
    with db.transaction() as session:
        return {"recovery_codes": second_factor.new_recovery_codes(session, current_actor().id)}


@blueprint.delete("")
@blueprint.response(204)
@blueprint.alt_response(403, description="confirmation_needed")
@blueprint.alt_response(409, description="second_factor_required")
@roles(recently_confirmed=True)
def remove() -> None:
    """Sign in without codes again (停用)."""
    with db.transaction() as session:
        second_factor.give_up(session, current_actor().id)
