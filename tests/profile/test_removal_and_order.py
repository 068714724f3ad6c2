"""删除 can be taken back for a day; the order of entries is the person's."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

from services.profile.db import db
from services.profile.models import Entry, RecordStatus
from tests.profile.builders import at_once, bearer, entry_of, make_record, status_of, work

DUTIES = ("护士", "护师", "主管护师")


@pytest.fixture
def person_id(client: FlaskClient) -> UUID:
    """A person with three jobs."""
    person_id = make_record()
    remove(client, person_id, entry_of(person_id, "work_experience"))
    for duty in DUTIES:
        add(client, person_id, duty)
    return person_id


def add(client: FlaskClient, person_id: UUID, duty: str) -> TestResponse:
    body = {"data": work(duty=duty)}
    return client.post("/record/sections/work_experience/entries", json=body, headers=bearer(person_id))


def remove(client: FlaskClient, person_id: UUID, entry: Entry) -> TestResponse:
    headers = bearer(person_id) | {"If-Match": f'"{entry.version}"'}
    return client.delete(f"/record/entries/{entry.id}", headers=headers)


def restore(client: FlaskClient, person_id: UUID, entry_id: UUID) -> TestResponse:
    return client.post(f"/record/entries/{entry_id}/restoration", headers=bearer(person_id))


def jobs(client: FlaskClient, person_id: UUID) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get("/record", headers=bearer(person_id)).json["sections"]["work_experience"]
    return found


def duties(client: FlaskClient, person_id: UUID) -> list[str]:
    return [one["data"]["duty"] for one in jobs(client, person_id)]


def arrange(client: FlaskClient, person_id: UUID, order: list[str]) -> TestResponse:
    body = {"entries": order}
    return client.put("/record/sections/work_experience/order", json=body, headers=bearer(person_id))


def test_a_deleted_entry_comes_back_whole_and_to_its_place(client: FlaskClient, person_id: UUID) -> None:
    before = jobs(client, person_id)
    first = entry_of(person_id, "work_experience")
    remove(client, person_id, first)
    assert duties(client, person_id) == ["护师", "主管护师"]

    assert [restore(client, person_id, first.id).status_code for _ in range(2)] == [201, 201]

    after = jobs(client, person_id)
    assert [one["data"] for one in after] == [one["data"] for one in before]
    assert after[0]["version"] == first.version + 1


def test_an_entry_whose_place_was_taken_comes_back_at_the_end(client: FlaskClient, person_id: UUID) -> None:
    with db.reading() as session:
        last = session.get_one(Entry, UUID(jobs(client, person_id)[-1]["id"]))
    remove(client, person_id, last)
    add(client, person_id, "护理部主任")

    restore(client, person_id, last.id)

    assert duties(client, person_id) == ["护士", "护师", "护理部主任", "主管护师"]


def test_after_a_day_nothing_comes_back(client: FlaskClient, person_id: UUID) -> None:
    entry = entry_of(person_id, "work_experience")
    remove(client, person_id, entry)
    with db.transaction() as session:
        session.execute(text("UPDATE removed_entry SET removed_at = removed_at - interval '25 hours'"))

    answer = restore(client, person_id, entry.id)
    assert (answer.status_code, answer.json["error"]) == (404, "not_restorable")

    remove(client, person_id, entry_of(person_id, "work_experience"))
    with db.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM removed_entry")) == 1


def test_only_ones_own_entry_comes_back(client: FlaskClient, person_id: UUID) -> None:
    entry = entry_of(person_id, "work_experience")
    remove(client, person_id, entry)

    assert restore(client, make_record(), entry.id).json["error"] == "not_restorable"
    assert restore(client, person_id, uuid4()).status_code == 404


@pytest.mark.parametrize("status", list(RecordStatus))
def test_entries_come_back_and_move_only_while_the_record_is_edited(client: FlaskClient, status: RecordStatus) -> None:
    person_id = make_record(status)
    editable = status in {RecordStatus.DRAFT, RecordStatus.RETURNED}
    order = [one["id"] for one in jobs(client, person_id)]

    assert restore(client, person_id, uuid4()).status_code == (404 if editable else 409)
    assert arrange(client, person_id, order).status_code == (204 if editable else 409)
    assert status_of(person_id) is status


def test_the_single_entry_that_was_filled_in_again_is_not_overwritten(client: FlaskClient) -> None:
    person_id = make_record()
    entry = entry_of(person_id, "basic_info")
    remove(client, person_id, entry)
    client.post("/record/sections/basic_info/entries", json={"data": {"sex": "2"}}, headers=bearer(person_id))

    assert restore(client, person_id, entry.id).json["error"] == "too_many_entries"


def test_entries_stand_in_the_order_that_was_asked_for(client: FlaskClient, person_id: UUID) -> None:
    for turn in ((2, 0, 1), (0, 1, 2), (1, 0, 2)):
        ids = [one["id"] for one in jobs(client, person_id)]
        wanted = [duties(client, person_id)[place] for place in turn]

        assert arrange(client, person_id, [ids[place] for place in turn]).status_code == 204
        assert duties(client, person_id) == wanted


def test_an_order_names_every_entry_once(client: FlaskClient, person_id: UUID) -> None:
    ids = [one["id"] for one in jobs(client, person_id)]

    for order in ([], ids[:2], [*ids, ids[0]], [ids[0], ids[0], ids[1]], [*ids[:2], str(uuid4())]):
        answer = arrange(client, person_id, order)
        assert (answer.status_code, answer.json["error"]) == (409, "order_outdated")
    assert arrange(client, person_id, ["x"]).status_code == 422
    assert duties(client, person_id) == list(DUTIES)


def test_deleting_restoring_and_ordering_at_once_lose_nothing(client: FlaskClient, person_id: UUID) -> None:
    ids = [one["id"] for one in jobs(client, person_id)]
    entry = entry_of(person_id, "work_experience")

    at_once(
        *[lambda: arrange(client, person_id, ids[::-1]), lambda: remove(client, person_id, entry)] * 2,
        *[lambda: restore(client, person_id, entry.id)] * 2,
    )
    restore(client, person_id, entry.id)

    assert sorted(duties(client, person_id)) == sorted(DUTIES)
