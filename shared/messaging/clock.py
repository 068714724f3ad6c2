"""What is done by the clock: a service's relay rings, and its worker acts as on any other message.

The stroke is a row of the outbox like any other, so it is lost as little as they are. It only says that it is time:
whoever hears it looks for what is due by its date. A service that was down for days therefore hears one stroke and
misses nothing.
"""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shared.beijing import at_hour, day_of
from shared.locks import Lock, is_free
from shared.messaging.clocks import CLOCKS, DailyClock
from shared.messaging.contracts import queue_of
from shared.messaging.outbox import publish, waiting
from shared.messaging.tables import InboxMessage, OutboxMessage


def ring_due(session: Session, service: str, now: datetime) -> None:
    """Ring the clocks of a service whose hour has come and that have not been heard since.

    One stroke at a time: while one waits to be heard there is no other. Of several relays one rings; the others need
    not wait for it.
    """
    if not is_free(session, Lock.STRIKING_CLOCKS):
        return
    for clock in CLOCKS.get(service, ()):
        struck_at = _last_hour(clock, now)
        if not _under_way(session, clock) and not _heard_since(session, clock, struck_at):
            day = day_of(struck_at)
            publish(session, clock(version=day.toordinal(), day=day))


def _last_hour(clock: type[DailyClock], now: datetime) -> datetime:
    struck_at = at_hour(day_of(now), clock.hour)
    return struck_at if struck_at <= now else struck_at - timedelta(days=1)


def _under_way(session: Session, clock: type[DailyClock]) -> bool:
    own = OutboxMessage.receiver.in_(clock.receivers)
    queues = list(map(queue_of, clock.receivers))
    return session.scalar(select(OutboxMessage.seq).where(waiting(queues), own).limit(1)) is not None


def _heard_since(session: Session, clock: type[DailyClock], struck_at: datetime) -> bool:
    """A clock is heard by its own service, whose inbox says when."""
    heard = select(func.max(InboxMessage.processed_at)).where(
        InboxMessage.aggregate_type == clock.aggregate, InboxMessage.receiver.in_(clock.receivers)
    )
    last: datetime | None = session.scalar(heard)
    return last is not None and last >= struck_at
