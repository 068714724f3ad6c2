"""待提交的变更: kept while they are typed, handed in one by one or together, and gone after that."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

from services.profile.db import db
from services.profile.models import RecordStatus
from services.profile.operations import change_drafts
from services.profile.operations.collecting import _named
from tests.profile.builders import (
    ask,
    bearer,
    correct_entry,
    decide_change,
    entry_of,
    make_file,
    make_record,
    messages,
    work,
)

Json = dict[str, Any]


@pytest.fixture
def person_id() -> UUID:
    return make_record(RecordStatus.APPROVED)


def addition(**wish: Any) -> Json:
    """A job that is to be added."""
    usual: Json = {"section": "work_experience", "action": "add", "entry_id": None, "reason": "补充", "files": []}
    return usual | {"data": work(duty="讲师", end_month="2009-01")} | wish


def change_of(person_id: UUID, **wish: Any) -> Json:
    """Another duty at the first job."""
    entry = entry_of(person_id, "work_experience")
    facts = {"action": "modify", "entry_id": str(entry.id), "base_version": entry.content_version}
    return addition(data=work(duty="副主任医师")) | facts | wish


def keep(client: FlaskClient, person_id: UUID, typed: Json, draft_id: UUID | None = None) -> TestResponse:
    return client.put(f"/change-drafts/{draft_id or uuid4()}", json=typed, headers=bearer(person_id))


def kept(client: FlaskClient, person_id: UUID) -> list[Json]:
    found: list[Json] = client.get("/change-drafts", headers=bearer(person_id)).json["items"]
    return found


def hand_in(client: FlaskClient, person_id: UUID, *drafts: str, key: str = "") -> TestResponse:
    headers = bearer(person_id) | ({"Idempotency-Key": key} if key else {})
    return client.post("/change-requests/bundles", json={"drafts": drafts}, headers=headers)


def test_what_was_typed_is_kept_beside_what_the_record_holds(client: FlaskClient, person_id: UUID) -> None:
    typed = change_of(person_id, data={"duty": "副", "start_month": "二〇"}, reason="")

    answer = keep(client, person_id, typed)

    assert answer.status_code == 200
    (draft,) = kept(client, person_id)
    assert draft == answer.json
    assert (draft["data"], draft["current"]["duty"]) == ({"duty": "副", "start_month": "二〇"}, "主治医师")


def test_the_last_words_of_a_form_take_the_place_of_those_before(client: FlaskClient, person_id: UUID) -> None:
    same = uuid4()
    for duty in ("讲", "讲师"):
        keep(client, person_id, addition(data={"duty": duty}), same)
    for duty in ("副", "副主任"):  # two windows with the form of one entry
        keep(client, person_id, change_of(person_id, data={"duty": duty}))

    assert [draft["data"]["duty"] for draft in kept(client, person_id)] == ["讲师", "副主任"]


def test_several_additions_are_prepared_side_by_side(client: FlaskClient, person_id: UUID) -> None:
    for duty in ("讲师", "教授"):
        keep(client, person_id, addition(data={"duty": duty}))

    assert [draft["data"]["duty"] for draft in kept(client, person_id)] == ["讲师", "教授"]


@pytest.mark.parametrize("status", sorted(set(RecordStatus) - {RecordStatus.APPROVED}))
def test_nothing_is_prepared_for_a_record_that_is_not_approved(client: FlaskClient, status: RecordStatus) -> None:
    answer = keep(client, make_record(status), addition())

    assert (answer.status_code, answer.json["error"]) == (409, "record_not_approved")


@pytest.mark.parametrize("field", ["mobile", "name", "id_number", "status"])
def test_a_draft_takes_nothing_that_a_request_could_not_change(
    client: FlaskClient, person_id: UUID, field: str
) -> None:
    entry = entry_of(person_id, "basic_info")

    answer = keep(
        client, person_id, change_of(person_id, section="basic_info", entry_id=str(entry.id), data={field: "1"})
    )

    assert (answer.status_code, list(answer.json["fields"])) == (422, [field])


def test_nobody_elses_entry_or_draft_is_reached(client: FlaskClient, person_id: UUID) -> None:
    other = make_record(RecordStatus.APPROVED)
    mine = keep(client, person_id, addition()).json["id"]

    assert keep(client, other, change_of(person_id)).status_code == 404
    assert keep(client, other, addition(), UUID(mine)).status_code == 404
    assert client.delete(f"/change-drafts/{mine}", headers=bearer(other)).status_code == 204
    assert hand_in(client, other, mine).json["refusals"][0]["error"] == "not_found"
    assert [draft["id"] for draft in kept(client, person_id)] == [mine]


def test_a_draft_lies_encrypted_and_its_files_are_kept(client: FlaskClient, person_id: UUID) -> None:
    with db.transaction() as session:
        file = make_file(session, person_id)
    keep(client, person_id, addition(data={"duty": "HeadNurse"}, reason="Promoted", files=[file]))

    with db.reading() as session:
        stored = session.scalar(text("SELECT change_draft::text FROM change_draft"))
        assert "HeadNurse" not in stored
        assert "Promoted" not in stored
        assert UUID(file["id"]) in _named(session, person_id)


def test_a_store_of_drafts_has_a_limit(client: FlaskClient, person_id: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(change_drafts, "MOST", 1)
    keep(client, person_id, addition())

    assert keep(client, person_id, addition()).json["error"] == "too_many_drafts"
    assert keep(client, person_id, addition(data={"duty": "讲" * 70_000})).json["error"] == "draft_too_large"


def test_a_draft_that_is_not_wanted_is_dropped(client: FlaskClient, person_id: UUID) -> None:
    draft = keep(client, person_id, addition()).json["id"]

    for _ in range(2):
        assert client.delete(f"/change-drafts/{draft}", headers=bearer(person_id)).status_code == 204
    assert kept(client, person_id) == []


def test_handing_in_drops_the_draft_of_the_form_and_no_other(client: FlaskClient, person_id: UUID) -> None:
    keep(client, person_id, change_of(person_id))
    first, second = (keep(client, person_id, addition()).json["id"] for _ in range(2))

    ask(person_id)  # from another window, which knows nothing of the draft
    client.post("/change-requests", json=addition(draft_id=first), headers=bearer(person_id))

    assert [draft["id"] for draft in kept(client, person_id)] == [second]


def test_several_are_handed_in_together_and_decided_one_by_one(client: FlaskClient, person_id: UUID) -> None:
    drafts = [keep(client, person_id, typed).json["id"] for typed in (change_of(person_id), addition())]

    answer = hand_in(client, person_id, *drafts)

    assert answer.status_code == 201
    first, second = answer.json["items"]
    assert first["bundle_id"] == second["bundle_id"] is not None
    assert [told["bundle_id"] for told in messages("review.requested")[1:]] == [first["bundle_id"]] * 2
    assert kept(client, person_id) == []
    assert (decide_change(UUID(first["id"])), decide_change(UUID(second["id"]), "return")) == ("approved", "rejected")
    shown = client.get(f"/change-requests/{first['id']}", headers=bearer(person_id)).json["bundle"]
    assert [(each["number"], each["status"]) for each in shown] == [(1, "approved"), (2, "rejected")]


def test_one_alone_is_no_bundle(client: FlaskClient, person_id: UUID) -> None:
    draft = keep(client, person_id, addition()).json["id"]

    (request,) = hand_in(client, person_id, draft).json["items"]

    assert request["bundle_id"] is None
    assert client.get(f"/change-requests/{request['id']}", headers=bearer(person_id)).json["bundle"] == []


def test_if_one_can_not_be_handed_in_none_is_and_all_reasons_are_told(client: FlaskClient, person_id: UUID) -> None:
    good = keep(client, person_id, addition()).json["id"]
    bad = keep(client, person_id, addition(data={"duty": "讲师", "start_month": "x"}, reason="")).json["id"]
    stale = keep(client, person_id, change_of(person_id)).json["id"]
    correct_entry(person_id, duty="院长")
    gone = str(uuid4())

    answer = hand_in(client, person_id, good, bad, stale, gone)

    assert (answer.status_code, answer.json["error"]) == (422, "bundle_refused")
    told = {each["draft"]: each for each in answer.json["refusals"]}
    assert {key: each["error"] for key, each in told.items()} == {
        bad: "entry_invalid",
        stale: "changed_meanwhile",
        gone: "not_found",
    }
    assert set(told[bad]["fields"]) >= {"start_month", "unit_name", "reason"}
    assert len(kept(client, person_id)) == 3
    assert len(messages("review.requested")) == 1


def test_a_bundle_sent_twice_is_taken_once(client: FlaskClient, person_id: UUID) -> None:
    drafts = [keep(client, person_id, addition()).json["id"] for _ in range(2)]

    first, second = (hand_in(client, person_id, *drafts, key="the-same-form") for _ in range(2))

    assert (first.status_code, first.json) == (second.status_code, second.json)
    assert len(messages("review.requested")) == 3


@pytest.mark.parametrize("drafts", [[], ["x"], [str(UUID(int=1))] * 2])
def test_a_bundle_of_nothing_or_of_twice_the_same_is_refused(
    client: FlaskClient, person_id: UUID, drafts: list[str]
) -> None:
    assert hand_in(client, person_id, *drafts).status_code == 422
