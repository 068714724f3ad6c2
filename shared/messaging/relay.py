"""The process between a service's outbox and the broker: `python -m shared.messaging.relay <service>`.

It sleeps until the database notifies it of a commit (or a second has passed), and sends what is due to every queue that
has room. On the way it links the audit log. Any number of relays may run for a service.
"""

import signal
import sys
from contextlib import suppress
from datetime import UTC, datetime
from itertools import groupby
from threading import Event
from time import monotonic
from typing import Any

import psycopg
import redis
import structlog
from sqlalchemy import Row, make_url
from sqlalchemy.exc import DBAPIError

from shared.addresses import get_in
from shared.audit import chain, heads, outside
from shared.db import CONNECT_TIMEOUT, NOTHING_HEARD, Database
from shared.files import StoreAway
from shared.logging import configure_logging
from shared.messaging import clock, forgetting, outbox, progress
from shared.messaging.broker import connect, lay
from shared.messaging.broker_keys import KEY_PREFIX
from shared.messaging.contracts import QUEUES
from shared.messaging.envelope import Envelope
from shared.messaging.tables import OutboxMessage
from shared.production import refuse_what_is_unsafe
from shared.settings import SERVICES, settings

MANY = outbox.QUEUE_LIMIT // 10
WAKE_SECONDS = 1.0
SHORTEST_PAUSE_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 5.0
MINUTE = 60.0

log = structlog.get_logger()


class Relay:
    """Sends the due messages of one service."""

    def __init__(self, db: Database, broker: redis.Redis) -> None:
        self.db = db
        self.broker = broker
        self.told = 0  # up to which position signed heads of the audit log are known to lie outside
        self.lying: dict[str, int] = {}  # in each queue, when we last heard of it

    def send_due(self) -> int:
        """Send what is due to the queues that have room; returns how many were sent.

        Raises redis' errors if the broker takes nothing; nothing is lost by that.
        """
        self._look_at_full_queues()
        with self.db.at_once() as connection:
            messages, sent = outbox.claim_due(connection, self.lying), 0
            try:
                for queue, some in groupby(messages, lambda message: message.queue):
                    envelopes = [envelope_of(self.db.service, message) for message in some]
                    self.lying[queue] = lay(self.broker, queue, envelopes)
                    sent += len(envelopes)
            except Exception as error:
                outbox.release(connection, messages[sent:], repr(error)[:500])
                raise
        return sent

    def _look_at_full_queues(self) -> None:
        """Ask how many lie where there were many, or nobody knows; of the others our own sending tells enough."""
        for queue in QUEUES:
            if self.lying.get(queue, MANY) >= MANY:
                self.lying[queue] = int(self.broker.llen(f"{KEY_PREFIX}{queue}"))

    def look_round(self) -> None:
        """What is done once a minute: give up what is a week old, ring clocks, sign the audit log, forget."""
        with self.db.transaction() as session:
            outbox.bury_expired(session)
            clock.ring_due(session, self.db.service, datetime.now(UTC))
            heads.sign_due(session, self.db.service, datetime.now(UTC))
        self.tell_heads()
        with self.db.transaction() as session:
            forgetting.forget_old(session)

    def tell_heads(self) -> None:
        """Keep the signed heads outside the database; a place that is away is asked again in a minute."""
        store = outside.outside()
        if store is None:
            return
        with self.db.reading() as session:
            signed = heads.heads_of(session, self.db.service, self.told)
        if signed:
            # The store has told the log why; messages don't wait for it.
            with suppress(StoreAway):
                self.told = outside.tell(store, signed)

    def ping_idle(self) -> None:
        """What is done twice a minute: give each queue of this service something to take, if it has nothing."""
        for queue in progress.queues_of(self.db.service):
            if not self.broker.llen(f"{KEY_PREFIX}{queue}"):
                progress.ping(self.broker, self.db.service, queue)

    def link_audit(self) -> None:
        """What is done once a second: add what is finished to the chain of the audit log."""
        linked = chain.BATCH
        while linked == chain.BATCH:
            with self.db.transaction() as session:
                linked = chain.link(session, self.db.service)


def envelope_of(service: str, message: OutboxMessage | Row[Any]) -> Envelope:
    """The outbox row as it travels."""
    return Envelope(
        id=message.id,
        sender=service,
        receiver=message.receiver,
        name=message.name,
        schema_version=message.schema_version,
        aggregate_type=message.aggregate_type,
        aggregate_id=message.aggregate_id,
        aggregate_version=message.aggregate_version,
        payload=message.payload,
        headers=message.headers,
    )


def run(service: str, stopping: Event) -> None:
    """Send until told to stop; a database or a broker that is away is waited for with growing pauses."""
    relay = Relay(Database(service), connect())
    pause = 0.0
    while not stopping.wait(pause):
        began = monotonic()
        progress.made(f"{service}-relay")
        try:
            _listen(relay, stopping)
        except (DBAPIError, psycopg.Error, redis.RedisError) as error:
            pause = next_pause(pause, worked_for=monotonic() - began)
            log.warning("relay waits", service=service, seconds=pause, error=type(error).__name__)


def next_pause(pause: float, *, worked_for: float) -> float:
    """The pause after a failure: twice the last one, and a short one again for what had worked a while in between."""
    if worked_for > LONGEST_PAUSE_SECONDS:
        return SHORTEST_PAUSE_SECONDS
    return min(LONGEST_PAUSE_SECONDS, max(SHORTEST_PAUSE_SECONDS, pause * 2))


def _listening(url: str) -> psycopg.Connection:
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(plain, autocommit=True, connect_timeout=CONNECT_TIMEOUT, **NOTHING_HEARD)


def _listen(relay: Relay, stopping: Event) -> None:
    with get_in(lambda: settings.database_urls(relay.db.service), _listening, psycopg.OperationalError) as listening:
        listening.execute(f"LISTEN {outbox.CHANNEL}")
        look_at = link_at = ping_at = monotonic()
        while not stopping.is_set():
            if monotonic() >= link_at:
                relay.link_audit()
                link_at = monotonic() + WAKE_SECONDS
            if monotonic() >= look_at:
                relay.look_round()
                look_at = monotonic() + MINUTE
            if monotonic() >= ping_at:
                relay.ping_idle()
                ping_at = monotonic() + progress.PING_SECONDS
            progress.made(f"{relay.db.service}-relay")
            if not relay.send_due():
                for _ in listening.notifies(timeout=WAKE_SECONDS, stop_after=1):
                    pass


def main() -> None:
    """Run the relay of the service named on the command line until SIGTERM or Ctrl-C."""
    service = sys.argv[1]
    if service not in SERVICES:
        raise SystemExit(f"unknown service: {service}")
    configure_logging(f"{service}-relay")
    refuse_what_is_unsafe()
    stopping = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    log.info("relay ready", service=service)
    run(service, stopping)


if __name__ == "__main__":
    main()
