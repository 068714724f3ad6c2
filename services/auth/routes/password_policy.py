"""Which rules passwords follow: seen and set by security administrators."""

from typing import Any

from flask_smorest import Blueprint
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.auth.db import db
from services.auth.models import PasswordPolicy
from services.auth.operations import password_policy
from services.auth.queries import policy_in_force
from services.auth.schemas.password_policy import PolicyBody, PolicyShown
from shared.api import IF_MATCH, expected_version
from shared.auth import Role, current_actor, roles

blueprint = Blueprint("password-policy", __name__, url_prefix="/password-policy", description="密码规则")

SHOWN = 100


@blueprint.get("")
@blueprint.response(200, PolicyShown)
@roles(Role.SECURITY_ADMIN)
def show() -> dict[str, Any]:
    """The rules in force and who set which before."""
    with db.reading() as session:
        return _shown(session)


@blueprint.put("")
@blueprint.arguments(PolicyBody)
@blueprint.response(200, PolicyShown)
@blueprint.alt_response(409, description="password_policy_unchanged")
@blueprint.alt_response(412, description="Set by somebody else meanwhile")
@blueprint.doc(parameters=[IF_MATCH])
@roles(Role.SECURITY_ADMIN, recently_confirmed=True)
def set_(body: dict[str, Any]) -> dict[str, Any]:
    """Set the rules that passwords follow (设置密码规则)."""
    expected = expected_version()
    with db.transaction() as session:
        password_policy.set_policy(session, current_actor(), **body, expected=expected)
        return _shown(session)


def _shown(session: Session) -> dict[str, Any]:
    newest = select(PasswordPolicy).order_by(PasswordPolicy.version.desc()).limit(SHOWN)
    editions = session.scalars(newest).all()
    return {
        "policy": policy_in_force(session),
        "version": editions[0].version if editions else 0,
        "too_old": password_policy.too_old(session),
        "editions": editions,
    }
