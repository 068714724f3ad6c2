"""What a person is answered tells in which role something was decided, never by whom."""

import json
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient

from services.profile.db import db
from services.profile.models import RecordStatus
from services.profile.operations.settle import note_holder
from services.profile.own_data import own_data
from tests.profile.builders import REVIEWER, ask, bearer, case_pass, decide_change, make_record, submissions_of
from tests.profile.test_settlement import assigned

OWN = ("/record", "/record/status", "/record/log", "/submissions", "/change-requests")


@pytest.fixture
def reviewed() -> tuple[UUID, list[UUID]]:
    """Somebody about whom the reviewer has decided in every way."""
    person_id = make_record(RecordStatus.APPROVED)
    requests = [ask(person_id)]
    decide_change(requests[0], "return")
    requests.append(ask(person_id))
    decide_change(requests[1])
    requests.append(ask(person_id, reason="再次更正", data={**applied(), "duty": "主任医师"}))
    with db.transaction() as session:
        note_holder(session, assigned(person_id))
    return person_id, requests


def applied() -> dict[str, str]:
    return {"start_month": "2003-07", "unit_name": "石家庄市第一医院", "tech_work": "心血管内科诊疗"}


def test_no_answer_to_the_person_says_who_decided(client: FlaskClient, reviewed: tuple[UUID, list[UUID]]) -> None:
    person_id, requests = reviewed
    addresses = [*OWN, *(f"/change-requests/{request}" for request in requests)]
    addresses += [f"/submissions/{submission.id}" for submission in submissions_of(person_id)]

    for address in addresses:
        answer = client.get(address, headers=bearer(person_id))
        assert answer.status_code == 200, address
        assert str(REVIEWER) not in answer.text, address
    assert "unit_reviewer" in client.get("/record", headers=bearer(person_id)).text


def test_the_copy_of_the_own_data_does_not_say_it_either(reviewed: tuple[UUID, list[UUID]]) -> None:
    with db.reading() as session:
        everything = json.dumps(own_data(session, reviewed[0]), default=str)

    assert str(REVIEWER) not in everything


def test_a_reviewer_who_looks_at_a_case_learns_no_more_of_other_reviewers_from_profile(
    client: FlaskClient, reviewed: tuple[UUID, list[UUID]]
) -> None:
    person_id, requests = reviewed
    colleague = uuid4()
    headers = case_pass(colleague, person_id, requests[0])

    assert str(REVIEWER) not in client.get(f"/change-requests/{requests[0]}", headers=headers).text
