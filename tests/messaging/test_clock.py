"""The clock strikes once for its hour, however many relays ring and however long nobody listened."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest

from services.profile.db import db
from services.profile.exports import exports
from shared.beijing import at_hour
from shared.messaging import clock, outbox
from shared.messaging.clocks import ProfileNightBegan
from shared.messaging.relay import envelope_of
from shared.messaging.tables import OutboxMessage

pytestmark = pytest.mark.usefixtures("clean", "keys")

HOUR = timedelta(hours=1)


@pytest.fixture
def now() -> Iterator[datetime]:
    """A moment in the hour that is heard now: what the inbox notes is the real time."""
    return datetime.now(UTC)


def ring(now: datetime) -> None:
    with db.transaction() as session:
        clock.ring_due(session, "profile", now)


def strokes() -> list[OutboxMessage]:
    with db.reading() as session:
        rung = session.query(OutboxMessage).filter_by(name=ProfileNightBegan.name)
        return list(rung.order_by(OutboxMessage.seq))


def hear(stroke: OutboxMessage) -> None:
    """The worker receives it, and the relay hears of that."""
    receiver = exports.receivers[stroke.receiver]
    outcome = exports.receive(receiver, envelope_of("profile", stroke))
    with db.transaction() as session:
        outbox.finish(session, {stroke.id: outcome or ""}, ["export"])


def test_a_clock_strikes_at_its_hour_and_not_before() -> None:
    ring(at_hour(date(2026, 3, 2), ProfileNightBegan.hour) - timedelta(microseconds=1))
    [before] = strokes()
    hear(before)

    assert before.payload["day"] == "2026-03-01"
    assert before.available_at <= datetime.now(UTC)


def test_several_relays_at_once_ring_one_stroke(now: datetime) -> None:
    with ThreadPoolExecutor(8) as relays:
        list(relays.map(ring, [now] * 32))

    assert len(strokes()) == 1


def test_a_stroke_that_was_heard_is_not_rung_again_before_the_next_day(now: datetime) -> None:
    ring(now)
    hear(strokes()[0])
    ring(now)
    assert len(strokes()) == 1

    ring(now + timedelta(days=1))

    assert len(strokes()) == 2


def test_a_service_that_was_down_for_days_hears_one_stroke(now: datetime) -> None:
    for days in (4, 3, 2, 1, 0):
        ring(now - timedelta(days=days))
    [stroke] = strokes()
    hear(stroke)
    ring(now)

    assert len(strokes()) == 1


def test_a_clock_makes_nothing_that_waits_for_later(now: datetime) -> None:
    ring(now)
    hear(strokes()[0])

    with db.reading() as session:
        assert outbox.status(session).planned == 0


def test_a_service_without_clocks_rings_nothing(now: datetime) -> None:
    with db.transaction() as session:
        clock.ring_due(session, "auth", now)

    assert strokes() == []
