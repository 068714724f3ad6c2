"""The whole ID number: for whoever holds the case, by one click, and on record."""

from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from services.profile.db import db
from services.profile.models import OpenedNumber, RecordStatus
from shared.auth import Role, sign
from tests.profile.builders import ID_NUMBER, REVIEWER, bearer, case_pass, make_record, submissions_of

CASE = uuid4()


def holding(person_id: UUID, submission_id: UUID, *, decides: bool = True) -> dict[str, str]:
    """The reviewer's request with a pass to the case that says whether it lies with them."""
    claims = {"sub": str(REVIEWER), "case": str(CASE), "person": str(person_id), "submission": str(submission_id)}
    signed = sign(claims | {"decides": decides}, key="passes", audience="profile", seconds=300)
    return bearer(REVIEWER, Role.UNIT_REVIEWER) | {"Case-Pass": signed}


def looks() -> list[tuple[UUID, UUID, UUID]]:
    with db.reading() as session:
        return [(one.by, one.case_id, one.submission_id) for one in session.scalars(select(OpenedNumber))]


def test_the_holder_of_a_case_is_shown_the_number_and_each_look_is_on_record(client: FlaskClient) -> None:
    person_id = make_record(RecordStatus.PENDING)
    submission_id = submissions_of(person_id)[0].id
    headers = holding(person_id, submission_id)

    answers = [client.post(f"/submissions/{submission_id}/id-number", headers=headers) for _ in range(2)]

    assert [(one.status_code, one.json) for one in answers] == [(201, {"id_number": ID_NUMBER})] * 2
    assert looks() == [(REVIEWER, CASE, submission_id)] * 2


def test_nobody_else_is_shown_the_number_and_no_answer_but_this_has_it(client: FlaskClient) -> None:
    person_id = make_record(RecordStatus.PENDING)
    submission_id = submissions_of(person_id)[0].id
    address = f"/submissions/{submission_id}/id-number"
    own_case_of_another = holding(uuid4(), uuid4())

    colleague = client.post(address, headers=holding(person_id, submission_id, decides=False))
    assert (colleague.status_code, colleague.json["error"]) == (403, "not_holder")
    # A pass of the previous release says nothing of who holds the case.
    assert client.post(address, headers=case_pass(REVIEWER, person_id, submission_id)).status_code == 403
    assert client.post(address, headers=bearer(person_id)).status_code == 403
    assert client.post(address, headers=bearer(REVIEWER, Role.UNIT_REVIEWER)).status_code == 403
    assert client.post(address, headers=own_case_of_another).status_code == 404
    assert looks() == []
    assert ID_NUMBER not in client.get(address[:-10], headers=holding(person_id, submission_id)).text


@pytest.mark.parametrize("statement", ['UPDATE opened_number SET "by" = case_id', "DELETE FROM opened_number"])
def test_a_look_stays_on_record(client: FlaskClient, statement: str) -> None:
    person_id = make_record(RecordStatus.PENDING)
    submission_id = submissions_of(person_id)[0].id
    client.post(f"/submissions/{submission_id}/id-number", headers=holding(person_id, submission_id))

    with pytest.raises(DatabaseError, match="append-only"), db.transaction() as session:
        session.execute(text(statement))
