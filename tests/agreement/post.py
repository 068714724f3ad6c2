"""The post between the services, in one process: what each has told is brought to its receivers, as the workers do."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import func, select, update

from services.auth.consumers import consumers as auth
from services.notices.consumers import consumers as notices
from services.profile.consumers import consumers as profile
from services.review.consumers import consumers as review
from shared.messaging.inbox import Consumers
from shared.messaging.relay import envelope_of
from shared.messaging.tables import OutboxMessage

PLACES: dict[str, Consumers] = {place.queue: place for place in (auth, profile, review, notices)}


def carry(*names: str) -> None:
    """Bring all that waits, or only messages of these names, and what is told in answer, until nothing waits."""
    while True:
        waiting = [(place, row) for place in PLACES.values() for row in told(place, names, waiting=True)]
        if not waiting:
            return
        for place, row in waiting:
            bring(place, row)


def carry_again(*names: str, disorder: Callable[[list[Any]], None] = lambda _: None) -> None:
    """Bring all messages of these names once more, whoever has acknowledged them; in another order if asked to."""
    old = [(place, row) for place in PLACES.values() for row in told(place, names, waiting=False)]
    disorder(old)
    for place, row in old:
        bring(place, row)


def bring(sender: Consumers, row: OutboxMessage) -> None:
    """One delivery; the sender hears of it if it was dealt with."""
    place = PLACES[row.queue]
    if place.receive(place.receivers[row.receiver], envelope_of(sender.db.service, row)) is not None:
        with sender.db.transaction() as session:
            heard = update(OutboxMessage).where(OutboxMessage.id == row.id)
            session.execute(heard.values(acknowledged_at=func.clock_timestamp()))


def forget() -> None:
    """Nothing that has been told until now is brought to anybody."""
    for place in PLACES.values():
        with place.db.transaction() as session:
            session.execute(update(OutboxMessage).values(acknowledged_at=func.clock_timestamp()))


def told(place: Consumers, names: tuple[str, ...], *, waiting: bool) -> list[OutboxMessage]:
    """What a service has told others, or what of it waits."""
    found = select(OutboxMessage).where(OutboxMessage.queue.in_(PLACES)).order_by(OutboxMessage.seq)
    if names:
        found = found.where(OutboxMessage.name.in_(names))
    if waiting:
        found = found.where(OutboxMessage.acknowledged_at.is_(None))
    with place.db.reading() as session:
        return list(session.scalars(found))
