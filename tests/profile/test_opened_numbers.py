"""The whole ID number: for whoever holds the case, by one click, and on record."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from services.profile.db import db
from services.profile.models import OpenedNumber, RecordStatus
from shared.auth import Role, sign
from tests.profile.builders import ID_NUMBER, REVIEWER, bearer, case_pass, make_record, submissions_of
from tests.profile.correcting import NEW_NUMBER, make_movable
from tests.profile.correcting import ask as ask_correction

CASE = uuid4()


def holding(
    person_id: UUID, submission_id: UUID, *, decides: bool = True, role: Role = Role.UNIT_REVIEWER
) -> dict[str, str]:
    """The reviewer's request with a pass to the case that says whether it lies with them."""
    claims = {"sub": str(REVIEWER), "case": str(CASE), "person": str(person_id), "submission": str(submission_id)}
    signed = sign(claims | {"decides": decides}, key="passes", audience="profile", seconds=300)
    return bearer(REVIEWER, role) | {"Case-Pass": signed}


def looks() -> list[tuple[UUID, UUID, UUID | None]]:
    with db.reading() as session:
        return [(one.by, one.case_id, one.submission_id) for one in session.scalars(select(OpenedNumber))]


def test_the_holder_of_a_case_is_shown_the_number_and_each_look_is_on_record(client: FlaskClient) -> None:
    person_id = make_record(RecordStatus.PENDING)
    submission_id = submissions_of(person_id)[0].id
    headers = holding(person_id, submission_id)

    answers = [client.post(f"/submissions/{submission_id}/id-number", headers=headers) for _ in range(2)]

    assert [(one.status_code, one.json) for one in answers] == [(201, {"id_number": ID_NUMBER})] * 2
    assert looks() == [(REVIEWER, CASE, submission_id)] * 2


def test_both_numbers_of_a_correction_are_shown_to_who_decides_and_the_reason_is_on_record(client: FlaskClient) -> None:
    person_id = make_record(RecordStatus.APPROVED)
    correction_id = ask_correction(person_id, id_number=NEW_NUMBER)
    address, why = f"/corrections/{correction_id}/id-numbers", {"reason": "核对身份证复印件"}

    def look(headers: dict[str, str], body: dict[str, str]) -> Any:
        return client.post(address, headers=headers, json=body)

    decides = holding(person_id, correction_id, role=Role.UNIT_ADMIN)
    shown = look(decides, why)
    refused = [
        look(decides, {"reason": " "}),
        look(holding(person_id, correction_id, decides=False, role=Role.UNIT_ADMIN), why),
        look(holding(person_id, correction_id), why),
        look(bearer(person_id), why),
        look(holding(uuid4(), uuid4(), role=Role.UNIT_ADMIN), why),
    ]

    assert (shown.status_code, shown.json) == (201, {"old": ID_NUMBER, "new": NEW_NUMBER})
    assert [each.status_code for each in refused] == [422, 403, 403, 403, 404]
    with db.reading() as session:
        (one,) = session.scalars(select(OpenedNumber))
        assert (one.by, one.case_id, one.correction_id, one.reason) == (REVIEWER, CASE, correction_id, why["reason"])


def test_a_move_has_no_numbers_to_show(client: FlaskClient) -> None:
    person_id = make_movable()
    correction_id = ask_correction(person_id, "transfer")
    headers = holding(person_id, correction_id, role=Role.UNIT_ADMIN)

    assert (
        client.post(f"/corrections/{correction_id}/id-numbers", headers=headers, json={"reason": "核对"}).status_code
        == 404
    )


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
