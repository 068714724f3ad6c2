"""Hearing from others: a message acts once, however often and in whatever order it arrives."""

from collections.abc import Callable
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
import structlog
from billiard.exceptions import SoftTimeLimitExceeded
from celery import Celery
from sqlalchemy import ColumnElement, Connection, func, text, update
from sqlalchemy.orm import Session, configure_mappers
from structlog.contextvars import bound_contextvars

from shared import spans
from shared.audit.deed import Deed, doing
from shared.db import Database
from shared.locks import wait_for_thing
from shared.messaging import outbox, progress
from shared.messaging.acknowledgement import RECEIVER as ACKNOWLEDGE
from shared.messaging.acknowledgement import Acknowledger
from shared.messaging.contracts import CONTRACTS, QUEUES
from shared.messaging.envelope import Envelope
from shared.messaging.forgetting import is_forgotten
from shared.messaging.message import DISCARDED, Message
from shared.messaging.tables import InboxMessage

MOST_UNFINISHED_DELIVERIES = 5

APPLIED, STALE, GIVEN_UP = "applied", "stale", "discarded"
STEP = "处理消息"  # what a receiver does, where it notes no better word
NOTED = ("id", "receiver", "sender", "name", "aggregate_type", "aggregate_id", "aggregate_version")

Handler = Callable[[Session, Any], None]
Outside = Callable[[Any], Any]

log = structlog.get_logger()


class Refused(Exception):
    """The message can never be dealt with here, however often it is sent."""


class Consumers:
    """The receivers of one queue. `consumes` names them, `register` makes them tasks of a Celery application."""

    def __init__(self, queue: str, db: Database) -> None:
        self.queue = queue
        self.db = db
        self.receivers: dict[str, Receiver] = {}

    def consumes(
        self, contract: type[Message], *, every_version: bool = False, outside: Outside | None = None
    ) -> Callable[[Handler], Handler]:
        """Make the function the receiver of a message; it gets a session and the message, and never commits.

        A message older than one already applied about the same thing is left out as stale, unless `every_version`
        says that each one counts (a note to a person, a line of history). What must not happen inside a transaction
        (a POST to somebody else) is done by `outside` before it, for every version; the function then gets what that
        returned instead of the message.
        """

        def receive(handle: Handler) -> Handler:
            name = f"{self.queue}.{handle.__name__}"
            if name not in contract.receivers:
                raise ValueError(f"{contract.name} does not name {name} as a receiver")
            self.receivers[name] = Receiver(
                name, contract, handle, every_version=every_version or outside is not None, outside=outside
            )
            return handle

        return receive

    def register(self, celery: Celery) -> None:
        """Make each receiver a Celery task of its name, and hear what others acknowledge."""
        configure_mappers()  # before children are born: one that runs out of time at this could use no table again
        service = QUEUES[self.queue]
        acknowledger = Acknowledger(service)
        for receiver in self.receivers.values():
            celery.task(name=receiver.name, shared=False)(self._task(receiver, acknowledger))
        celery.task(name=f"{self.queue}.{progress.PING}", shared=False)(self.hear_ping)
        if self.queue == service:
            celery.task(name=f"{service}.{ACKNOWLEDGE}", shared=False)(self.hear_acknowledgement)

    def _task(self, receiver: "Receiver", acknowledger: Acknowledger) -> Callable[[dict[str, Any]], None]:
        def task(body: dict[str, Any]) -> None:
            envelope = msgspec.convert(body, Envelope)
            outcome = self.receive(receiver, envelope)
            progress.made(self.queue)
            if outcome is not None:
                acknowledger.acknowledge(envelope, outcome)

        return task

    def receive(self, receiver: "Receiver", envelope: Envelope) -> str | None:
        """Deal with one delivery; returns what to acknowledge, or None if the sender shall send again later."""
        if envelope.receiver != receiver.name:
            log.error("message for another receiver", message_id=str(envelope.id), signed_for=envelope.receiver)
            return None
        context = {**envelope.headers, "message_id": str(envelope.id), "cause": str(envelope.id)}
        traced = spans.step(
            self.db.service, receiver.name, envelope.headers.get(spans.HEADER), message_id=str(envelope.id)
        )
        with bound_contextvars(**context), traced, doing(_deed_of(receiver, envelope)):
            try:
                return self._deliver(receiver, envelope)
            except Refused as refusal:
                return self._refuse(envelope, f"refused: {refusal}")
            except (
                SoftTimeLimitExceeded
            ):  # it counts: what runs out of time five times would hold up the queue for a week
                log.error("message ran out of time", receiver=receiver.name)  # noqa: TRY400 - where it was is no reason
                return None
            except Exception as error:  # whatever went wrong: noted, told once, tried again when the sender resends
                log.exception("message failed", receiver=receiver.name, reason=type(error).__name__)
                self._forget_delivery(envelope, error)
                return None

    def _deliver(self, receiver: "Receiver", envelope: Envelope) -> str:
        if is_forgotten(envelope.id):
            raise Refused("older than what the inbox remembers")
        with self.db.at_once() as connection:
            delivery = note_delivery(connection, envelope)
        if delivery.payload_sha256 != envelope.payload_sha256:
            raise Refused("known id with other content")
        if delivery.outcome is not None:
            return delivery.outcome
        if delivery.deliveries > MOST_UNFINISHED_DELIVERIES:
            raise Refused(f"{MOST_UNFINISHED_DELIVERIES} deliveries came to no end")
        if envelope.name == DISCARDED:
            return self._end_discarded(envelope)
        given = receiver.prepare(receiver.read(envelope))
        with self.db.transaction() as session:
            outcome = settle(session, envelope, every_version=receiver.every_version)
            if outcome == APPLIED:
                receiver.handle(session, given)
        return outcome or self._outcome(envelope)

    def _end_discarded(self, envelope: Envelope) -> str:
        """What it is about is not sent any more: it ends here too, if its sender says so and it has not acted."""
        with self.db.transaction() as session:
            settle(session, envelope, every_version=True)
            end(session, UUID(envelope.aggregate_id), GIVEN_UP, InboxMessage.sender == envelope.sender)
        return APPLIED

    def _outcome(self, envelope: Envelope) -> str:
        """What another delivery of the same message, at the same time, made of it."""
        with self.db.reading() as session:
            return session.get_one(InboxMessage, envelope.id).outcome or STALE

    def _refuse(self, envelope: Envelope, outcome: str) -> str:
        log.error("message refused", reason=outcome, name=envelope.name)
        with self.db.transaction() as session:
            end(session, envelope.id, outcome)
        return outcome

    def _forget_delivery(self, envelope: Envelope, error: Exception) -> None:
        """A delivery that raised was no death of the worker, and does not count as one."""
        with self.db.transaction() as session:
            session.execute(
                update(InboxMessage)
                .where(InboxMessage.id == envelope.id)
                .values(deliveries=InboxMessage.deliveries - 1, last_error=repr(error)[:500])
            )

    def hear_ping(self, _: dict[str, Any]) -> None:
        """Nothing is told but that this queue is taken from."""
        progress.made(self.queue)

    def hear_acknowledgement(self, body: dict[str, Any]) -> None:
        """A receiving service says what became of our messages; it can speak only for its own queues."""
        envelope = msgspec.convert(body, Envelope)
        if envelope.receiver != f"{self.queue}.{ACKNOWLEDGE}":
            log.error("acknowledgement for another service", signed_for=envelope.receiver)
            return
        try:
            outcomes = msgspec.convert(envelope.payload.get("outcomes"), dict[UUID, str])
        except msgspec.ValidationError as error:
            log.error("acknowledgement dropped", reason=str(error), sender=envelope.sender)  # noqa: TRY400 - says enough
            return
        with self.db.at_once() as connection:
            outbox.finish(connection, outcomes, progress.queues_of(envelope.sender))


def _deed_of(receiver: "Receiver", envelope: Envelope) -> Deed:
    """A message is a step of something that has its row where it began: it has one of its own if it notes something."""
    actor = envelope.headers.get("actor")
    return Deed(
        act=receiver.name,
        word=STEP,
        actor_id=UUID(actor) if actor else None,
        request_id=envelope.headers.get("request_id"),
        details={"message_id": str(envelope.id)},
    )


class Receiver:
    """One function that receives one message."""

    def __init__(
        self, name: str, contract: type[Message], handle: Handler, *, every_version: bool, outside: Outside | None
    ) -> None:
        self.name = name
        self.contract = contract
        self.handle = handle
        self.every_version = every_version
        self.outside = outside

    def prepare(self, message: Message) -> Any:
        """Do what belongs outside the transaction, and return what the function is to get."""
        return self.outside(message) if self.outside else message

    def read(self, envelope: Envelope) -> Message:
        """The typed message; raises Refused if it is not what the contract says, LookupError if it is of the future."""
        if envelope.name != self.contract.name or envelope.name not in CONTRACTS:
            raise Refused(f"{self.name} does not receive {envelope.name}")
        if envelope.schema_version > self.contract.schema_version:
            raise LookupError(f"{envelope.name} of schema {envelope.schema_version}: this release is older")
        try:
            return msgspec.convert(envelope.payload, self.contract)
        except msgspec.ValidationError as error:
            raise Refused(str(error)) from error


NOTE = text(
    "INSERT INTO inbox_message (id, receiver, sender, name, aggregate_type, aggregate_id, aggregate_version,"
    " payload_sha256) VALUES (:id, :receiver, :sender, :name, :aggregate_type, :aggregate_id, :aggregate_version,"
    " :payload_sha256) ON CONFLICT (id) DO UPDATE SET deliveries = inbox_message.deliveries + 1"
    " RETURNING payload_sha256, deliveries, outcome, set_config('synchronous_commit', 'off', true)"
)
SETTLE = text(
    "UPDATE inbox_message SET processed_at = clock_timestamp(), outcome = CASE WHEN :guarded AND EXISTS ("
    " SELECT FROM inbox_message newer WHERE newer.aggregate_type = :type AND newer.aggregate_id = :about"
    " AND newer.aggregate_version > :version AND newer.sender = :sender AND newer.outcome = 'applied'"
    ") THEN 'stale' ELSE 'applied' END WHERE id = :id AND outcome IS NULL RETURNING outcome"
)


class Delivery(NamedTuple):
    """What the inbox knew after noting a delivery."""

    payload_sha256: bytes
    deliveries: int
    outcome: str | None


def note_delivery(connection: Connection, envelope: Envelope) -> Delivery:
    """Count the delivery, committed at once: the count outlives a worker that is killed by the message.

    It does not wait for the disk: a database that dies was not killed by the message, and what waits for its effect's
    commit waits for this one too.
    """
    about = msgspec.structs.asdict(envelope)
    values = {name: about[name] for name in NOTED} | {"payload_sha256": envelope.payload_sha256}
    sha256, deliveries, outcome, _ = connection.execute(NOTE, values).one()
    return Delivery(sha256, deliveries, outcome)


def end(session: Session, message_id: UUID, outcome: str, *conditions: ColumnElement[bool]) -> None:
    """Write what became of a message that has not acted, and now never will."""
    unfinished = (InboxMessage.id == message_id, InboxMessage.outcome.is_(None), *conditions)
    values = {"outcome": outcome, "processed_at": func.clock_timestamp()}
    session.execute(update(InboxMessage).where(*unfinished).values(values))


def settle(session: Session, envelope: Envelope, *, every_version: bool) -> str | None:
    """Write the outcome before the effect, in the same transaction; others about the same thing wait for it.

    Returns `applied`, `stale` if something newer about that thing has been applied here, or None if another delivery
    has settled the message.
    """
    if not every_version:
        wait_for_thing(session, f"{envelope.aggregate_type}|{envelope.aggregate_id}")
    values = {
        "id": envelope.id,
        "guarded": not every_version,
        "type": envelope.aggregate_type,
        "about": envelope.aggregate_id,
        "version": envelope.aggregate_version,
        "sender": envelope.sender,
    }
    outcome: str | None = session.execute(SETTLE, values).scalar_one_or_none()
    return outcome
