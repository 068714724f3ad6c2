"""A correction: asked for with proof, shown to those concerned and to nobody else."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy.exc import IntegrityError

from services.profile.consumers import consumers
from services.profile.db import db
from services.profile.models import Correction, CorrectionStatus, File, Person
from services.profile.operations.collecting import condemn
from services.profile.operations.corrections import (
    CorrectionAlreadyOpen,
    Grounds,
    ask_transfer,
)
from services.profile.operations.mirrors import mirror_person, mirror_unit
from services.profile.operations.values import EntryInvalid
from services.profile.operations.wishes import NothingChanged
from services.profile.own_data import own_data
from shared.auth import Role
from shared.errors import NotFound
from shared.messaging.contracts import CaseAssigned
from tests.profile.builders import (
    ID_NUMBER,
    REVIEWER,
    UNIT,
    bearer,
    case_pass,
    make_file,
    make_record,
    messages,
    submissions_of,
    unit_changed,
)
from tests.profile.correcting import (
    ALIVE,
    MASKED,
    NEW_NUMBER,
    NEW_UNIT,
    ask,
    bring_to,
    correction_of,
    make_movable,
    moved,
    take_back,
)


@pytest.fixture
def person_id() -> UUID:
    return make_movable()


def test_a_wish_goes_to_review_without_any_number_and_lies_encrypted(person_id: UUID) -> None:
    correction_id = ask(person_id, id_number=f" {NEW_NUMBER.lower()} ")

    told = messages("review.requested")[-1]
    assert (told["kind"], told["unit_id"], told["from_unit_id"]) == ("identity", str(UNIT), None)
    correction = correction_of(correction_id)
    assert correction.numbers == (ID_NUMBER, NEW_NUMBER)
    assert NEW_NUMBER not in repr((told, correction.old, correction.new, correction.encrypted_numbers))


def test_a_move_goes_to_the_new_unit_and_names_the_old_one(person_id: UUID) -> None:
    ask(person_id, "transfer")

    told = messages("review.requested")[-1]
    assert (told["kind"], told["unit_id"], told["from_unit_id"]) == ("transfer", str(NEW_UNIT), str(UNIT))


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "章 晓梅"}, "name"),
        ({"id_type": "77"}, "id_type"),
        ({"id_number": "130102198003055125"}, "id_number"),
    ],
)
def test_what_no_document_says_is_refused_at_its_field(person_id: UUID, wish: Any, field: str) -> None:
    with pytest.raises(EntryInvalid) as refused:
        ask(person_id, **wish)

    assert set(refused.value.fields) == {field}
    assert len(messages("review.requested")) == 1


@pytest.mark.parametrize("unit_id", [uuid4(), UNIT])
def test_a_move_to_nowhere_or_to_the_own_unit_is_refused(person_id: UUID, unit_id: UUID) -> None:
    with pytest.raises((EntryInvalid, NothingChanged)):
        ask(person_id, "transfer", unit_id=unit_id)


def test_the_facts_as_they_are_are_no_wish(person_id: UUID) -> None:
    with pytest.raises(NothingChanged):
        ask(person_id, name="张晓梅")


def test_everything_that_is_wrong_or_missing_is_told_at_once(person_id: UUID, client: FlaskClient) -> None:
    grounds = {"reason", "files"}
    for path, fields in (("identity", {"name", "id_type", *grounds}), ("transfer", {"unit_id", *grounds})):
        refused = client.post(f"/corrections/{path}", json={}, headers=bearer(person_id))
        assert (refused.status_code, set(refused.json["fields"])) == (422, fields)


def test_without_proof_of_ones_own_nothing_is_asked_for(person_id: UUID) -> None:
    other = make_record()
    with db.transaction() as session:
        foreign = make_file(session, other)
    for files in ([], [foreign]):
        with pytest.raises(EntryInvalid) as refused, db.transaction() as session:
            ask_transfer(session, person_id, Grounds(reason="调动", files=files), unit_id=NEW_UNIT)
        assert set(refused.value.fields) == {"files"}


@pytest.mark.parametrize("status", CorrectionStatus)
def test_one_of_a_kind_is_open_at_a_time(person_id: UUID, status: CorrectionStatus) -> None:
    first = bring_to(status, person_id)
    ask(person_id, "transfer")  # another kind is another matter

    if status in ALIVE:
        with pytest.raises(CorrectionAlreadyOpen) as refused:
            ask(person_id, name="彰晓梅")
        assert refused.value.facts["id"] == first
    else:
        ask(person_id, name="彰晓梅")


def test_the_database_too_refuses_a_second_open_one(person_id: UUID) -> None:
    first = correction_of(ask(person_id))
    twin = {column.key: getattr(first, column.key) for column in Correction.__mapper__.column_attrs}
    with pytest.raises(IntegrityError), db.transaction() as session:
        session.add(Correction(**twin | {"id": uuid4(), "number": 9}))


def test_nobody_takes_back_what_is_anothers(person_id: UUID) -> None:
    correction_id = ask(person_id)

    with pytest.raises(NotFound):
        take_back(make_record(), correction_id)


def test_later_snapshots_follow_and_the_approved_one_keeps_the_old_facts(person_id: UUID, client: FlaskClient) -> None:
    with db.transaction() as session:
        mirror_person(session, moved(person_id, name="章晓梅", unit_id=NEW_UNIT, version=2))

    shown = client.get("/record", headers=bearer(person_id)).json["person"]
    assert (shown["name"], shown["unit_name"]) == ("章晓梅", "石家庄市第二医院")
    frozen = submissions_of(person_id)[0].content
    assert (frozen["person"]["unit_name"], frozen["sections"]["basic_info"][0]["data"]["name"]) == (
        "石家庄市第一医院",
        "张晓梅",
    )


def test_the_case_pass_opens_the_correction_with_masked_numbers_and_its_proof(
    person_id: UUID, client: FlaskClient
) -> None:
    correction_id = ask(person_id, id_number=NEW_NUMBER)
    file_id = correction_of(correction_id).files[0]["id"]
    mine, other = case_pass(REVIEWER, person_id, correction_id), case_pass(REVIEWER, person_id, uuid4())

    shown = client.get(f"/corrections/{correction_id}", headers=mine)
    assert (shown.json["old"]["id_number"], shown.json["number_changed"]) == (MASKED, True)
    assert ID_NUMBER not in shown.text
    assert NEW_NUMBER not in shown.text
    assert client.get(f"/files/{file_id}", headers=mine).status_code == 200
    for path in (f"/corrections/{correction_id}", f"/files/{file_id}"):
        assert client.get(path, headers=other).status_code == 404
        assert client.get(path, headers=bearer(REVIEWER, Role.UNIT_ADMIN)).status_code == 404


def test_the_person_sees_who_has_it_and_how_it_went(person_id: UUID, client: FlaskClient) -> None:
    correction_id = ask(person_id, "transfer")
    assigned = CaseAssigned(
        version=2,
        case_id=uuid4(),
        kind="transfer",
        subject_id=correction_id,
        person_name="张晓梅",
        reviewer_id=REVIEWER,
        reviewer_role="unit_admin",
        unit_name="石家庄市第二医院",
    )
    with db.transaction() as session:
        consumers.receivers["profile.note_holder"].handle(session, assigned)

    (line,) = client.get("/corrections", headers=bearer(person_id)).json["items"]
    assert (line["holder_unit"], line["actions"]) == ("石家庄市第二医院", ["withdraw"])
    done = client.post(f"/corrections/{correction_id}/withdrawal", headers=bearer(person_id))
    assert (done.status_code, done.json["status"], done.json["holder_unit"]) == (201, "withdrawn", None)
    assert [move["new"] for move in done.json["history"]] == ["withdrawn"]


def test_proof_is_not_collected_and_the_own_copy_holds_the_whole_number(person_id: UUID) -> None:
    correction_id = ask(person_id, id_number=NEW_NUMBER)
    with db.transaction() as session:
        condemn(session, person_id, uploaded_before=datetime.now(UTC))
    with db.reading() as session:
        assert session.get_one(File, UUID(correction_of(correction_id).files[0]["id"])).condemned_at is None
        (copied,) = own_data(session, person_id)["corrections"]
    assert (copied["old"]["id_number"], copied["new"]["id_number"]) == (ID_NUMBER, NEW_NUMBER)


def test_units_are_found_by_name_or_code(person_id: UUID, client: FlaskClient) -> None:
    def found(q: str) -> list[str]:
        answer = client.get("/corrections/units", query_string={"q": q}, headers=bearer(person_id))
        return [unit["name"] for unit in answer.json["items"]]

    with db.transaction() as session:
        mirror_unit(session, unit_changed(unit_id=uuid4(), unit_name="石家庄市旧医院", closed=True))

    assert found("第二医院") == found("12130100401700001x") == ["石家庄市第二医院"]
    assert found("石家庄市") == ["石家庄市第一医院", "石家庄市第二医院"]
    assert found("100%") == []


@pytest.mark.parametrize(
    ("kind", "wish"),
    [("transfer", {"unit_id": str(NEW_UNIT)}), ("identity", {"name": "章晓梅", "id_type": "01", "id_number": MASKED})],
)
def test_a_form_sent_twice_is_one_correction(
    person_id: UUID, client: FlaskClient, kind: str, wish: dict[str, str]
) -> None:
    with db.transaction() as session:
        body = wish | {"reason": "与证件不一致", "files": [make_file(session, person_id)]}
        before = session.get_one(Person, person_id)
    headers = bearer(person_id) | {"Idempotency-Key": "x" * 12}

    answers = [client.post(f"/corrections/{kind}", json=body, headers=headers) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json == answers[1].json
    with db.reading() as session:
        now = session.get_one(Person, person_id)
        assert (now.unit_id, now.name) == (UNIT, before.name)
