"""What an operator does about messages that did not arrive: look at them, have them sent again, give them up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, insert, select, update
from sqlalchemy.orm import Session

from shared.audit.deed import note
from shared.errors import DomainError
from shared.messaging.forgetting import REPLAYABLE, made_before
from shared.messaging.message import DISCARDED
from shared.messaging.outbox import age_of_oldest, planned, waiting, wake_relay
from shared.messaging.tables import InboxMessage, OutboxMessage
from shared.redaction import redacted

BRIEF = (
    "id",
    "name",
    "receiver",
    "aggregate_id",
    "aggregate_version",
    "created_at",
    "dead_at",
    "attempts",
    "last_error",
)
TRAVELLING = (
    *("queue", "receiver", "name", "schema_version", "aggregate_type", "aggregate_id", "aggregate_version"),
    *("payload", "headers"),
)
REFUSED = "refused"
RECENT = timedelta(minutes=5)
OUTCOMES = ("applied", "stale", "discarded", REFUSED, "unfinished")


class TooOldToReplay(DomainError):
    """Its receiver will soon not know any more whether it has acted."""

    status, error = 409, "message_too_old"
    message = "消息 {id} 已超过 {days} 天，不能再重发。请用 zhicheng reconcile --fix 让各服务重新一致，再放弃这条消息。"


@dataclass(frozen=True)
class Choice:
    """Some unfinished messages: those named by id, or all dead ones, or all that are as old as `older`."""

    ids: Sequence[UUID] = ()
    dead: bool = False
    older: timedelta | None = None
    name: str | None = None

    def condition(self) -> ColumnElement[bool]:
        """The same in SQL."""
        dead = OutboxMessage.dead_at.is_not(None)
        chosen: ColumnElement[bool] = dead if self.dead else dead | waiting()
        if self.ids:
            chosen &= OutboxMessage.id.in_(self.ids)
        if self.older is not None:
            chosen &= OutboxMessage.created_at < func.clock_timestamp() - self.older
        if self.name is not None:
            chosen &= OutboxMessage.name == self.name
        return chosen


def listed(session: Session, choice: Choice, limit: int | None = None) -> list[dict[str, Any]]:
    """The chosen messages, the oldest first, without what they say."""
    columns = [getattr(OutboxMessage, name) for name in BRIEF]
    found = session.execute(select(*columns).where(choice.condition()).order_by(OutboxMessage.seq).limit(limit))
    return [dict(row) for row in found.mappings()]


def shown(session: Session, message_id: UUID) -> dict[str, Any] | None:
    """One message with what it says, numbers and secrets masked; None if this service has not sent it."""
    message = session.scalar(select(OutboxMessage).where(OutboxMessage.id == message_id))
    if message is None:
        return None
    names = (*BRIEF, *TRAVELLING, "available_at", "sent_at", "acknowledged_at")
    return {name: redacted(getattr(message, name), name) for name in dict.fromkeys(names)}


def queues(session: Session) -> list[dict[str, Any]]:
    """How each queue stands to which something is under way or has failed; ages in seconds."""
    alive = OutboxMessage.dead_at.is_(None)
    found = (
        select(
            OutboxMessage.queue,
            func.count().filter(alive & OutboxMessage.sent_at.is_(None) & ~planned()).label("waiting"),
            func.count().filter(alive & OutboxMessage.sent_at.is_not(None)).label("sent_not_acknowledged"),
            func.count().filter(~alive).label("dead"),
            age_of_oldest(alive & ~planned()).label("oldest_age"),
        )
        .where(waiting() | OutboxMessage.dead_at.is_not(None))
        .group_by(OutboxMessage.queue)
        .order_by(OutboxMessage.queue)
    )
    return [dict(row) | {"oldest_age": float(row.oldest_age)} for row in session.execute(found).mappings()]


def recent_outcomes(session: Session) -> dict[str, float]:
    """What became of the messages that were written in the last minutes and have come here."""
    outcome = func.coalesce(func.split_part(InboxMessage.outcome, ":", 1), "unfinished")
    recent = InboxMessage.id >= func.uuidv7(-RECENT)  # ids begin with the time: the key finds the last ones
    found = session.execute(select(outcome, func.count()).where(recent).group_by(outcome)).all()
    return dict.fromkeys(OUTCOMES, 0.0) | dict(found)


def oldest_unfinished(session: Session) -> float:
    """How many seconds ago that message first came which has come to no end, however often it came; 0 if all have."""
    age = func.extract("epoch", func.clock_timestamp() - func.min(InboxMessage.first_at))
    return float(session.scalar(select(func.coalesce(age, 0)).where(InboxMessage.outcome.is_(None))) or 0)


def replay(session: Session, choice: Choice, reason: str) -> list[UUID]:
    """Have the chosen messages sent again at once, and return their ids.

    One that was refused goes under a new id, for the receiver has settled the old one for good. Any other keeps its
    id: it may have acted already, with only the acknowledgement lost, and must not act twice. Raises TooOldToReplay.
    """
    chosen = _locked(session, choice)
    _refuse_old(session, chosen)
    refused = [message for message in chosen if message.dead_at and (message.last_error or "").startswith(REFUSED)]
    for message in refused:
        again = {name: getattr(message, name) for name in TRAVELLING}
        session.execute(insert(OutboxMessage).values(again | {"headers": message.headers | {"again": str(message.id)}}))
    _close(session, refused, f"replayed: {reason}")
    session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.seq.in_([message.seq for message in chosen if message not in refused]))
        .values(dead_at=None, attempts=0, available_at=func.clock_timestamp(), created_at=func.clock_timestamp())
    )
    wake_relay(session)
    return _noted(chosen, reason)


def discard(session: Session, choice: Choice, reason: str) -> list[UUID]:
    """Give the chosen messages up for good, and return their ids.

    Their receivers are told by a message each, for one that tried in vain would wait for the next delivery forever.
    """
    chosen = _locked(session, choice)
    if ends := [_end_of(message) for message in chosen if message.name != DISCARDED]:
        session.execute(insert(OutboxMessage), ends)
    _close(session, chosen, f"discarded: {reason}")
    wake_relay(session)
    return _noted(chosen, reason)


def _end_of(message: OutboxMessage) -> dict[str, Any]:
    return {
        "queue": message.queue,
        "receiver": message.receiver,
        "name": DISCARDED,
        "schema_version": 1,
        "aggregate_type": "message",
        "aggregate_id": str(message.id),
        "aggregate_version": 1,
        "payload": {},
        "headers": message.headers,
    }


def _locked(session: Session, choice: Choice) -> list[OutboxMessage]:
    found = select(OutboxMessage).where(choice.condition()).order_by(OutboxMessage.seq).with_for_update()
    return list(session.scalars(found))


def _refuse_old(session: Session, messages: Sequence[OutboxMessage]) -> None:
    ids = [message.id for message in messages]
    old = session.scalar(
        select(OutboxMessage.id).where(OutboxMessage.id.in_(ids), made_before(OutboxMessage.id, REPLAYABLE))
    )
    if old:
        raise TooOldToReplay(id=old, days=REPLAYABLE.days)


def _close(session: Session, messages: Sequence[OutboxMessage], why: str) -> None:
    session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.seq.in_([message.seq for message in messages]))
        .values(dead_at=None, acknowledged_at=func.clock_timestamp(), last_error=why)
    )


def _noted(messages: Sequence[OutboxMessage], reason: str) -> list[UUID]:
    ids = [message.id for message in messages]
    note(reason=reason, messages=[str(one) for one in ids])
    return ids
