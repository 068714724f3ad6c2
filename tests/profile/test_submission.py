"""提交审核: who may, what freezes, what leaves."""

from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from services.profile.db import db
from services.profile.models import Consent, Record, RecordStatus
from services.profile.operations.first_partner import provide_first_partner
from services.profile.operations.snapshots import digest
from services.profile.operations.submit import RecordIncomplete, submit_record
from shared.workflow import TransitionNotAllowed, history_of
from tests.profile.builders import (
    ID_NUMBER,
    at_once,
    bearer,
    decide,
    make_person,
    make_record,
    messages,
    status_of,
    submissions_of,
)

SUBMITTABLE = {RecordStatus.DRAFT, RecordStatus.RETURNED}


def submit(person_id: UUID) -> UUID:
    with db.transaction() as session:
        return submit_record(session, person_id).id


@pytest.mark.parametrize("status", sorted(SUBMITTABLE))
def test_a_draft_or_returned_record_can_be_submitted(status: RecordStatus) -> None:
    person_id = make_record(status)

    submit(person_id)

    assert status_of(person_id) is RecordStatus.PENDING
    assert messages("review.requested")[-1]["submission_id"] == str(submissions_of(person_id)[-1].id)


@pytest.mark.parametrize("status", sorted(set(RecordStatus) - SUBMITTABLE))
def test_only_draft_and_returned_records_can_be_submitted(status: RecordStatus) -> None:
    person_id = make_record(status)
    told = len(messages("review.requested"))

    with pytest.raises(TransitionNotAllowed):
        submit(person_id)

    assert status_of(person_id) is status
    assert len(messages("review.requested")) == told


def test_of_eight_submissions_at_once_one_passes_and_one_message_leaves() -> None:
    person_id = make_record()

    results = at_once(*[lambda: submit(person_id)] * 8)

    refused = [result for result in results if isinstance(result, TransitionNotAllowed)]
    assert len(refused) == 7
    assert len(messages("review.requested")) == len(submissions_of(person_id)) == 1


def test_an_incomplete_record_is_refused_with_every_missing_field_at_its_place(client: FlaskClient) -> None:
    with db.transaction() as session:
        person_id = make_person(session)

    response = client.post("/record/submission", headers=bearer(person_id))

    assert (response.status_code, response.json["error"]) == (422, "record_incomplete")
    places = {(problem["section"], problem["field"]) for problem in response.json["problems"]}
    assert places >= {("basic_info", "sex"), ("basic_info", "mobile"), ("education", None), ("work_experience", None)}
    assert all(problem["severity"] == "error" for problem in response.json["problems"])
    assert status_of(person_id) is RecordStatus.DRAFT


def test_a_refused_submission_leaves_nothing_behind() -> None:
    with db.transaction() as session:
        person_id = make_person(session)

    with pytest.raises(RecordIncomplete):
        submit(person_id)

    assert submissions_of(person_id) == []
    with db.reading() as session:
        assert history_of(session, "record", person_id) == []


def test_snapshots_are_numbered_and_hashed() -> None:
    person_id = make_record(RecordStatus.RETURNED)
    submit(person_id)

    first, second = submissions_of(person_id)

    assert (first.number, second.number) == (1, 2)
    assert [digest(each.content) for each in (first, second)] == [first.sha256, second.sha256]


@pytest.mark.parametrize("deed", ["UPDATE {} SET {} = gen_random_uuid()", "DELETE FROM {}"])
@pytest.mark.parametrize(("table", "column"), [("submission", "id"), ("settlement", "case_id"), ("consent", "id")])
def test_the_database_refuses_to_change_what_was_frozen(table: str, column: str, deed: str) -> None:
    person_id = make_record(RecordStatus.APPROVED)
    with db.transaction() as session:
        given = {"person_id": person_id, "partner_id": provide_first_partner(session).id, "submission_number": 1}
        session.add(Consent(**given, text_version=1, fields=[]))

    with pytest.raises(DBAPIError, match="append-only"), db.transaction() as session:
        session.execute(text(deed.format(table, column)))


def test_the_snapshot_holds_neither_contact_data_nor_a_readable_id_number() -> None:
    person_id = make_record(RecordStatus.PENDING)

    with db.reading() as session:
        row = session.execute(text("SELECT * FROM submission")).one()

    assert ID_NUMBER not in str(row)
    assert "13812345678" not in str(row)
    assert submissions_of(person_id)[0].id_number == ID_NUMBER


def test_the_record_remembers_who_moved_it_and_in_which_role(client: FlaskClient) -> None:
    person_id = make_record(RecordStatus.RETURNED)

    history = client.get("/record", headers=bearer(person_id)).json["history"]

    assert [(move["old"], move["new"], move["role"]) for move in history] == [
        ("draft", "pending", "professional"),
        ("pending", "returned", "unit_reviewer"),
    ]
    assert history[-1]["reason"] == "学历证书不清晰"


def test_an_unknown_decision_cannot_touch_a_later_submission() -> None:
    person_id = make_record(RecordStatus.RETURNED)
    submit(person_id)
    first = submissions_of(person_id)[0]

    outcome = decide(person_id, first.id, "approve")

    assert outcome == "returned"
    assert status_of(person_id) is RecordStatus.PENDING


def test_a_submitted_record_always_has_its_snapshot_in_the_database_too() -> None:
    person_id = make_record()

    with pytest.raises(DBAPIError, match="record_submitted_has_submission"), db.transaction() as session:
        session.get_one(Record, person_id).status = RecordStatus.PENDING
