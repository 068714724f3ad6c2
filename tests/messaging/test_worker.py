"""The real worker and the real relay against what happens to brokers, queues and processes."""

import json
import subprocess
from functools import partial
from uuid import uuid4

import pytest
from sqlalchemy import text

from shared.messaging import outbox
from shared.messaging.celery_app import KEY_PREFIX
from stack.servers import Servers
from tests.messaging.conftest import (
    WORKER,
    broker,
    effects,
    kill,
    make_all_due,
    outbox_rows,
    process,
    publish,
    wait_until,
)
from tests.messaging.worker import KILLS_ITS_WORKER, LOCK, WAITS_FOR_LOCK, db

QUEUE = f"{KEY_PREFIX}review"

pytestmark = pytest.mark.usefixtures("empty_tables")


def all_acknowledged() -> bool:
    """Whether nothing is under way any more."""
    with db.reading() as session:
        now = outbox.status(session)
    return now.waiting == now.sent_not_acknowledged == 0


def resend_what_was_lost() -> None:
    """Let what is no longer at the broker be sent again now; sending again what waits there would only pile up."""
    if not broker().llen(QUEUE):
        make_all_due()


def acted() -> int:
    """How often a message has acted."""
    with db.reading() as session:
        return session.scalar(text("SELECT count(*) FROM effect")) or 0


def poison() -> list[str]:
    """What must not end a worker: shapes that no serializer of ours would write, as they would lie in the broker."""
    properties = {"delivery_info": {"exchange": "", "routing_key": "review"}, "delivery_tag": str(uuid4())}
    properties |= {"correlation_id": "1", "body_encoding": "base64"}
    headers = {"task": "review.assign_case", "id": str(uuid4()), "lang": "py"}
    plain = {"content-type": "application/json", "content-encoding": "utf-8", "properties": properties}
    return [
        "not json",
        "[]",
        "{}",
        '{"a": 1}',
        json.dumps({**plain, "headers": headers, "body": "eyJhIjogMX0="}),
        json.dumps({**plain, "headers": headers, "body": "bm90IGpzb24="}),
        json.dumps({**plain, "headers": {}, "body": "W1tdLCB7fSwge31d"}),
        json.dumps({**plain, "headers": headers, "content-type": "application/x-python-serialize", "body": "gASVAA=="}),
        json.dumps({**plain, "headers": headers, "content-type": "application/x-zhicheng-signed", "body": "W10="}),
        json.dumps({**plain, "headers": {**headers, "task": "os.system"}, "body": "W1tdLCB7fSwge31d"}),
    ]


def test_a_message_reaches_the_other_side_and_is_acknowledged(worker: object, relay: object) -> None:
    case = publish()

    wait_until(lambda: effects(case) == [1])
    wait_until(all_acknowledged)


def test_a_wiped_broker_loses_nothing_and_repeats_nothing(worker: object, relay: object) -> None:
    before = [publish() for _ in range(20)]
    broker().flushall()
    after = [publish() for _ in range(20)]

    def settled() -> bool:
        resend_what_was_lost()
        return all_acknowledged()

    wait_until(settled)
    assert [effects(case) for case in before + after] == [[1]] * 40


def test_a_killed_worker_loses_nothing_and_repeats_nothing(relay: object) -> None:
    cases = [publish() for _ in range(90)]

    def goes_on(before: int) -> bool:
        resend_what_was_lost()
        return acted() > before

    for _ in range(3):
        before = acted()
        with process(*WORKER) as doomed:
            wait_until(partial(goes_on, before))
            kill(doomed)

    def settled() -> bool:
        resend_what_was_lost()
        return all_acknowledged()

    with process(*WORKER):
        wait_until(settled)
    assert [effects(case) for case in cases] == [[1]] * 90


def test_a_message_that_kills_its_worker_ends_dead_and_the_queue_goes_on(worker: object, relay: object) -> None:
    publish(KILLS_ITS_WORKER)

    def dead() -> bool:
        resend_what_was_lost()
        return outbox_rows()[0].dead_at is not None

    wait_until(dead, seconds=90)
    case = publish()
    wait_until(lambda: effects(case) == [1])
    assert effects(KILLS_ITS_WORKER) == []


def test_poison_neither_ends_the_worker_nor_stops_the_queue(worker: "subprocess.Popen[bytes]", relay: object) -> None:
    first = publish()
    wait_until(lambda: effects(first) == [1])
    for content in poison():
        broker().lpush(QUEUE, content)
    case = publish()

    wait_until(lambda: effects(case) == [1])
    assert broker().llen(QUEUE) == 0


def test_a_broker_that_dies_while_a_message_is_in_work_leaves_a_worker_that_goes_on(
    worker: object, relay: object, embedded_servers: Servers
) -> None:
    with db.transaction() as holding:
        holding.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        publish(WAITS_FOR_LOCK)
        wait_until(in_work)
        embedded_servers.kill("valkey")
    wait_until(lambda: effects(WAITS_FOR_LOCK) == [1])
    embedded_servers.start("valkey")

    case = publish()

    def arrived() -> bool:
        resend_what_was_lost()
        return effects(case) == [1]

    wait_until(arrived)
    wait_until(all_acknowledged)
    assert effects(WAITS_FOR_LOCK) == [1]


def in_work() -> bool:
    """Whether a delivery has been noted and not been settled."""
    with db.reading() as session:
        return bool(session.scalar(text("SELECT count(*) FROM inbox_message WHERE outcome IS NULL")))
