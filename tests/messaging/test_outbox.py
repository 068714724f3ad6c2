"""A message is told if and only if what it tells of was committed, and stays until its receiver has it."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import msgspec
import pytest
from redis.exceptions import OutOfMemoryError
from sqlalchemy import text

from shared.messaging import outbox
from shared.messaging.acknowledgement import receipt
from shared.messaging.broker_keys import KEY_PREFIX
from shared.messaging.contracts import CaseOpened, ReviewWithdrawn
from shared.messaging.envelope import Envelope
from shared.messaging.relay import Relay, next_pause
from tests.messaging.conftest import broker, effects, envelope_for, make_all_due, outbox_rows, publish
from tests.messaging.worker import consumers, db

pytestmark = pytest.mark.usefixtures("empty_tables")


@pytest.fixture
def hand_relay() -> Relay:
    """The relay's work, done when the test says so."""
    return Relay(db, broker())


def test_what_was_rolled_back_is_told_to_nobody() -> None:
    with db.transaction() as session:
        outbox.publish(session, CaseOpened(version=1, case_id=uuid4()))
        session.rollback()

    assert outbox_rows() == []


def test_every_receiver_gets_a_row_of_its_own() -> None:
    with db.transaction() as session:
        gone = ReviewWithdrawn(version=2, kind="record", subject_id=uuid4(), person_id=uuid4(), section=None)
        outbox.publish(session, gone)

    assert {row.receiver for row in outbox_rows()} == set(ReviewWithdrawn.receivers)
    assert len({row.id for row in outbox_rows()}) == len(ReviewWithdrawn.receivers)


def test_a_sent_message_is_not_finished_before_it_is_acknowledged(hand_relay: Relay) -> None:
    publish()

    assert hand_relay.send_due() == 1
    with db.reading() as session:
        assert outbox.status(session).sent_not_acknowledged == 1


def test_a_message_that_is_planned_for_later_is_not_counted_as_late() -> None:
    message = CaseOpened(version=1, case_id=uuid4())
    with db.transaction() as session:
        outbox.publish(session, message, not_before=datetime.now(UTC) + timedelta(days=1))

    with db.reading() as session:
        now = outbox.status(session)
    assert (now.waiting, now.planned > 0, now.oldest_age) == (0, True, 0.0)


def test_the_pause_before_a_message_is_sent_again_grows(hand_relay: Relay) -> None:
    publish()
    pauses = []
    for _ in range(4):
        make_all_due()
        assert hand_relay.send_due() == 1
        [row] = outbox_rows()
        assert row.sent_at is not None
        pauses.append((row.available_at - row.sent_at).total_seconds())

    assert [round(pause / 0.8) >= 10 * 2**n for n, pause in enumerate(pauses)] == [True] * 4
    assert pauses == sorted(pauses)


def test_what_lies_behind_many_is_sent_again_after_they_have_had_their_time() -> None:
    publish()
    with db.transaction() as session:
        [claimed] = outbox.claim_due(session, {"review": 900})

    assert (claimed.available_at - claimed.sent_at).total_seconds() >= 900 * outbox.SECONDS_IN_LINE + 8


def test_of_a_queue_that_was_full_the_relay_hears_when_it_has_room_again(hand_relay: Relay) -> None:
    broker().lpush(f"{KEY_PREFIX}review", *["waiting"] * outbox.QUEUE_LIMIT)
    publish()
    assert hand_relay.send_due() == 0

    broker().delete(f"{KEY_PREFIX}review")

    assert hand_relay.send_due() == 1


def test_what_the_broker_does_not_take_is_given_back_and_due_at_once(hand_relay: Relay) -> None:
    publish()
    publish()
    broker().config_set("maxmemory", 1)
    with pytest.raises(OutOfMemoryError):
        hand_relay.send_due()

    assert [(row.attempts, "OutOfMemory" in (row.last_error or "")) for row in outbox_rows()] == [(0, True)] * 2
    broker().config_set("maxmemory", 0)
    assert hand_relay.send_due() == 2


def test_a_full_queue_is_not_filled_further(hand_relay: Relay) -> None:
    broker().lpush(f"{KEY_PREFIX}review", *["waiting"] * outbox.QUEUE_LIMIT)
    publish()

    assert hand_relay.send_due() == 0


def test_only_the_receiving_service_can_acknowledge() -> None:
    publish()
    [row] = outbox_rows()
    _acknowledge("notices", row.id, "applied")
    assert outbox_rows()[0].acknowledged_at is None

    _acknowledge("review", row.id, "applied")
    assert outbox_rows()[0].acknowledged_at is not None


def test_a_refused_message_is_dead_and_keeps_the_reason() -> None:
    publish()
    [row] = outbox_rows()

    _acknowledge("review", row.id, "refused: not what the contract says")

    [row] = outbox_rows()
    assert row.dead_at is not None
    assert row.last_error == "refused: not what the contract says"


def test_a_late_acknowledgement_does_not_wake_the_dead() -> None:
    publish()
    [row] = outbox_rows()
    _acknowledge("review", row.id, "refused: no")
    _acknowledge("review", row.id, "applied")

    assert outbox_rows()[0].acknowledged_at is None


def test_a_message_nobody_acknowledges_is_dead_after_a_week_and_not_before() -> None:
    publish()
    publish()
    with db.transaction() as session:
        for which, age in (("min", "7 days 1 minute"), ("max", "6 days 23 hours")):
            oldest = f"SELECT {which}(seq) FROM outbox_message"
            aged = f"UPDATE outbox_message SET created_at = now() - interval '{age}' WHERE seq = ({oldest})"
            session.execute(text(aged))
        outbox.bury_expired(session)

    assert [row.dead_at is not None for row in outbox_rows()] == [True, False]


def test_two_relays_send_a_message_once(hand_relay: Relay) -> None:
    publish()
    with db.transaction() as first, db.transaction() as second:
        assert len(outbox.claim_due(first, {"review": 0})) == 1
        assert outbox.claim_due(second, {"review": 0}) == []


def test_a_message_takes_the_way_from_outbox_to_effect(hand_relay: Relay) -> None:
    envelope = envelope_for(uuid4())
    receiver = consumers.receivers[envelope.receiver]

    assert consumers.receive(receiver, envelope) == "applied"
    assert effects(UUID(envelope.aggregate_id)) == [1]


def _acknowledge(service: str, message_id: UUID, outcome: str) -> None:
    envelope: Envelope = receipt(service, "review", {str(message_id): outcome})
    consumers.hear_acknowledgement(msgspec.to_builtins(envelope))


def test_a_relay_waits_longer_with_each_failure_and_shortly_again_once_it_has_worked() -> None:
    pauses = [0.0]
    for _ in range(6):
        pauses.append(next_pause(pauses[-1], worked_for=0.1))

    assert pauses == [0.0, 0.2, 0.4, 0.8, 1.6, 3.2, 5.0]
    assert next_pause(pauses[-1], worked_for=60) == 0.2
