"""What did not arrive is looked at, sent again or given up by an operator: on record, and without acting twice."""

import json
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest
from click.testing import CliRunner
from sqlalchemy import text

from services.review.cli import cli
from shared.messaging import operating, outbox
from shared.messaging.inbox import MOST_UNFINISHED_DELIVERIES, note_delivery
from shared.messaging.relay import envelope_of
from shared.messaging.tables import OutboxMessage
from tests.audit.reading import entries
from tests.messaging.conftest import effects, outbox_rows, publish
from tests.messaging.worker import FAILS_ALWAYS, consumers, db

pytestmark = pytest.mark.usefixtures("empty_tables")
REASON = "接收方已修复"
DEEDS = ("review.command.messages-replay", "review.command.messages-discard")


def command(*arguments: str) -> Any:
    """What a command of the review service answers."""
    answer = CliRunner().invoke(cli, arguments, catch_exceptions=False)
    assert answer.exit_code == 0, answer.output
    return json.loads(answer.stdout)


def receive(message: OutboxMessage) -> str | None:
    """One delivery of a message, acknowledged."""
    outcome = consumers.receive(consumers.receivers["review.assign_case"], envelope_of("review", message))
    with db.transaction() as session:
        outbox.finish(session, {message.id: outcome or ""}, ["review"])
    return outcome


def refused() -> OutboxMessage:
    """A message that has killed five workers and is dead now."""
    publish()
    with db.at_once() as connection:
        for _ in range(MOST_UNFINISHED_DELIVERIES):
            note_delivery(connection, envelope_of("review", outbox_rows()[-1]))
    receive(outbox_rows()[-1])
    return outbox_rows()[-1]


def expired(*, acted: bool) -> OutboxMessage:
    """A message that nobody has acknowledged for a week, whether or not it has acted."""
    publish()
    message = outbox_rows()[-1]
    if acted:
        consumers.receive(consumers.receivers["review.assign_case"], envelope_of("review", message))
    with db.transaction() as session:
        session.execute(text("UPDATE outbox_message SET created_at = now() - interval '8 days'"))
        outbox.bury_expired(session)
    return outbox_rows()[-1]


def dead() -> int:
    with db.reading() as session:
        return outbox.status(session).dead


def test_a_refused_message_is_sent_again_under_a_new_id_and_acts() -> None:
    message = refused()

    command("messages-replay", "--reason", REASON, str(message.id))

    assert dead() == 0
    again = outbox_rows()[-1]
    assert again.id != message.id
    assert again.headers["again"] == str(message.id)
    assert receive(again) == "applied"
    assert effects(UUID(message.aggregate_id)) == [1]


@pytest.mark.parametrize("acted", [True, False])
def test_an_expired_message_is_sent_again_and_acts_once_even_if_it_had(acted: bool) -> None:
    message = expired(acted=acted)

    command("messages-replay", "--reason", REASON, "--dead", "--name", message.name)

    [again] = outbox_rows()
    assert (again.id, again.dead_at, again.attempts) == (message.id, None, 0)
    assert receive(again) == "applied"
    assert effects(UUID(message.aggregate_id)) == [1]
    with db.transaction() as session:
        outbox.bury_expired(session)  # its week begins anew
    assert dead() == 0


def test_what_is_discarded_is_never_sent_again() -> None:
    message = refused()

    assert [one["id"] for one in command("messages-discard", "--reason", "重复", str(message.id))] == [str(message.id)]

    given_up, told = outbox_rows()
    assert (given_up.last_error, given_up.dead_at, given_up.acknowledged_at is not None) == (
        "discarded: 重复",
        None,
        True,
    )
    assert (told.receiver, told.name, told.payload) == (message.receiver, "message.discarded", {})


def failing() -> OutboxMessage:
    """A message whose handler fails, however often it comes."""
    publish(FAILS_ALWAYS)
    message = outbox_rows()[-1]
    assert consumers.receive(consumers.receivers["review.assign_case"], envelope_of("review", message)) is None
    return message


def unfinished() -> bool:
    with db.reading() as session:
        return operating.oldest_unfinished(session) > 0


def test_what_is_discarded_ends_at_its_receiver_which_is_told_twice_and_late() -> None:
    message = failing()
    assert unfinished()

    command("messages-discard", "--reason", REASON, str(message.id))
    told = outbox_rows()[-1]

    assert [receive(told), receive(told)] == ["applied", "applied"]
    assert not unfinished()
    assert receive(message) == "discarded"  # a delivery that was still under way
    with db.reading() as session:
        assert outbox.status(session).waiting == 0
    command("messages-discard", "--reason", REASON, str(told.id))
    assert outbox_rows()[-1].id == told.id  # the end of a message has no end of its own


def test_what_has_acted_is_not_said_to_be_discarded() -> None:
    message = expired(acted=True)
    command("messages-discard", "--reason", REASON, str(message.id))

    assert receive(outbox_rows()[-1]) == "applied"
    assert receive(message) == "applied"


def test_a_service_ends_no_message_of_another() -> None:
    message = failing()
    command("messages-discard", "--reason", REASON, str(message.id))
    stranger = msgspec.structs.replace(envelope_of("review", outbox_rows()[-1]), sender="notices")

    consumers.receive(consumers.receivers["review.assign_case"], stranger)

    assert unfinished()


@pytest.mark.parametrize("deed", ["messages-replay", "messages-discard"])
def test_a_deed_has_a_row_with_its_reason_and_a_trial_changes_nothing(deed: str) -> None:
    message, before = refused(), len(entries("review", *DEEDS))

    assert command(deed, "--reason", REASON, "--dead", "--dry-run")
    assert command(deed, "--reason", REASON, str(uuid4())) == []
    assert command(deed, "--reason", REASON) == []
    assert (dead(), len(entries("review", *DEEDS))) == (1, before)

    command(deed, "--reason", REASON, "--dead")
    row = entries("review", *DEEDS)[-1]
    assert (row.act, row.details["reason"], row.details["messages"]) == (
        f"review.command.{deed}",
        REASON,
        [str(message.id)],
    )


def test_what_has_not_arrived_is_listed_and_shown_without_numbers() -> None:
    message = refused()
    waiting = publish()
    with db.transaction() as session:
        session.execute(text("""UPDATE outbox_message SET payload = payload || '{"phone": "13812345678"}'"""))

    listed = command("messages-list")
    assert [one["aggregate_id"] for one in listed] == [message.aggregate_id, str(waiting)]
    assert [one["id"] for one in command("messages-list", "--dead")] == [str(message.id)]
    assert command("messages-list", "--older", "10") == []
    assert command("messages-show", str(message.id))["payload"]["phone"] == "***"
    assert command("messages-show", str(uuid4())) is None
