"""保存: what may be saved when, by whom, and what of it is shown."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

from services.profile.db import db
from services.profile.models import Entry, RecordStatus
from shared.auth import Role
from tests.profile.builders import ID_NUMBER, bearer, entry_of, make_person, make_record, work

MOBILE = "13812345678"


def add(client: FlaskClient, person_id: UUID, section: str, data: dict[str, Any]) -> TestResponse:
    return client.post(f"/record/sections/{section}/entries", json={"data": data}, headers=bearer(person_id))


def put(client: FlaskClient, person_id: UUID, entry: Entry, data: dict[str, Any], version: str = "") -> TestResponse:
    headers = bearer(person_id) | {"If-Match": version or f'"{entry.version}"'}
    return client.put(f"/record/entries/{entry.id}", json={"data": data}, headers=headers)


@pytest.fixture
def person_id() -> UUID:
    with db.transaction() as session:
        return make_person(session)


def test_what_is_missing_may_be_saved_and_what_is_wrong_may_not(client: FlaskClient, person_id: UUID) -> None:
    assert add(client, person_id, "work_experience", {"duty": "护士"}).status_code == 201

    refused = add(client, person_id, "work_experience", {"start_month": "2003-13", "end_month": "x"})
    assert (refused.status_code, set(refused.json["fields"])) == (422, {"start_month", "end_month"})


@pytest.mark.parametrize("field", ["status", "version", "unit_id", "record_id", "id", "name", "id_number"])
def test_a_field_that_is_not_the_persons_is_refused_by_name(client: FlaskClient, person_id: UUID, field: str) -> None:
    answer = add(client, person_id, "basic_info", {"sex": "2", field: "1"})

    assert (answer.status_code, list(answer.json["fields"])) == (422, [field])


def test_only_the_data_may_be_sent(client: FlaskClient, person_id: UUID) -> None:
    body = {"data": {}, "position": 7}
    answer = client.post("/record/sections/work_experience/entries", json=body, headers=bearer(person_id))

    assert (answer.status_code, list(answer.json["fields"])) == (422, ["position"])


def test_who_has_a_section_of_the_next_release_is_asked_to_wait_and_loses_nothing(client: FlaskClient) -> None:
    person_id = make_record()
    with db.transaction() as session:
        session.execute(text("UPDATE entry SET section = 'section_to_come' WHERE section = 'work_experience'"))

    read = client.get("/record", headers=bearer(person_id))
    handed_in = client.post("/record/submission", headers=bearer(person_id))

    assert {(each.status_code, each.json["error"]) for each in (read, handed_in)} == {(503, "behind_the_release")}
    with db.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM entry WHERE section = 'section_to_come'")) == 1


def test_a_single_section_takes_one_entry_only(client: FlaskClient, person_id: UUID) -> None:
    add(client, person_id, "basic_info", {"sex": "2"})

    assert add(client, person_id, "basic_info", {"sex": "2"}).json["error"] == "too_many_entries"


@pytest.mark.parametrize("status", [RecordStatus.PENDING, RecordStatus.APPROVED])
def test_a_record_under_review_or_approved_is_not_edited(client: FlaskClient, status: RecordStatus) -> None:
    person_id = make_record(status)
    entry = entry_of(person_id, "work_experience")
    headers = bearer(person_id) | {"If-Match": '"1"'}

    answers = [
        add(client, person_id, "work_experience", work()),
        put(client, person_id, entry, work(duty="院长")),
        client.delete(f"/record/entries/{entry.id}", headers=headers),
    ]

    assert [(answer.status_code, answer.json["error"]) for answer in answers] == [(409, "record_not_editable")] * 3


@pytest.mark.parametrize("status", list(RecordStatus))
def test_contact_data_can_be_changed_any_time(client: FlaskClient, status: RecordStatus) -> None:
    person_id = make_record(status)
    entry = entry_of(person_id, "basic_info")
    data = entry.data if status in {RecordStatus.DRAFT, RecordStatus.RETURNED} else {}

    answer = put(client, person_id, entry, data | {"mobile": "13900000001", "email": "new@example.com"})

    assert answer.status_code == 200
    stored = entry_of(person_id, "basic_info")
    assert stored.values == entry.values | {"mobile": "13900000001", "email": "new@example.com"}
    assert (stored.version, stored.content_version) == (2, 1)


def test_required_contact_data_cannot_be_emptied_after_submission(client: FlaskClient) -> None:
    person_id = make_record(RecordStatus.APPROVED)

    answer = put(client, person_id, entry_of(person_id, "basic_info"), {"email": "new@example.com"})

    assert (answer.status_code, list(answer.json["fields"])) == (422, ["mobile"])


def test_contact_data_does_not_open_the_rest(client: FlaskClient) -> None:
    person_id = make_record(RecordStatus.APPROVED)

    answer = put(client, person_id, entry_of(person_id, "basic_info"), {"mobile": MOBILE, "ethnicity": "11"})

    assert (answer.status_code, list(answer.json["fields"])) == (409, ["ethnicity"])


def test_of_two_tabs_the_later_is_told_that_the_entry_has_changed(client: FlaskClient) -> None:
    person_id = make_record()
    entry = entry_of(person_id, "work_experience")

    first = put(client, person_id, entry, work(duty="甲"))
    second = put(client, person_id, entry, work(duty="乙"))

    assert (first.status_code, second.status_code, second.json["error"]) == (200, 412, "changed_meanwhile")
    assert second.json["version"] == first.json["version"] == 2
    assert entry_of(person_id, "work_experience").data["duty"] == "甲"


def test_a_change_without_a_version_is_refused(client: FlaskClient) -> None:
    person_id = make_record()
    address = f"/record/entries/{entry_of(person_id, 'work_experience').id}"

    assert client.put(address, json={"data": work()}, headers=bearer(person_id)).status_code == 428
    assert client.delete(address, headers=bearer(person_id)).status_code == 428


def test_an_entry_can_be_removed_from_a_draft(client: FlaskClient) -> None:
    person_id = make_record()
    entry = entry_of(person_id, "work_experience")

    answer = client.delete(f"/record/entries/{entry.id}", headers=bearer(person_id) | {"If-Match": '"1"'})

    assert answer.status_code == 204
    assert client.get("/record", headers=bearer(person_id)).json["sections"]["work_experience"] == []


def test_numbers_of_people_are_masked_in_answers_and_unreadable_in_the_database(client: FlaskClient) -> None:
    person_id = make_record()

    shown = client.get("/record", headers=bearer(person_id)).get_data(as_text=True)
    with db.reading() as session:
        stored = str(session.execute(text("SELECT * FROM entry")).all() + session.execute(text("TABLE person")).all())

    for number in (ID_NUMBER, MOBILE):
        assert number not in shown
        assert number not in stored
    assert "138****5678" in shown
    assert "1301**********5124" in shown


def test_a_masked_number_that_comes_back_stands_for_the_stored_one(client: FlaskClient) -> None:
    person_id = make_record()
    entry = entry_of(person_id, "basic_info")

    assert put(client, person_id, entry, entry.data | {"mobile": "138****5678"}).status_code == 200
    assert entry_of(person_id, "basic_info").values["mobile"] == MOBILE

    refused = put(client, person_id, entry_of(person_id, "basic_info"), entry.data | {"mobile": "139****5678"})
    assert list(refused.json["fields"]) == ["mobile"]


def test_another_persons_entry_is_not_found(client: FlaskClient, person_id: UUID) -> None:
    entry = entry_of(make_record(), "work_experience")
    headers = bearer(person_id) | {"If-Match": '"1"'}

    assert put(client, person_id, entry, work()).status_code == 404
    assert client.delete(f"/record/entries/{entry.id}", headers=headers).status_code == 404
    assert client.get(f"/submissions/{uuid4()}", headers=bearer(person_id)).status_code == 404


@pytest.mark.parametrize("address", ["/record", "/record/status", "/change-requests", "/sharing"])
def test_the_record_is_for_professionals_who_are_signed_in(client: FlaskClient, address: str, person_id: UUID) -> None:
    assert client.get(address).status_code == 401
    assert client.get(address, headers=bearer(person_id, Role.UNIT_REVIEWER)).status_code == 403


def test_who_signs_in_before_the_record_is_there_is_asked_to_wait(client: FlaskClient) -> None:
    answer = client.get("/record", headers=bearer(uuid4()))

    assert (answer.status_code, answer.json["error"]) == (404, "record_not_ready")


def test_the_status_is_only_sent_when_it_has_changed(client: FlaskClient) -> None:
    person_id = make_record()
    first = client.get("/record/status", headers=bearer(person_id))
    known = bearer(person_id) | {"If-None-Match": first.headers["ETag"]}

    assert client.get("/record/status", headers=known).status_code == 304
    client.post("/record/submission", headers=bearer(person_id))
    changed = client.get("/record/status", headers=known)

    assert (changed.status_code, changed.json["status"]) == (200, "pending")
    assert changed.json["actions"] == ["edit_contact", "withdraw"]
    withdrawn = client.post("/record/withdrawal", headers=bearer(person_id))
    assert (withdrawn.status_code, withdrawn.json["status"]) == (201, "draft")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("", 422),
        ("{", 400),
        ("[]", 422),
        ('"x"', 422),
        ('{"data": []}', 422),
        ('{"data": {"\\ud800": 1}}', 422),
        ('{"data": {}, "\\ud800": 1}', 422),
        ('{"data": {"duty": "\\ud800"}}', 422),
        ('{"data": {"duty": NaN}}', 422),
        ('{"data": {"duty": 1' + "0" * 5000 + "}}", 400),
        ('{"data": ' + '{"a":' * 5000 + "1" + "}" * 5000 + "}", 400),
    ],
)
def test_whatever_is_sent_is_refused_and_never_a_failure_of_ours(
    client: FlaskClient, person_id: UUID, body: str, status: int
) -> None:
    headers = bearer(person_id) | {"Content-Type": "application/json"}

    answer = client.post("/record/sections/work_experience/entries", data=body, headers=headers)

    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
