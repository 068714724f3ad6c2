"""Two accounts of one person: merging them, and the answer of a second administrator."""

from typing import Any
from uuid import UUID, uuid4, uuid5

from flask_smorest import Blueprint
from marshmallow import RAISE
from sqlalchemy.orm import Session

from services.auth import account_merger_queries as queries
from services.auth.db import db
from services.auth.models import AccountMerger
from services.auth.operations import account_mergers
from services.auth.operations.account_mergers import MergerWish
from services.auth.schemas.account_mergers import (
    AccountMergerBody,
    AccountMergerPage,
    AccountMergerQuery,
    AccountMergerShown,
)
from services.auth.schemas.administered import ReasonBody
from shared.auth import Role, current_actor, roles
from shared.idempotency import REPEATABLE, given_key

blueprint = Blueprint("account-mergers", __name__, url_prefix="/account-mergers", description="合并重复账号")

SEEING = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)
AGAINST_IT = "account_merged, account_merger_kept_disabled, account_merger_of_own, account_merger_system_role"

Shown = dict[str, Any]


@blueprint.post("")
@blueprint.arguments(AccountMergerBody)
@blueprint.response(201, AccountMergerShown)
@blueprint.alt_response(403, description="confirmation_needed")
@blueprint.alt_response(404, description="No such account")
@blueprint.alt_response(409, description=f"{AGAINST_IT}, account_merger_pending")
@blueprint.alt_response(422, description="account_merger_of_itself")
@blueprint.doc(parameters=[REPEATABLE])
@roles(Role.SYSTEM_ADMIN, recently_confirmed=True)
def ask(body: dict[str, Any]) -> Shown:
    """Merge two accounts, at once or when a second administrator confirms it (合并重复账号)."""
    actor, key = current_actor(), given_key()
    merger_id = uuid5(actor.id, f"account-merger|{key}") if key else uuid4()
    with db.transaction() as session:
        return _shown(session, account_mergers.ask_for_merger(session, actor, MergerWish(**body), merger_id))


@blueprint.get("")
@blueprint.arguments(AccountMergerQuery, location="query", unknown=RAISE)
@blueprint.response(200, AccountMergerPage)
@roles(*SEEING)
def mergers(query: Shown) -> Shown:
    """All mergers, the newest first; `pending`: only what waits to be confirmed."""
    with db.reading() as session:
        return queries.page_of_mergers(session, current_actor(), **query)


@blueprint.get("/<uuid:merger_id>")
@blueprint.response(200, AccountMergerShown)
@blueprint.alt_response(404, description="No such merger")
@roles(*SEEING)
def show(merger_id: UUID) -> Shown:
    """One merger and how it stands."""
    with db.reading() as session:
        return queries.merger_shown(session, current_actor(), merger_id)


@blueprint.post("/<uuid:merger_id>/confirmation")
@blueprint.response(201, AccountMergerShown)
@blueprint.alt_response(403, description="not_allowed, confirmation_needed")
@blueprint.alt_response(404, description="No such merger")
@blueprint.alt_response(409, description=f"{AGAINST_IT}, second_administrator_needed, transition_not_allowed")
@roles(*SEEING, recently_confirmed=True)
def confirm(merger_id: UUID) -> Shown:
    """Let a merger that another administrator asked for happen (确认账号合并)."""
    with db.transaction() as session:
        return _shown(session, account_mergers.confirm(session, current_actor(), merger_id))


@blueprint.post("/<uuid:merger_id>/rejection")
@blueprint.arguments(ReasonBody)
@blueprint.response(201, AccountMergerShown)
@blueprint.alt_response(403, description="not_allowed")
@blueprint.alt_response(404, description="No such merger")
@blueprint.alt_response(409, description="second_administrator_needed, transition_not_allowed")
@roles(*SEEING)
def reject(body: dict[str, str], merger_id: UUID) -> Shown:
    """Refuse it, with the reason (不同意账号合并)."""
    with db.transaction() as session:
        return _shown(session, account_mergers.reject(session, current_actor(), merger_id, body["reason"]))


@blueprint.post("/<uuid:merger_id>/withdrawal")
@blueprint.response(201, AccountMergerShown)
@blueprint.alt_response(403, description="not_allowed")
@blueprint.alt_response(404, description="No such merger")
@blueprint.alt_response(409, description="transition_not_allowed")
@roles(Role.SYSTEM_ADMIN)
def withdraw(merger_id: UUID) -> Shown:
    """Take back what you asked for (撤回账号合并)."""
    with db.transaction() as session:
        return _shown(session, account_mergers.withdraw(session, current_actor(), merger_id))


def _shown(session: Session, merger: AccountMerger) -> Shown:
    return queries.merger_shown(session, current_actor(), merger.id)
