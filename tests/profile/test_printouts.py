"""Who gets which printed form, and what everybody may verify of it."""

import io
from collections.abc import Callable
from hashlib import sha256
from threading import BoundedSemaphore
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import event

from services.profile.db import db
from services.profile.models import File, RecordStatus, Submission
from services.profile.operations.files import key_of
from shared.auth import Role
from shared.files import file_store
from shared.printing import typeset
from shared.settings import settings
from tests.profile.builders import (
    REVIEWER,
    ask,
    bearer,
    case_pass,
    decide,
    decide_change,
    entry_of,
    make_person,
    make_record,
    submissions_of,
    withdraw,
)
from tests.profile.printed import scanned, text_of

NAME = "张晓梅"


def newest(person_id: UUID) -> Submission:
    return submissions_of(person_id)[-1]


def standing(client: FlaskClient, submission: Submission) -> str:
    found: str = client.get(f"/verifications/{submission.verification_code.hex}").get_json()["standing"]
    return found


def statements_of(deed: Callable[[], object]) -> list[str]:
    """What a deed asks the database."""
    asked: list[str] = []

    def note(*call: Any) -> None:
        asked.append(call[2])

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        deed()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return asked


def test_the_owner_prints_a_snapshot_by_its_number(client: FlaskClient) -> None:
    person_id = make_record(RecordStatus.APPROVED)

    answer = client.get("/record/snapshots/1/print.pdf", headers=bearer(person_id))

    assert answer.status_code == 200
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    text = text_of(answer.data)
    for told in (NAME, "石家庄市第一医院", "经审核通过", "第1版", "河北医科大学", "心血管内科诊疗"):
        assert told in text
    assert scanned(answer.data) == f"{settings.public_url}/verify/{newest(person_id).verification_code.hex}"


def test_a_snapshot_is_printed_as_it_was_whatever_was_changed_later(client: FlaskClient) -> None:
    person_id = make_record(RecordStatus.APPROVED)
    decide_change(ask(person_id))

    first, second = (
        text_of(client.get(f"/record/snapshots/{number}/print.pdf", headers=bearer(person_id)).data)
        for number in (1, 2)
    )

    assert "副主任医师" in second
    assert "副主任医师" not in first
    assert "已被新版本取代" in first


def test_the_draft_is_printed_for_its_owner_without_a_code(client: FlaskClient) -> None:
    answer = client.get("/record/print.pdf", headers=bearer(make_record()))

    text = text_of(answer.data)
    assert "草稿，未经审核" in text
    assert NAME in text
    assert "138****5678" in text


def test_a_record_in_which_nothing_is_filled_in_is_printed(client: FlaskClient) -> None:
    with db.transaction() as session:
        person_id = make_person(session, name="𠮷㐂")

    text = text_of(client.get("/record/print.pdf", headers=bearer(person_id)).data)

    assert "姓名𠮷㐂" in text
    assert "一、基本信息无" in text


def test_the_photo_stands_on_the_form_and_a_lost_one_prevents_nothing(client: FlaskClient) -> None:
    person_id = make_record(RecordStatus.PENDING)
    with db.transaction() as session:
        (photo,) = entry_of(person_id, "basic_info").values["photo"]
        file = session.get_one(File, UUID(photo["id"]))
        without = client.get("/record/snapshots/1/print.pdf", headers=bearer(person_id)).data
        written = io.BytesIO()
        Image.new("RGB", (300, 420), "navy").save(written, "JPEG")
        file.stored_as, file.sha256 = uuid4().hex, sha256(written.getvalue()).hexdigest()
        file_store().keep(key_of(file.stored_as), written.getvalue())

    with_photo = client.get("/record/snapshots/1/print.pdf", headers=bearer(person_id)).data

    assert "照片" in text_of(without).split("一、基本信息")[0]
    assert "照片" not in text_of(with_photo).split("一、基本信息")[0]


def test_the_reviewer_of_a_case_prints_its_snapshot_and_no_other(client: FlaskClient) -> None:
    person_id, other = make_record(RecordStatus.PENDING), make_record(RecordStatus.PENDING)
    shown = case_pass(REVIEWER, person_id, newest(person_id).id)

    own = client.get(f"/submissions/{newest(person_id).id}/print.pdf", headers=shown)
    another = client.get(f"/submissions/{newest(other).id}/print.pdf", headers=shown)

    assert NAME in text_of(own.data)
    assert another.status_code == 404


def test_nobody_else_gets_a_printed_form(client: FlaskClient) -> None:
    person_id, other = make_record(RecordStatus.PENDING), make_record()

    by_number = client.get("/record/snapshots/1/print.pdf", headers=bearer(other))
    by_id = client.get(f"/submissions/{newest(person_id).id}/print.pdf", headers=bearer(other, Role.UNIT_REVIEWER))
    unknown = client.get("/record/snapshots/2/print.pdf", headers=bearer(person_id))
    too_large = client.get(f"/record/snapshots/{10**12}/print.pdf", headers=bearer(person_id))

    assert [answer.status_code for answer in (by_number, by_id, unknown, too_large)] == [404] * 4
    assert client.get("/record/snapshots/1/print.pdf").status_code == 401


def test_everybody_may_verify_and_learns_only_the_first_character_of_the_name(client: FlaskClient) -> None:
    person_id = make_record(RecordStatus.APPROVED, name="𠮷田晓梅")
    submission = newest(person_id)

    told = client.get(f"/verifications/{submission.verification_code.hex}").get_json()

    assert told == {
        "kind": "record",
        "item": None,
        "name": "𠮷＊＊",
        "unit_name": "石家庄市第一医院",
        "number": 1,
        "submitted_at": submission.created_at.isoformat(),
        "standing": "approved",
    }


def test_a_form_is_worth_what_its_snapshot_is_worth_today(client: FlaskClient) -> None:
    person_id = make_record(RecordStatus.PENDING)
    first = newest(person_id)
    assert standing(client, first) == "pending"

    decide(person_id, first.id, "approve")
    assert standing(client, first) == "approved"

    decide_change(ask(person_id))
    assert standing(client, first) == "superseded"
    assert standing(client, newest(person_id)) == "approved"


def test_a_form_of_what_was_returned_or_taken_back_says_so(client: FlaskClient) -> None:
    returned, taken_back = make_record(RecordStatus.RETURNED), make_record(RecordStatus.PENDING)
    withdraw(taken_back)

    assert standing(client, newest(returned)) == "returned"
    assert standing(client, newest(taken_back)) == "withdrawn"


def test_every_snapshot_has_a_code_of_its_own_that_says_nothing() -> None:
    people = [make_record(RecordStatus.PENDING) for _ in range(5)]
    codes = {newest(person_id).verification_code.hex for person_id in people}

    assert len(codes) == 5
    assert {len(code) for code in codes} == {32}
    assert codes.isdisjoint({newest(person_id).id.hex for person_id in people})


@pytest.mark.parametrize("code", ["0" * 32, "0" * 31, "x", "%00", "𠮷", "' OR 1=1 --", "0" * 5000])
def test_of_any_other_code_nothing_is_known(client: FlaskClient, code: str) -> None:
    make_record(RecordStatus.APPROVED)

    answer = client.get(f"/verifications/{code}")

    assert answer.status_code == 404
    assert answer.get_json()["error"] == "nothing_to_verify"
    assert "查无此证" in answer.get_json()["detail"]


def test_a_known_and_an_unknown_code_cost_the_same_queries(client: FlaskClient) -> None:
    code = newest(make_record(RecordStatus.APPROVED)).verification_code.hex

    known, unknown = (
        [one for one in statements_of(lambda code=code: client.get(f"/verifications/{code}")) if "SELECT" in one]
        for code in (code, "0" * 32)
    )

    assert known == unknown
    assert [len([one for one in known if f"FROM {table}" in one]) for table in ("submission", "change_request")] == [
        1,
        1,
    ]


def test_who_finds_all_places_taken_is_asked_to_come_again(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    person_id = make_record()
    monkeypatch.setattr(typeset, "WAIT_SECONDS", 0)
    monkeypatch.setattr(typeset, "places", BoundedSemaphore(1))

    with typeset.places:
        answer = client.get("/record/print.pdf", headers=bearer(person_id))

    assert (answer.status_code, answer.get_json()["error"]) == (503, "print_busy")
    assert client.get("/record/print.pdf", headers=bearer(person_id)).status_code == 200


def test_a_form_that_takes_too_long_is_given_up_and_its_place_with_it(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    person_id = make_record()
    monkeypatch.setattr(typeset, "places", BoundedSemaphore(1))
    with monkeypatch.context() as hurried:
        hurried.setattr(typeset, "LONGEST_SECONDS", 0.01)
        answer = client.get("/record/print.pdf", headers=bearer(person_id))

    assert (answer.status_code, answer.get_json()["error"]) == (503, "print_busy")
    assert client.get("/record/print.pdf", headers=bearer(person_id)).status_code == 200
