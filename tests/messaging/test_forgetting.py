"""Messages that are over are forgotten, and none so early that it could act twice or undo what is newer."""

from datetime import timedelta
from uuid import UUID, uuid4

import msgspec
import pytest
from sqlalchemy import Uuid, func, select, text

from shared.messaging import operating, outbox
from shared.messaging.envelope import Envelope
from shared.messaging.forgetting import REMEMBERED, REPLAYABLE, forget_old, is_forgotten
from shared.messaging.operating import Choice, TooOldToReplay
from shared.messaging.outbox import DEAD_AFTER
from shared.messaging.tables import InboxMessage
from tests.messaging.conftest import effects, envelope_for, outbox_rows, publish
from tests.messaging.test_inbox import receive
from tests.messaging.worker import db

pytestmark = pytest.mark.usefixtures("empty_tables")

DAY = timedelta(days=1)


def aged(envelope: Envelope, age: timedelta) -> Envelope:
    """The message as if it had been made so long ago, in the outbox too."""
    with db.transaction() as session:
        made = session.scalars(select(func.uuidv7(-age, type_=Uuid))).one()
        change = text("UPDATE outbox_message SET id = :made, created_at = now() - :age WHERE id = :id")
        session.execute(change, {"made": made, "age": age, "id": envelope.id})
    return msgspec.structs.replace(envelope, id=made)


def forget() -> None:
    with db.transaction() as session:
        forget_old(session)


def known() -> set[UUID]:
    with db.reading() as session:
        return set(session.scalars(select(InboxMessage.id)))


def finish(envelope: Envelope, outcome: str = "applied") -> None:
    with db.transaction() as session:
        outbox.finish(session, {envelope.id: outcome}, ["review"])


def test_a_receiver_remembers_longer_than_anybody_may_send_again() -> None:
    assert REMEMBERED > REPLAYABLE + DEAD_AFTER


def test_a_message_that_may_be_sent_again_is_still_known_and_acts_once() -> None:
    envelope = aged(envelope_for(case := uuid4()), REMEMBERED - DAY)
    assert receive(envelope) == "applied"

    forget()

    assert receive(envelope) == "applied"
    assert effects(case) == [1]


def test_what_is_older_is_forgotten_and_refused_whatever_it_says() -> None:
    """It would act twice, or undo what is newer: both are forgotten."""
    known_once = aged(envelope_for(case := uuid4(), 2), REMEMBERED - DAY)
    receive(known_once)
    with db.transaction() as session:
        later = session.scalars(select(func.uuidv7(-(REMEMBERED + DAY), type_=Uuid))).one()
        session.execute(text("UPDATE inbox_message SET id = :later"), {"later": later})

    forget()

    assert known() == set()
    for version in (1, 2):
        old = msgspec.structs.replace(known_once, id=later, aggregate_version=version)
        assert receive(old) == "refused: older than what the inbox remembers"
    assert effects(case) == [2]
    assert known() == set()


def test_finished_messages_go_and_those_that_are_not_stay() -> None:
    finished, young, waiting, dead = (envelope_for(uuid4()) for _ in range(4))
    finished, waiting, dead = (aged(one, REPLAYABLE + DAY) for one in (finished, waiting, dead))
    finish(finished)
    finish(young)
    finish(dead, "refused: broken")

    forget()

    assert {row.id for row in outbox_rows()} == {young.id, waiting.id, dead.id}


def test_a_message_that_its_receiver_may_soon_have_forgotten_is_not_sent_again() -> None:
    envelope = aged(envelope_for(uuid4()), REPLAYABLE + DAY)
    finish(envelope, "refused: broken")

    with pytest.raises(TooOldToReplay, match="60 天"), db.transaction() as session:
        operating.replay(session, Choice(ids=[envelope.id]), "再试")

    (row,) = outbox_rows()
    assert row.dead_at
    with db.transaction() as session:
        assert operating.discard(session, Choice(ids=[envelope.id]), "不再需要") == [envelope.id]


def test_only_some_are_forgotten_at_a_time_along_the_keys() -> None:
    """Whatever lies there: no round reads more than it removes."""
    publish()
    with db.transaction() as session:
        session.execute(text("SET LOCAL enable_seqscan = off"))
        session.execute(text("SET LOCAL enable_bitmapscan = off"))
        bound = "(SELECT uuidv7(interval '-90 days'))"
        for table in ("inbox_message", "outbox_message"):
            plan = session.scalars(text(f"EXPLAIN SELECT FROM {table} WHERE id < {bound} ORDER BY id LIMIT 5000"))
            assert "Index Cond: (id < (InitPlan" in "\n".join(plan)


def test_ids_that_tell_no_time_are_never_too_old() -> None:
    assert not is_forgotten(uuid4())
