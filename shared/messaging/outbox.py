"""Telling others: a message is a row, written in the same transaction as what it tells of."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Connection, Row, func, select, text, update
from sqlalchemy.orm import Session
from structlog.contextvars import get_contextvars

from shared import spans
from shared.crypto import VERSION
from shared.messaging.contracts import queue_of
from shared.messaging.message import Message
from shared.messaging.tables import OutboxMessage

CHANNEL = "outbox"
SEALED = f"{VERSION}."
BATCH = 100
QUEUE_LIMIT = 1000  # beyond this a queue waits in the database, where it costs nothing
SECONDS_IN_LINE = 0.05  # what a message takes that lies before another, on a machine with much else to do
FIRST_RESEND_SECONDS = 10
LONGEST_RESEND_SECONDS = 300
DEAD_AFTER = timedelta(days=7)
Executing = Session | Connection
TRACED = ("request_id", "actor", "cause", spans.HEADER)


PUBLISH = text(
    "INSERT INTO outbox_message (queue, receiver, name, schema_version, aggregate_type, aggregate_id,"
    " aggregate_version, payload, headers, available_at)"
    " SELECT queue, receiver, :name, :schema_version, :aggregate_type, :aggregate_id,"
    " :aggregate_version, CAST(:payload AS jsonb), CAST(:headers AS jsonb),"
    " coalesce(CAST(:not_before AS timestamptz), clock_timestamp())"
    " FROM unnest(CAST(:queues AS text[]), CAST(:receivers AS text[])) AS target (queue, receiver)"
    " RETURNING pg_notify(:channel, '')"
)


def publish(session: Session, message: Message, *, not_before: datetime | None = None) -> None:
    """Put the message into the outbox, once for each receiver, and wake the relay when the transaction commits.

    With `not_before` it waits in the outbox until then: the one timer there is. Never talks to the broker: a broker
    that hangs cannot hang the request that published.
    """
    context = get_contextvars()
    values = {
        "queues": [queue_of(receiver) for receiver in message.receivers],
        "receivers": list(message.receivers),
        "name": message.name,
        "schema_version": message.schema_version,
        "aggregate_type": message.aggregate,
        "aggregate_id": message.aggregate_id,
        "aggregate_version": message.version,
        "payload": msgspec.json.encode(message).decode(),
        "headers": msgspec.json.encode({name: str(context[name]) for name in TRACED if name in context}).decode(),
        "not_before": not_before,
        "channel": CHANNEL,
    }
    session.execute(PUBLISH, values)


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


CLAIM = text(
    "WITH due AS MATERIALIZED (SELECT due.seq, target.lying"
    " FROM unnest(CAST(:queues AS text[]), CAST(:lying AS integer[])) AS target (queue, lying)"
    " CROSS JOIN LATERAL (SELECT seq FROM outbox_message WHERE queue = target.queue"
    " AND acknowledged_at IS NULL AND dead_at IS NULL AND available_at <= now()"
    " ORDER BY available_at, seq LIMIT greatest(0, least(:batch, :most - target.lying)) FOR UPDATE SKIP LOCKED) AS due)"
    " UPDATE outbox_message SET attempts = attempts + 1, sent_at = clock_timestamp(), available_at = clock_timestamp()"
    " + (due.lying * :each + least(:longest, :first * 2 ^ least(attempts, 10)) * (0.8 + 0.4 * random()))"
    " * interval '1 second' FROM due WHERE outbox_message.seq = due.seq"
    " RETURNING outbox_message.*, set_config('synchronous_commit', 'off', true)"
)
FINISH = text(
    "UPDATE outbox_message SET acknowledged_at = CASE WHEN NOT refused THEN clock_timestamp() END,"
    " dead_at = CASE WHEN refused THEN clock_timestamp() END,"
    " last_error = CASE WHEN refused THEN outcome ELSE last_error END"
    " FROM (SELECT id, outcome, starts_with(outcome, 'refused') AS refused"
    " FROM unnest(CAST(:ids AS uuid[]), CAST(:outcomes AS text[])) AS said (id, outcome)) AS heard"
    " WHERE outbox_message.id = heard.id AND queue = ANY(:queues) AND acknowledged_at IS NULL AND dead_at IS NULL"
)


def claim_due(connection: Executing, lying: Mapping[str, int]) -> list[Row[Any]]:
    """Take due messages of these queues, in which so many lie already, and set when they are sent again.

    That is some time after those before it have had theirs, unless somebody acknowledges. The claim is committed before
    anything is sent: no lock is held while talking to the broker, and a relay that dies in between costs one resend
    pause, never a message. It does not wait for the disk: a claim that a dying database forgets is made again. Returns
    the messages by queue, oldest first.
    """
    bounds = {"batch": BATCH, "most": QUEUE_LIMIT}
    pauses = {"each": SECONDS_IN_LINE, "first": FIRST_RESEND_SECONDS, "longest": LONGEST_RESEND_SECONDS}
    queues = {"queues": list(lying), "lying": list(lying.values())}
    claimed = connection.execute(CLAIM, queues | bounds | pauses)
    return sorted(claimed, key=lambda message: (message.queue, message.seq))


def release(connection: Executing, messages: Sequence[Row[Any]], error: str) -> None:
    """Give back what was claimed and could not be sent; it is due again at once."""
    connection.execute(
        update(OutboxMessage)
        .where(OutboxMessage.seq.in_([message.seq for message in messages]))
        .values(available_at=func.clock_timestamp(), attempts=OutboxMessage.attempts - 1, last_error=error)
    )


def finish(connection: Executing, outcomes: dict[UUID, str], queues: list[str]) -> None:
    """Note what a receiving service acknowledged; only messages for its own queues are touched.

    An outcome that begins with `refused` is final: sending again cannot help, an operator has to look.
    """
    connection.execute(FINISH, {"ids": list(outcomes), "outcomes": list(outcomes.values()), "queues": queues})


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
