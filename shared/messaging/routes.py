"""The messages of a service that have not arrived, for the system administrator: the same routes in every service."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask_smorest import Blueprint
from marshmallow import RAISE
from sqlalchemy.orm import Session

from shared.auth import Role, roles
from shared.db import Database
from shared.errors import DomainError, NotFound
from shared.messaging import operating, schemas
from shared.messaging.operating import Choice

MOST_SHOWN = 100


class AlreadyFinished(DomainError):
    """The message has arrived, or somebody has dealt with it."""

    status, error, message = 409, "message_finished", "这条消息已经送达或已被处理，无需再操作。"


def message_routes(db: Database) -> Blueprint:
    """The routes over one service's outbox."""
    blueprint = Blueprint("outgoing", __name__, url_prefix="/outgoing-messages", description="服务之间的消息")
    _add_views(blueprint, db)
    _add_deeds(blueprint, db)
    return blueprint


def _add_views(blueprint: Blueprint, db: Database) -> None:
    @blueprint.get("")
    @blueprint.arguments(schemas.OutgoingQuery, location="query", unknown=RAISE)
    @blueprint.response(200, schemas.OutgoingList)
    @roles(Role.SYSTEM_ADMIN)
    def outgoing(query: dict[str, Any]) -> dict[str, Any]:
        """尚未送达和已放弃的消息，最多一百条，以及各队列的状况."""
        older = query.get("older")
        age = None if older is None else timedelta(minutes=older)
        with db.reading() as session:
            choice = Choice(dead=query["dead"], older=age, name=query.get("name"))
            items = operating.listed(session, choice, MOST_SHOWN + 1)
            return {
                "items": items[:MOST_SHOWN],
                "cut": len(items) > MOST_SHOWN,
                "queues": operating.queues(session),
            }

    @blueprint.get("/<uuid:message_id>")
    @blueprint.response(200, schemas.OutgoingMessage)
    @blueprint.alt_response(404, description="没有这条消息")
    @roles(Role.SYSTEM_ADMIN)
    def one(message_id: UUID) -> dict[str, Any]:
        """一条消息的全部信息，号码等已隐去."""
        with db.reading() as session:
            found = operating.shown(session, message_id)
        if found is None:
            raise NotFound
        return found


def _add_deeds(blueprint: Blueprint, db: Database) -> None:
    @blueprint.post("/<uuid:message_id>/replay")
    @blueprint.arguments(schemas.OutgoingDeed(unknown=RAISE))
    @blueprint.response(204)
    @blueprint.alt_response(409, description="消息已经送达或已被处理")
    @roles(Role.SYSTEM_ADMIN, recently_confirmed=True)
    def replay(body: dict[str, Any], message_id: UUID) -> None:
        """重发消息."""
        _do(db, operating.replay, message_id, body["reason"])

    @blueprint.post("/<uuid:message_id>/discarding")
    @blueprint.arguments(schemas.OutgoingDeed(unknown=RAISE))
    @blueprint.response(204)
    @blueprint.alt_response(409, description="消息已经送达或已被处理")
    @roles(Role.SYSTEM_ADMIN, recently_confirmed=True)
    def discard(body: dict[str, Any], message_id: UUID) -> None:
        """放弃消息."""
        _do(db, operating.discard, message_id, body["reason"])


def _do(db: Database, deed: Callable[[Session, Choice, str], Sequence[UUID]], message_id: UUID, reason: str) -> None:
    """A second click, or another administrator's, finds nothing more to do: the rows are locked. Raises NotFound."""
    with db.transaction() as session:
        if operating.shown(session, message_id) is None:
            raise NotFound
        if not deed(session, Choice(ids=[message_id]), reason):
            raise AlreadyFinished
