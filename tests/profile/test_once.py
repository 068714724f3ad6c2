"""Idempotency-Key: what is sent twice is done once."""

from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

from services.profile.db import db
from services.profile.models import RecordStatus
from tests.apps import service_app
from tests.profile.builders import at_once, bearer, entry_of, make_record, messages, submissions_of, work

KEY = "b7e0c5f2-form-1"


def post(client: FlaskClient, person_id: UUID, path: str, body: Any, key: str | None = KEY) -> TestResponse:
    headers = bearer(person_id) | ({"Idempotency-Key": key} if key else {})
    return client.post(path, json=body, headers=headers)


def jobs(client: FlaskClient, person_id: UUID) -> int:
    return len(client.get("/record", headers=bearer(person_id)).json["sections"]["work_experience"])


JOBS = "/record/sections/work_experience/entries"


def test_an_entry_that_is_sent_twice_is_added_once_and_answered_alike(client: FlaskClient) -> None:
    person_id = make_record()

    first, second = (post(client, person_id, JOBS, {"data": work()}) for _ in range(2))

    assert (first.status_code, first.json) == (second.status_code, second.json)
    assert (first.status_code, jobs(client, person_id)) == (201, 2)


def test_of_eight_at_once_one_is_done_and_all_are_answered_alike() -> None:
    person_id, app = make_record(), service_app("profile")

    answers = at_once(*[lambda: post(app.test_client(), person_id, JOBS, {"data": work()})] * 8)

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json["id"] for answer in answers}) == 1


def test_a_saved_change_is_answered_again_and_not_taken_for_anothers(client: FlaskClient) -> None:
    person_id = make_record()
    entry = entry_of(person_id, "work_experience")
    headers = bearer(person_id) | {"If-Match": '"1"', "Idempotency-Key": KEY}

    answers = [client.put(f"/record/entries/{entry.id}", json={"data": work()}, headers=headers) for _ in range(2)]

    assert [(answer.status_code, answer.json["version"]) for answer in answers] == [(200, 2)] * 2


def test_a_record_that_is_handed_in_twice_is_handed_in_once(client: FlaskClient) -> None:
    person_id = make_record()

    answers = [post(client, person_id, "/record/submission", None) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert (len(submissions_of(person_id)), len(messages("review.requested"))) == (1, 1)


def test_a_wish_that_is_sent_twice_opens_one_request(client: FlaskClient) -> None:
    person_id = make_record(RecordStatus.APPROVED)
    wish = {
        "section": "work_experience",
        "entry_id": str(entry_of(person_id, "work_experience").id),
        "action": "modify",
        "data": work(duty="副主任医师"),
        "reason": "职务变动",
    }

    answers = [post(client, person_id, "/change-requests", wish) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json == answers[1].json


def test_a_key_that_stands_for_something_else_is_refused(client: FlaskClient) -> None:
    person_id = make_record()
    post(client, person_id, JOBS, {"data": work()})

    for path, body in ((JOBS, {"data": work(duty="x")}), ("/record/submission", None)):
        answer = post(client, person_id, path, body)
        assert (answer.status_code, answer.json["error"]) == (422, "idempotency_key_reused")


def test_what_was_refused_may_be_put_right_under_the_same_key(client: FlaskClient) -> None:
    person_id = make_record()

    assert post(client, person_id, JOBS, {"data": {"start_month": "x"}}).status_code == 422
    assert post(client, person_id, JOBS, {"data": work()}).status_code == 201


def test_two_people_may_use_the_same_key(client: FlaskClient) -> None:
    assert [post(client, make_record(), JOBS, {"data": work()}).status_code for _ in range(2)] == [201, 201]


@pytest.mark.parametrize("key", ["", "short", "x" * 65, "with space", "键" * 8])
def test_a_key_is_of_the_form_that_is_kept(client: FlaskClient, key: str) -> None:
    answer = post(client, make_record(), JOBS, {"data": work()}, key.encode().decode("latin-1") or " ")

    assert (answer.status_code, answer.json["error"]) == (422, "idempotency_key_malformed")


def test_answers_are_kept_for_a_day(client: FlaskClient) -> None:
    person_id = make_record()
    post(client, person_id, JOBS, {"data": work()})
    with db.transaction() as session:
        session.execute(text("UPDATE answered_request SET created_at = created_at - interval '25 hours'"))

    post(client, person_id, JOBS, {"data": work()})

    assert jobs(client, person_id) == 3
