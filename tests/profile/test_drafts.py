"""自动保存: what is typed is kept before it is saved, and never stands in the way of what is saved."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from werkzeug.test import TestResponse

from services.profile.db import db
from services.profile.models import RecordStatus
from shared.auth import Role
from tests.profile.builders import bearer, entry_of, make_file, make_record, work

HALF_DONE: dict[str, Any] = {"start_month": "20", "duty": "外科"}


def keep(client: FlaskClient, person_id: UUID, form: str, data: Any, **more: Any) -> TestResponse:
    return client.put(f"/record/sections/{form}", json={"data": data} | more, headers=bearer(person_id))


def drafts(client: FlaskClient, person_id: UUID) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get("/record", headers=bearer(person_id)).json["drafts"]
    return found


def test_what_could_not_be_saved_is_kept_as_it_was_typed(client: FlaskClient) -> None:
    person_id = make_record()

    answer = keep(client, person_id, "work_experience/drafts/new", HALF_DONE)

    assert (answer.status_code, answer.json["data"]) == (200, HALF_DONE)
    assert drafts(client, person_id) == [answer.json]


def test_the_last_draft_of_a_form_takes_the_place_of_the_one_before(client: FlaskClient) -> None:
    person_id = make_record()
    entry = entry_of(person_id, "work_experience")

    for duty in ("护", "护士", "护士长"):
        keep(client, person_id, "work_experience/drafts/new", {"duty": duty})
        keep(client, person_id, f"work_experience/drafts/{entry.id}", {"duty": duty}, base_version=1)

    kept = {(one["entry_id"], one["base_version"]): one["data"]["duty"] for one in drafts(client, person_id)}
    assert kept == {(None, None): "护士长", (str(entry.id), 1): "护士长"}


def test_saving_an_entry_drops_its_draft_and_no_other(client: FlaskClient) -> None:
    person_id = make_record()
    entry = entry_of(person_id, "work_experience")
    for form in ("work_experience/drafts/new", f"work_experience/drafts/{entry.id}", "education/drafts/new"):
        keep(client, person_id, form, {})

    headers = bearer(person_id)
    client.put(f"/record/entries/{entry.id}", json={"data": work()}, headers=headers | {"If-Match": '"1"'})
    assert [(one["section"], one["entry_id"]) for one in drafts(client, person_id)] == [
        ("work_experience", None),
        ("education", None),
    ]
    client.post("/record/sections/work_experience/entries", json={"data": {"duty": "护士"}}, headers=headers)
    assert [one["section"] for one in drafts(client, person_id)] == ["education"]


def test_a_draft_that_is_not_wanted_is_dropped(client: FlaskClient) -> None:
    person_id = make_record()
    keep(client, person_id, "work_experience/drafts/new", HALF_DONE)

    for _ in range(2):
        answer = client.delete("/record/sections/work_experience/drafts/new", headers=bearer(person_id))
        assert answer.status_code == 204
    assert drafts(client, person_id) == []


@pytest.mark.parametrize("status", list(RecordStatus))
def test_a_draft_holds_what_may_be_filled_in_now(client: FlaskClient, status: RecordStatus) -> None:
    person_id = make_record(status)
    form = f"basic_info/drafts/{entry_of(person_id, 'basic_info').id}"
    editable = status in {RecordStatus.DRAFT, RecordStatus.RETURNED}

    assert keep(client, person_id, form, {"mobile": "138"}).status_code == 200
    assert keep(client, person_id, form, {"sex": "1"}).status_code == (200 if editable else 422)
    assert keep(client, person_id, "work_experience/drafts/new", {"duty": "护"}).status_code == (
        200 if editable else 409
    )


@pytest.mark.parametrize("field", ["name", "id_number", "status", "id"])
def test_a_draft_takes_no_field_that_is_not_the_persons(client: FlaskClient, field: str) -> None:
    answer = keep(client, make_record(), "basic_info/drafts/new", {field: "1"})

    assert (answer.status_code, list(answer.json["fields"])) == (422, [field])


def test_nobody_elses_entry_takes_a_draft(client: FlaskClient) -> None:
    mine, theirs = make_record(), entry_of(make_record(), "work_experience")

    for entry in (theirs.id, uuid4(), "x"):
        assert keep(client, mine, f"work_experience/drafts/{entry}", {}).status_code == 404
    assert keep(client, mine, f"education/drafts/{entry_of(mine, 'work_experience').id}", {}).status_code == 404
    refused = client.put(
        "/record/sections/education/drafts/new", json={"data": {}}, headers=bearer(mine, Role.UNIT_REVIEWER)
    )
    assert refused.status_code == 403


def test_a_draft_longer_than_any_form_is_refused(client: FlaskClient) -> None:
    answer = keep(client, make_record(), "work_experience/drafts/new", {"duty": "护" * 70_000})

    assert (answer.status_code, answer.json["error"]) == (413, "draft_too_large")


def test_the_files_of_a_draft_are_named_where_they_are_counted(client: FlaskClient) -> None:
    person_id = make_record()
    with db.transaction() as session:
        file = make_file(session, person_id)

    keep(client, person_id, "education/drafts/new", {"proof": [file]})

    with db.reading() as session:
        assert session.scalars(text("SELECT unnest(files) FROM draft")).all() == [UUID(file["id"])]


def test_what_was_typed_lies_encrypted(client: FlaskClient) -> None:
    keep(client, make_record(), "work_experience/drafts/new", {"duty": "HeadNurse"})

    with db.reading() as session:
        assert "HeadNurse" not in session.scalar(text("SELECT draft::text FROM draft"))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.dictionaries(st.sampled_from(["school", "proof", "degree"]), JSON), base=JSON)
def test_whatever_stands_in_a_form_is_kept_or_refused_with_its_place(client: FlaskClient, data: Any, base: Any) -> None:
    person_id = make_record()

    answer = keep(client, person_id, "education/drafts/new", data, base_version=base)

    assert answer.status_code in {200, 422}
    if answer.status_code == 200:
        assert drafts(client, person_id)[0]["data"] == data
    else:
        assert set(answer.json["fields"]) <= {"proof", "base_version", "data"}


def test_a_record_is_handed_in_over_its_drafts_only_by_who_says_so(client: FlaskClient) -> None:
    person_id = make_record()
    keep(client, person_id, "work_experience/drafts/new", HALF_DONE)

    def hand_in(drafts: str) -> TestResponse:
        return client.post("/record/submission", json={"drafts": drafts}, headers=bearer(person_id))

    refused = hand_in("refuse")
    assert (refused.status_code, refused.json["error"]) == (409, "drafts_left_behind")
    assert client.get("/record", headers=bearer(person_id)).json["status"] == "draft"
    assert hand_in("leave").status_code == 201
    assert len(drafts(client, person_id)) == 1
