"""自动核对: what the reviewer is told about what was handed in, and what of others nobody is told."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient

from services.profile.db import db
from services.profile.models import ChangeAction, Person, RecordStatus
from services.profile.operations.case_checks import checks_of_submission
from services.profile.operations.entries import add_entry, change_entry
from services.profile.operations.mirrors import mirror_unit
from services.profile.operations.submit import submit_record
from shared.auth import Actor, Role
from tests.profile.builders import (
    REVIEWER,
    ask,
    basic_info,
    bearer,
    case_pass,
    decide_change,
    education,
    entry_of,
    fill_record,
    make_file,
    make_person,
    make_record,
    messages,
    submissions_of,
    unit_changed,
    work,
)

Checks = dict[str, dict[str, Any]]
ELSEWHERE, ABOVE = uuid4(), uuid4()


def checks(client: FlaskClient, person_id: UUID, *, by: dict[str, str] | None = None) -> Checks:
    """The checks of what was handed in last."""
    submission = submissions_of(person_id)[-1]
    headers = by or case_pass(REVIEWER, person_id, submission.id)
    answer = client.get(f"/submissions/{submission.id}/for-review", headers=headers)
    assert answer.status_code == 200, answer.get_json()
    return {check["key"]: check for check in answer.get_json()["checks"]}


def checks_of_change(client: FlaskClient, person_id: UUID, request_id: UUID) -> Checks:
    headers = case_pass(REVIEWER, person_id, request_id)
    answer = client.get(f"/change-requests/{request_id}/for-review", headers=headers)
    return {check["key"]: check for check in answer.get_json()["checks"]}


def handed_in(changes: dict[str, dict[str, Any]] | None = None, *, more: dict[str, list[Any]] | None = None) -> UUID:
    """A pending record with some values different, and further entries; a file stands for a missing proof."""
    with db.transaction() as session:
        person_id = make_person(session)
        fill_record(session, person_id)
    for section, values in (changes or {}).items():
        with db.transaction() as session:
            entry = entry_of(person_id, section)
            whole = entry.values | values
            change_entry(session, person_id, entry.id, without_mirrors(section, whole), expected=entry.version)
    with db.transaction() as session:
        for section, entries in (more or {}).items():
            for values in entries:
                add_entry(session, person_id, section, values | proof(session, person_id, values))
        submit_record(session, person_id)
    return person_id


def proof(session: Any, person_id: UUID, values: dict[str, Any]) -> dict[str, Any]:
    return {"proof": [make_file(session, person_id)]} if values.get("proof") == "a file" else {}


def without_mirrors(section: str, values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key not in {"name", "id_type", "id_number"}}


def moved_to(person_id: UUID, unit_id: UUID) -> None:
    with db.transaction() as session:
        session.get_one(Person, person_id).unit_id = unit_id


def test_a_record_without_a_fault_passes_every_check(client: FlaskClient) -> None:
    found = checks(client, handed_in())

    assert list(found) == ["identity", "times", "numbers", "evidence", "rules"]
    assert {check["state"] for check in found.values()} == {"ok"}
    assert all(check["passed"] and check["findings"] == [] for check in found.values())


def test_a_sex_that_is_not_that_of_the_id_number_needs_attention_at_its_field(client: FlaskClient) -> None:
    identity = checks(client, handed_in({"basic_info": {"sex": "1"}}))["identity"]

    assert identity["state"] == "attention"
    (finding,) = identity["findings"]
    assert (finding["section"], finding["field"]) == ("basic_info", "sex")
    assert "证件号码第 17 位表示女性" in finding["message"]


def test_a_document_that_tells_nothing_of_birth_has_to_be_looked_at(client: FlaskClient) -> None:
    with db.transaction() as session:
        person_id = make_person(session)
        person = session.get_one(Person, person_id)
        person.id_type, person.id_number = "02", "E12345678"
        fill_record(session, person_id)
    with db.transaction() as session:
        info = basic_info(session, person_id, nationality="KOR")
        change_entry(session, person_id, entry_of(person_id, "basic_info").id, info, expected=1)
        submit_record(session, person_id)

    identity = checks(client, person_id)["identity"]

    assert identity["state"] == "attention"
    assert [one["message"] for one in identity["findings"]] == [
        "证件号码：该类证件的号码不含出生日期和性别，请与扫描件核对。"
    ]


def test_gaps_and_overlaps_of_study_and_work_need_attention_at_their_entries(client: FlaskClient) -> None:
    earlier = [work(start_month="2001-01", end_month="2002-01", duty="实习医师")]
    times = checks(client, handed_in(more={"work_experience": earlier}))["times"]

    assert {(one["section"], one["message"][:4]) for one in times["findings"]} == {
        ("work_experience", "起始时间"),
        ("education", "入学时间"),
    }
    assert all(one["entry_id"] for one in times["findings"])


def test_entries_without_any_proof_are_told_once_for_their_section(client: FlaskClient) -> None:
    years = [
        {"year": year, "result": "2", "unit_name": "石家庄市第一医院", "proof": "a file" if year == 2024 else []}
        for year in (2022, 2023, 2024)
    ]
    evidence = checks(client, handed_in(more={"annual_assessment": years}))["evidence"]

    assert [one["message"] for one in evidence["findings"]] == ["年度考核：3 条中有 2 条没有上传证明材料。"]


def test_contact_data_which_lies_outside_a_case_is_not_missed(client: FlaskClient) -> None:
    assert "mobile" not in str(checks(client, handed_in()))


def test_a_warning_of_the_catalogue_is_among_the_checks(client: FlaskClient) -> None:
    rules = checks(client, handed_in({"basic_info": {"specialty_work_start": "2001-07"}}))["rules"]

    assert (rules["state"], rules["findings"][0]["field"]) == ("attention", "specialty_work_start")


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("100891200305001234", True),
        ("1008 9120 0305 001234", True),
        ("no.100891-200305-001234", False),
        ("100891200305001235", False),
    ],
)
def test_the_number_of_a_certificate_that_another_person_has_handed_in_is_wrong(
    client: FlaskClient, written: str, same: bool
) -> None:
    other, person_id = handed_in(), handed_in({"education": {"edu_cert_no": written}})
    numbers = checks(client, person_id)["numbers"]

    assert numbers["state"] == ("wrong" if same else "ok")
    if same:
        with db.reading() as session:
            account = session.get_one(Person, other).account
        (finding,) = numbers["findings"]
        assert finding["message"] == f"学历证书编号：与张晓梅（账号 {account}）提交的编号相同，请核对原件。"
        assert UUID(finding["entry_id"]) == entry_of(person_id, "education").id


def test_numbers_that_are_too_short_to_tell_anything_are_not_compared(client: FlaskClient) -> None:
    for _ in range(2):
        person_id = handed_in({"education": {"edu_cert_no": "无 001"}})

    assert checks(client, person_id)["numbers"]["state"] == "ok"


def test_the_same_number_in_another_kind_of_certificate_is_no_duplicate(client: FlaskClient) -> None:
    handed_in()
    number = {"edu_cert_no": "19990701", "degree_cert_no": "100891200305001234"}

    assert checks(client, handed_in({"education": number}))["numbers"]["state"] == "ok"


def test_what_others_have_not_handed_in_is_nobodys_business(client: FlaskClient) -> None:
    make_record(RecordStatus.DRAFT)

    assert checks(client, handed_in())["numbers"]["state"] == "ok"


def test_a_person_of_another_unit_is_not_named(client: FlaskClient) -> None:
    moved_to(handed_in(), ELSEWHERE)
    (finding,) = checks(client, handed_in())["numbers"]["findings"]

    assert finding["message"] == "学历证书编号：与另一人（其他单位）提交的编号相同，请核对原件。"


def test_several_people_are_named_as_far_as_they_are_within_reach(client: FlaskClient) -> None:
    moved_to(handed_in(), ELSEWHERE)
    moved_to(handed_in(), ELSEWHERE)
    handed_in()
    (finding,) = checks(client, handed_in())["numbers"]["findings"]

    assert finding["message"].count("张晓梅") == 1
    assert "、另外 2 人（其他单位）提交的编号相同" in finding["message"]


def test_a_superior_sees_who_it_is_in_the_units_below(client: FlaskClient) -> None:
    with db.transaction() as session:
        mirror_unit(session, unit_changed(unit_id=ABOVE))
        mirror_unit(session, unit_changed(unit_id=ELSEWHERE, superior_id=ABOVE))
    moved_to(handed_in(), ELSEWHERE)
    person_id = handed_in()
    superior = Actor(uuid4(), "x", "x", ABOVE, ((Role.SUPERIOR_ADMIN, ABOVE),), first_login=False)

    with db.reading() as session:
        found = checks_of_submission(session, submissions_of(person_id)[0], superior)

    assert "张晓梅" in found[2].findings[0].message


def test_a_duplicate_counts_among_the_warnings_that_the_list_of_cases_shows() -> None:
    handed_in()
    handed_in()

    assert [told["warnings"] for told in messages("review.requested")] == [0, 1]


def test_a_number_that_was_corrected_is_free_again(client: FlaskClient) -> None:
    first = make_record(RecordStatus.APPROVED)
    with db.reading() as session:
        corrected = education(session, first, edu_cert_no="100891200305009999")
    corrected["proof"] = entry_of(first, "education").data["proof"]
    decide_change(ask(first, "education", data=corrected))

    assert checks(client, handed_in())["numbers"]["state"] == "ok"


def test_a_change_is_checked_for_what_it_would_bring(client: FlaskClient) -> None:
    handed_in({"education": {"edu_cert_no": "999999200305001234"}})
    person_id = make_record(RecordStatus.APPROVED)
    wished = entry_of(person_id, "education").data | {"edu_cert_no": "999999200305001234", "start_month": "2003-01"}
    found = checks_of_change(client, person_id, ask(person_id, "education", data=wished))

    assert found["numbers"]["state"] == "wrong"
    assert found["identity"]["state"] == found["times"]["state"] == "ok"


def test_an_added_entry_without_proof_needs_attention_unless_the_request_has_evidence(client: FlaskClient) -> None:
    person_id = make_record(RecordStatus.APPROVED)
    new = {"year": 2024, "result": "2", "unit_name": "石家庄市第一医院"}
    wish: dict[str, Any] = {"action": ChangeAction.ADD, "entry_id": None, "data": new}
    with db.transaction() as session:
        file = make_file(session, person_id)
    bare = ask(person_id, "annual_assessment", **wish)
    proven = ask(person_id, "annual_assessment", **wish | {"data": new | {"year": 2023}, "files": [file]})

    assert checks_of_change(client, person_id, bare)["evidence"]["state"] == "attention"
    assert checks_of_change(client, person_id, proven)["evidence"]["state"] == "ok"


def test_only_the_pass_of_the_case_opens_its_checks(client: FlaskClient) -> None:
    """Not the person's own eyes: the checks speak of others."""
    person_id, other = handed_in(), handed_in()
    address = f"/submissions/{submissions_of(person_id)[0].id}/for-review"
    of_another_case = case_pass(REVIEWER, other, submissions_of(other)[0].id)

    assert client.get(address, headers=of_another_case).status_code == 404
    for actor in (bearer(person_id), bearer(person_id, Role.UNIT_REVIEWER), bearer(REVIEWER, Role.UNIT_REVIEWER)):
        assert client.get(address, headers=actor).status_code == 403
