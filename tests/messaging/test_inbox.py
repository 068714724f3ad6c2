"""A message acts once, however often, in whatever order and however broken it arrives."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import permutations
from uuid import UUID, uuid4

import msgspec
import pytest
from sqlalchemy import select, text

from shared.locks import wait_for_thing
from shared.messaging import outbox
from shared.messaging.envelope import Envelope
from shared.messaging.inbox import MOST_UNFINISHED_DELIVERIES, note_delivery
from shared.messaging.tables import InboxMessage
from tests.messaging.conftest import effects, envelope_for, wait_until
from tests.messaging.worker import FAILS_ALWAYS, RUNS_OUT_OF_TIME, consumers, db

pytestmark = pytest.mark.usefixtures("empty_tables")


def receive(envelope: Envelope) -> str | None:
    """One delivery to the receiver that is named in the envelope."""
    return consumers.receive(consumers.receivers["review.assign_case"], envelope)


def noted(envelope: Envelope) -> InboxMessage:
    """What the inbox knows of a message."""
    with db.reading() as session:
        return session.scalars(select(InboxMessage).where(InboxMessage.id == envelope.id)).one()


def about(envelope: Envelope) -> str:
    """What a message is about, as those about the same thing wait for each other."""
    return f"{envelope.aggregate_type}|{envelope.aggregate_id}"


def changed(envelope: Envelope, **values: object) -> Envelope:
    """The envelope with other contents."""
    return msgspec.structs.replace(envelope, **values)


def test_receiving_a_message_twice_acts_once() -> None:
    envelope = envelope_for(case := uuid4())

    assert [receive(envelope), receive(envelope)] == ["applied", "applied"]
    assert effects(case) == [1]


def test_receiving_a_message_eight_times_at_once_acts_once() -> None:
    envelope = envelope_for(case := uuid4())
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(receive, [envelope] * 8))

    assert effects(case) == [1]
    assert "applied" in outcomes


@pytest.mark.parametrize("order", list(permutations([1, 2, 3])))
def test_in_whatever_order_versions_arrive_the_newest_stands_last(order: tuple[int, ...]) -> None:
    case = uuid4()
    envelopes = {version: envelope_for(case, version) for version in (1, 2, 3)}
    outcomes = {version: receive(envelopes[version]) for version in order}

    acted = effects(case)
    assert acted == sorted(acted)
    assert acted[-1] == 3
    assert all(outcome == ("applied" if version in acted else "stale") for version, outcome in outcomes.items())


def test_a_handler_that_raises_leaves_nothing_and_may_try_again_any_number_of_times() -> None:
    envelope = envelope_for(FAILS_ALWAYS)
    for _ in range(MOST_UNFINISHED_DELIVERIES + 3):
        assert receive(envelope) is None

    assert effects(FAILS_ALWAYS) == []
    assert noted(envelope).outcome is None
    assert "a handler with a bug" in (noted(envelope).last_error or "")


def test_a_message_whose_deliveries_end_with_the_worker_is_refused_after_five() -> None:
    envelope = envelope_for(case := uuid4())
    for _ in range(MOST_UNFINISHED_DELIVERIES):
        with db.at_once() as connection:
            note_delivery(connection, envelope)

    assert (receive(envelope) or "").startswith("refused")
    assert effects(case) == []


def test_only_the_note_of_a_delivery_and_a_claim_do_not_wait_for_the_disk() -> None:
    envelope = envelope_for(uuid4())
    with db.engine.connect() as connection:
        connection.execute(text("SET synchronous_commit = on"))
        connection.commit()
        note_delivery(connection, envelope)
        assert connection.scalar(text("SHOW synchronous_commit")) == "off"
        connection.commit()
        assert connection.scalar(text("SHOW synchronous_commit")) == "on"
        assert len(outbox.claim_due(connection, {"review": 0})) == 1
        assert connection.scalar(text("SHOW synchronous_commit")) == "off"
        connection.commit()
        assert connection.scalar(text("SHOW synchronous_commit")) == "on"
        connection.invalidate()


def test_a_connection_that_ends_while_a_message_waits_for_another_costs_nothing_but_time() -> None:
    envelope = envelope_for(case := uuid4())
    waits = "datname = current_database() AND wait_event = 'advisory'"

    def ended() -> bool:
        with db.reading() as session:
            return bool(session.scalar(text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {waits}")))

    with db.transaction() as holding, ThreadPoolExecutor(1) as pool:
        wait_for_thing(holding, about(envelope))
        outcome = pool.submit(receive, envelope)
        wait_until(ended)
        assert outcome.result() is None

    assert (noted(envelope).deliveries, effects(case)) == (0, [])
    assert (receive(envelope), effects(case)) == ("applied", [1])


def test_a_message_that_runs_out_of_time_is_refused_after_five() -> None:
    envelope = envelope_for(RUNS_OUT_OF_TIME)

    outcomes = [receive(envelope) for _ in range(MOST_UNFINISHED_DELIVERIES + 1)]

    assert outcomes == [None] * MOST_UNFINISHED_DELIVERIES + ["refused: 5 deliveries came to no end"]
    assert effects(RUNS_OUT_OF_TIME) == []


def test_a_known_id_with_other_content_is_refused_and_changes_nothing() -> None:
    envelope = envelope_for(case := uuid4())
    receive(envelope)
    forged = changed(envelope, payload={**envelope.payload, "case_id": str(other := uuid4())})

    assert (receive(forged) or "").startswith("refused")
    assert effects(other) == []
    assert effects(case) == [1]
    assert noted(envelope).outcome == "applied"


def test_a_message_signed_for_another_receiver_is_not_touched() -> None:
    envelope = changed(envelope_for(case := uuid4()), receiver="profile.settle")

    assert receive(envelope) is None
    assert effects(case) == []


@pytest.mark.parametrize(
    "payload",
    [{}, {"version": 1}, {"version": "1", "case_id": str(UUID(int=1))}, {"version": 1, "case_id": "x"}, {"extra": 1}],
)
def test_a_payload_that_is_not_what_the_contract_says_is_refused(payload: dict[str, object]) -> None:
    envelope = changed(envelope_for(uuid4()), payload=payload)

    assert (receive(envelope) or "").startswith("refused")


def test_a_message_of_a_future_release_waits_for_the_update() -> None:
    envelope = changed(envelope_for(case := uuid4()), schema_version=2)

    assert receive(envelope) is None
    assert noted(envelope).outcome is None
    assert effects(case) == []


def test_a_worker_knows_its_tables_before_it_has_children() -> None:
    worker, table = "import tests.messaging.worker", "from shared.messaging.tables import InboxMessage as table"
    asked = f"{worker}; {table}; print(table.__mapper__.configured)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)

    assert done.stdout == "True\n"
