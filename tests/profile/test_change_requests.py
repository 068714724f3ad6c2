"""信息变更申请: asked for from the current record, one open at a time, seen by nobody else."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from services.profile.db import db
from services.profile.models import ChangeAction, ChangeRequest, RecordStatus
from services.profile.operations.change_requests import RequestAlreadyOpen
from services.profile.operations.values import EntryInvalid
from services.profile.operations.wishes import LastEntry, NoRoomForAddition, NothingChanged, RecordNotApproved
from shared.catalogue import SECTIONS
from shared.errors import NotFound
from tests.profile.builders import (
    ask,
    at_once,
    basic_info,
    bearer,
    case_pass,
    correct_entry,
    decide_change,
    education,
    entry_of,
    make_record,
    messages,
    request_of,
    take_back,
    work,
)


@pytest.fixture
def person_id() -> UUID:
    return make_record(RecordStatus.APPROVED)


def pending_copy(request: ChangeRequest, **other: object) -> ChangeRequest:
    names = ("record_id", "section", "single", "entry_id", "action", "base_version", "old", "new", "reason")
    facts = {name: getattr(request, name) for name in names} | {"number": 99}
    return ChangeRequest(**facts | other)


@pytest.mark.parametrize("status", sorted(set(RecordStatus) - {RecordStatus.APPROVED}))
def test_only_an_approved_record_can_be_asked_to_change(status: RecordStatus) -> None:
    unapproved = make_record(status)

    with pytest.raises(RecordNotApproved):
        ask(unapproved)


def test_a_request_tells_review_and_changes_nothing_yet(person_id: UUID) -> None:
    request_id = ask(person_id)

    told = messages("review.requested")[-1]
    assert (told["kind"], told["subject_id"], told["section"]) == ("change", str(request_id), "work_experience")
    assert entry_of(person_id, "work_experience").data["duty"] == "主治医师"


def test_the_last_entry_of_a_required_section_stays(person_id: UUID) -> None:
    with pytest.raises(LastEntry):
        ask(person_id, action=ChangeAction.DELETE, data={})


def test_the_form_starts_from_the_record_and_not_from_the_request_before(person_id: UUID, client: FlaskClient) -> None:
    take_back(person_id, ask(person_id, data=work(duty="院长")))
    decide_change(ask(person_id, data=work(duty="副主任医师")))

    request_id = ask(person_id, data=work(duty="主任医师"))

    assert request_of(request_id).old["duty"] == "副主任医师"
    shown = client.get("/record", headers=bearer(person_id)).json["sections"]["work_experience"][0]
    assert shown["data"]["duty"] == "副主任医师"


def test_a_second_open_request_for_an_entry_leads_to_the_first(person_id: UUID, client: FlaskClient) -> None:
    first = ask(person_id)
    entry = entry_of(person_id, "work_experience")

    wish = {
        "section": "work_experience",
        "action": "modify",
        "entry_id": str(entry.id),
        "data": work(duty="院长"),
        "reason": "x",
    }
    answer = client.post("/change-requests", json=wish, headers=bearer(person_id))

    assert (answer.status_code, answer.json["error"], answer.json["id"]) == (409, "request_already_open", str(first))


def test_of_eight_requests_at_once_one_is_opened(person_id: UUID) -> None:
    results = at_once(*[lambda: ask(person_id)] * 8)

    assert sum(isinstance(result, RequestAlreadyOpen) for result in results) == 7


def test_the_database_holds_one_open_request_for_an_entry(person_id: UUID) -> None:
    request = request_of(ask(person_id))

    with pytest.raises(IntegrityError, match="change_request_open_entry"), db.transaction() as session:
        session.add(pending_copy(request))


def test_the_database_holds_one_open_request_for_a_single_section(person_id: UUID) -> None:
    with db.transaction() as session:
        data = basic_info(session, person_id, ethnicity="11")
    data = {key: value for key, value in data.items() if key not in {"mobile", "email"}}
    request = request_of(ask(person_id, "basic_info", data=data))

    with pytest.raises(IntegrityError, match="change_request_open_single"), db.transaction() as session:
        session.add(pending_copy(request, entry_id=uuid4()))


def test_additions_are_not_limited_to_one(person_id: UUID) -> None:
    wish = {"action": ChangeAction.ADD, "entry_id": None}

    ask(person_id, data=work(duty="甲", end_month="2004-01"), **wish)
    ask(person_id, data=work(duty="乙", end_month="2005-01"), **wish)

    assert len(messages("review.requested")) == 3


def test_additions_that_wait_count_against_the_limit_of_a_section(
    person_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SECTIONS, "work_experience", replace(SECTIONS["work_experience"], max_entries=3))

    def add(duty: str) -> UUID:
        return ask(person_id, action=ChangeAction.ADD, entry_id=None, data=work(duty=duty, end_month="2010-01"))

    first = add("第一任")
    add("第二任")
    with pytest.raises(NoRoomForAddition) as refused:
        add("第三任")
    take_back(person_id, first)
    add("第三任")

    assert "现有 1 条，另有 2 条新增申请等待审核" in str(refused.value)


def test_contact_data_is_not_asked_for_but_changed(person_id: UUID) -> None:
    with db.transaction() as session:
        data = basic_info(session, person_id)

    with pytest.raises(EntryInvalid) as refused:
        ask(person_id, "basic_info", data=data)

    assert set(refused.value.fields) == {"mobile", "email"}


def test_a_request_without_a_change_is_refused(person_id: UUID) -> None:
    with pytest.raises(NothingChanged):
        ask(person_id, data=work())


def test_a_request_is_complete_and_valid(person_id: UUID) -> None:
    with pytest.raises(EntryInvalid) as refused:
        ask(person_id, data={"duty": "院长", "start_month": "2003-13"}, reason="")

    assert set(refused.value.fields) == {"start_month", "unit_name", "tech_work", "reason"}


def test_another_persons_request_and_entry_are_not_found(person_id: UUID, client: FlaskClient) -> None:
    request_id, other = ask(person_id), make_record(RecordStatus.APPROVED)

    assert client.get(f"/change-requests/{request_id}", headers=bearer(other)).status_code == 404
    assert client.post(f"/change-requests/{request_id}/withdrawal", headers=bearer(other)).status_code == 404
    assert client.get("/change-requests", headers=bearer(other)).json["items"] == []
    with pytest.raises(NotFound):
        ask(other, entry_id=entry_of(person_id, "work_experience").id)


def test_a_pass_opens_the_request_of_its_case(person_id: UUID, client: FlaskClient) -> None:
    request_id = ask(person_id)

    shown = client.get(f"/change-requests/{request_id}", headers=case_pass(uuid4(), person_id, request_id))

    assert (shown.status_code, shown.json["new"]["duty"]) == (200, "副主任医师")


def test_what_was_written_over_an_older_entry_is_not_taken(person_id: UUID, client: FlaskClient) -> None:
    entry = entry_of(person_id, "work_experience")
    correct_entry(person_id, duty="院长")

    wish = {"section": "work_experience", "action": "modify", "entry_id": str(entry.id), "reason": "晋升"}
    sent = wish | {"data": work(duty="副院长"), "base_version": entry.content_version}
    answer = client.post("/change-requests", json=sent, headers=bearer(person_id))

    assert (answer.status_code, answer.json["error"]) == (412, "changed_meanwhile")
    shown = client.get("/record", headers=bearer(person_id)).json["sections"]["work_experience"][0]
    newer = sent | {"base_version": shown["content_version"]}
    assert client.post("/change-requests", json=newer, headers=bearer(person_id)).status_code == 201


@pytest.mark.parametrize(
    ("narrowed", "numbers"),
    [
        ({"status": "withdrawn"}, [1]),
        ({"section": "education"}, [3]),
        ({"section": "work_experience", "status": "pending"}, [2]),
        ({"q": "副主任"}, [2, 1]),
        ({"q": "学历学位"}, [3]),
        ({"q": "夜大"}, [3]),
        ({"year": 2019}, [1]),
        ({"year": 2020}, []),
        ({"q": "没有的内容"}, []),
    ],
)
def test_the_list_is_narrowed_down_by_status_section_year_and_words(
    person_id: UUID, client: FlaskClient, narrowed: dict[str, str], numbers: list[int]
) -> None:
    take_back(person_id, ask(person_id))
    with db.transaction() as session:
        session.scalars(select(ChangeRequest)).one().submitted_at = datetime(2018, 12, 31, 16, tzinfo=UTC)
        values = education(session, person_id, study_form="07")
    ask(person_id)
    ask(person_id, "education", data=values)

    page = client.get("/change-requests", query_string=narrowed, headers=bearer(person_id)).json

    assert [item["number"] for item in page["items"]] == numbers
    assert page["years"] == [datetime.now(UTC).year, 2019]


@pytest.mark.parametrize("query", [{"status": "x"}, {"section": "x"}, {"year": "0"}, {"q": "x" * 101}, {"sort": "x"}])
def test_what_can_not_be_asked_of_the_list_is_refused(
    person_id: UUID, client: FlaskClient, query: dict[str, str]
) -> None:
    assert client.get("/change-requests", query_string=query, headers=bearer(person_id)).status_code == 422


def test_a_search_goes_on_from_page_to_page(person_id: UUID, client: FlaskClient) -> None:
    for duty in ("副主任医师", "院长", "副主任医师", "院长", "副主任医师"):
        take_back(person_id, ask(person_id, data=work(duty=duty)))

    first = client.get("/change-requests?limit=2&q=副主任", headers=bearer(person_id)).json
    second = client.get(
        "/change-requests", query_string={"q": "副主任", "cursor": first["next"]}, headers=bearer(person_id)
    ).json

    assert [item["number"] for page in (first, second) for item in page["items"]] == [5, 3, 1]
    assert second["next"] is None


def test_the_list_goes_on_from_page_to_page(person_id: UUID, client: FlaskClient) -> None:
    for _ in range(5):
        take_back(person_id, ask(person_id))

    numbers, cursor = [], ""
    while cursor is not None:
        page = client.get(
            "/change-requests", query_string={"limit": 2, "cursor": cursor or None}, headers=bearer(person_id)
        )
        numbers += [item["number"] for item in page.json["items"]]
        cursor = page.json["next"]

    assert numbers == [5, 4, 3, 2, 1]
