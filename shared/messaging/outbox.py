"""Telling others: a message is a row, written in the same transaction as what it tells of."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, case, false, func, insert, select, text, update
from sqlalchemy.orm import Session
from structlog.contextvars import get_contextvars

from shared import spans
from shared.crypto import VERSION
from shared.messaging.contracts import queue_of
from shared.messaging.message import Message
from shared.messaging.tables import OutboxMessage

CHANNEL = "outbox"
SEALED = f"{VERSION}."
FIRST_RESEND_SECONDS = 10
LONGEST_RESEND_SECONDS = 300
DEAD_AFTER = timedelta(days=7)
TRACED = ("request_id", "actor", "cause", spans.HEADER)


def publish(session: Session, message: Message, *, not_before: datetime | None = None) -> None:
    """Put the message into the outbox, once for each receiver, and wake the relay when the transaction commits.

    With `not_before` it waits in the outbox until then: the one timer there is. Never talks to the broker: a broker
    that hangs cannot hang the request that published.
    """
    payload = msgspec.to_builtins(message)
    context = get_contextvars()
    headers = {name: str(context[name]) for name in TRACED if name in context}
    rows = [
        {
            "queue": queue_of(receiver),
            "receiver": receiver,
            "name": message.name,
            "schema_version": message.schema_version,
            "aggregate_type": message.aggregate,
            "aggregate_id": message.aggregate_id,
            "aggregate_version": message.version,
            "payload": payload,
            "headers": headers,
            **({"available_at": not_before} if not_before else {}),
        }
        for receiver in message.receivers
    ]
    session.execute(insert(OutboxMessage), rows)
    wake_relay(session)


def wake_relay(session: Session) -> None:
    """Something is due: the relay hears of it when the transaction commits."""
    session.execute(text("SELECT pg_notify(:channel, '')"), {"channel": CHANNEL})


def waiting(queues: list[str] | None = None) -> Any:
    """Neither acknowledged nor dead, optionally for some queues only."""
    conditions = OutboxMessage.acknowledged_at.is_(None) & OutboxMessage.dead_at.is_(None)
    return conditions if queues is None else conditions & OutboxMessage.queue.in_(queues)


def planned() -> ColumnElement[bool]:
    """Not due yet, on purpose: nobody waits for it."""
    return (OutboxMessage.attempts == 0) & (OutboxMessage.available_at > func.clock_timestamp())


def age_of_oldest(of: ColumnElement[bool]) -> ColumnElement[float]:
    """How many seconds ago the oldest such message was written; 0 if there is none."""
    oldest = func.min(OutboxMessage.created_at).filter(of)
    return func.coalesce(func.extract("epoch", func.clock_timestamp() - oldest), 0.0)


def queues_with_due(session: Session) -> list[str]:
    """The queues for which something is to be sent now."""
    due = select(OutboxMessage.queue).where(waiting(), OutboxMessage.available_at <= func.now()).distinct()
    return list(session.scalars(due))


def claim_due(session: Session, queue: str, limit: int) -> list[OutboxMessage]:
    """Take due messages of one queue, oldest first, and set when they are sent again if nobody acknowledges.

    The claim is committed before anything is sent: no lock is held while talking to the broker, and a relay that dies
    in between costs one resend pause, never a message.
    """
    due = (
        select(OutboxMessage.seq)
        .where(waiting([queue]), OutboxMessage.available_at <= func.now())
        .order_by(OutboxMessage.available_at, OutboxMessage.seq)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    growing = FIRST_RESEND_SECONDS * func.power(2, func.least(OutboxMessage.attempts, 10))
    pause = func.least(LONGEST_RESEND_SECONDS, growing) * (0.8 + 0.4 * func.random())
    claimed = (
        update(OutboxMessage)
        .where(OutboxMessage.seq.in_(due.scalar_subquery()))
        .values(
            attempts=OutboxMessage.attempts + 1,
            sent_at=func.clock_timestamp(),
            available_at=func.clock_timestamp() + func.make_interval(0, 0, 0, 0, 0, 0, pause),
        )
        .returning(OutboxMessage)
        .execution_options(synchronize_session=False)
    )
    return sorted(session.scalars(claimed), key=lambda message: message.seq)


def release(session: Session, messages: list[OutboxMessage], error: str) -> None:
    """Give back what was claimed and could not be sent; it is due again at once."""
    session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.seq.in_([message.seq for message in messages]))
        .values(available_at=func.clock_timestamp(), attempts=OutboxMessage.attempts - 1, last_error=error)
    )


def finish(session: Session, outcomes: dict[UUID, str], queues: list[str]) -> None:
    """Note what a receiving service acknowledged; only messages for its own queues are touched.

    An outcome that begins with `refused` is final: sending again cannot help, an operator has to look.
    """
    reached = OutboxMessage.id.in_(list(outcomes)) & waiting(queues)
    refusals = {key: outcome for key, outcome in outcomes.items() if outcome.startswith("refused")}
    refused = OutboxMessage.id.in_(list(refusals)) if refusals else false()
    now = func.clock_timestamp()
    session.execute(
        update(OutboxMessage)
        .where(reached)
        .values(
            acknowledged_at=case((refused, None), else_=now),
            dead_at=case((refused, now), else_=None),
            last_error=case((refused, ", ".join(sorted(set(refusals.values())))), else_=OutboxMessage.last_error),
        )
        .execution_options(synchronize_session=False)
    )


def bury_expired(session: Session) -> None:
    """Give up what nobody has acknowledged for a week; age has alerted an operator long before."""
    session.execute(
        update(OutboxMessage)
        .where(waiting(), OutboxMessage.created_at < func.clock_timestamp() - DEAD_AFTER)
        .values(dead_at=func.clock_timestamp(), last_error="not acknowledged within 7 days")
    )


def sealed_under_way(session: Session) -> Iterator[str]:
    """Each value that lies encrypted in a message which nobody has acknowledged yet."""
    waiting = select(OutboxMessage.payload).where(OutboxMessage.acknowledged_at.is_(None))
    for payload in session.scalars(waiting):
        yield from (value for value in payload.values() if isinstance(value, str) and value.startswith(SEALED))


@dataclass(frozen=True)
class OutboxStatus:
    """How the messages of a service stand; ages in seconds. `planned` ones are not due yet, on purpose."""

    waiting: int
    planned: int
    sent_not_acknowledged: int
    dead: int
    oldest_age: float


def status(session: Session) -> OutboxStatus:
    """Count what is under way and what has failed (partial indexes: the cost grows with that, not with history)."""
    under_way = select(
        func.count().filter(OutboxMessage.sent_at.is_(None), ~planned()),
        func.count().filter(planned()),
        func.count().filter(OutboxMessage.sent_at.is_not(None)),
        age_of_oldest(~planned()),
    ).where(waiting())
    unsent, later, sent, oldest = session.execute(under_way).one()
    dead = session.scalar(select(func.count()).where(OutboxMessage.dead_at.is_not(None)))
    return OutboxStatus(unsent, later, sent, dead or 0, float(oldest))
