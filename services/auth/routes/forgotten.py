"""A forgotten password: nobody is signed in."""

from flask_smorest import Blueprint

from services.auth.db import db
from services.auth.operations import forgotten
from services.auth.schemas.contacts import ForgottenSchema, ResetSchema
from shared.auth import public
from shared.client_address import client_address

blueprint = Blueprint("forgotten", __name__, url_prefix="/forgotten-password", description="忘记密码")


@blueprint.post("")
@blueprint.arguments(ForgottenSchema)
@blueprint.response(204)
@blueprint.alt_response(429, description="sign_in_throttled")
@public
def ask(body: dict[str, str]) -> None:
    """Ask for a link; answered alike whether or not there is such an account (申请找回密码)."""
    with db.transaction() as session:
        forgotten.ask_for_reset(session, body["login"], client_address())


@blueprint.put("")
@blueprint.arguments(ResetSchema)
@blueprint.response(204)
@blueprint.alt_response(410, description="reset_link_ended")
@blueprint.alt_response(422, description="password_not_changed")
@public
def reset(body: dict[str, str]) -> None:
    """Set another password by the link; all sessions end (重新设置密码)."""
    with db.transaction() as session:
        forgotten.reset_by_link(session, body["token"], body["new_password"])
