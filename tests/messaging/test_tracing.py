"""The number of a request, a message or a thing finds the same act in every service, without what was said in it."""

import json
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from structlog.contextvars import bound_contextvars

from shared.messaging import outbox
from shared.messaging.relay import envelope_of
from shared.messaging.tracing import Step, steps
from stack.trace import of_logs
from tests.messaging.conftest import outbox_rows, publish
from tests.messaging.worker import consumers, db

REQUEST = str(uuid4())


def told(*numbers: str) -> list[Step]:
    with db.reading() as session:
        return sorted(steps(session, set(numbers)), key=lambda step: step["at"])


@pytest.mark.usefixtures("empty_tables")
def test_a_message_is_followed_from_its_request_to_its_acknowledgement() -> None:
    with bound_contextvars(request_id=REQUEST):
        case_id = publish()
    publish()
    message = outbox_rows()[0]
    outcome = consumers.receive(consumers.receivers["review.assign_case"], envelope_of("review", message))
    with db.transaction() as session:
        outbox.finish(session, {str(message.id): outcome or ""}, ["review"])

    whole = ["published", "applied", "acknowledged"]
    assert [one["kind"] for one in told(REQUEST)] == ["published", "acknowledged"]
    assert {one["message"] for one in told(REQUEST)} == {str(message.id)}
    assert [one["kind"] for one in told(REQUEST, str(message.id))] == whole
    assert [one["kind"] for one in told(str(case_id))] == whole
    assert [one["request"] for one in told(str(message.id))] == [REQUEST, None, REQUEST]
    assert told(str(uuid4())) == told("no-such-number") == []


def test_lines_of_people_and_of_machines_are_found_and_masked_and_others_left_out(tmp_path: Path) -> None:
    one, two = datetime(2026, 11, 1, 8, tzinfo=UTC), datetime(2026, 11, 1, 9, tzinfo=UTC)
    text = f"{two.isoformat()} [info     ] page   phone=13800138000 request_id={REQUEST}"
    machine = json.dumps({"timestamp": one.isoformat(), "event": "request", "level": "info", "request_id": REQUEST})
    other = f"{one.isoformat()} [info     ] page   request_id={uuid4()}"
    (tmp_path / "gateway.log").write_text(f"{text}\nTraceback of {REQUEST}\n{other}\n{{broken {REQUEST}\n")
    (tmp_path / "auth-api.log.1").write_text(f"{machine}\n")

    found, since = of_logs(tmp_path, {REQUEST})

    assert [(step["where"], step["what"]) for step in found] == [
        ("auth-api", f"request request_id={REQUEST}"),
        ("gateway", f"[info ] page phone=*** request_id={REQUEST}"),
    ]
    assert since == one.isoformat()


def test_without_log_files_nothing_is_said_to_have_been_looked_at(tmp_path: Path) -> None:
    assert of_logs(tmp_path, {REQUEST}) == ([], None)
