"""Comparing what was handed in: any two snapshots, for their owner and for the reviewer who may see both."""

from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest
from flask.testing import FlaskClient

from services.profile.db import db
from services.profile.models import RecordStatus
from services.profile.operations.entries import add_entry, change_entry
from services.profile.operations.mirrors import mirror_person
from services.profile.operations.order import reorder
from services.profile.operations.removal import remove_entry
from services.profile.operations.submit import submit_record
from shared.catalogue import masked
from shared.crypto import encrypt
from tests.profile.builders import (
    ID_NUMBER,
    REVIEWER,
    ask,
    basic_info,
    bearer,
    case_pass,
    decide,
    decide_change,
    entry_of,
    make_record,
    person_changed,
    submissions_of,
    work,
)

Json = dict[str, Any]


def compared(client: FlaskClient, headers: dict[str, str], earlier: UUID, later: UUID) -> Json:
    response = client.get(f"/submissions/comparison?from={earlier}&to={later}", headers=headers)
    assert response.status_code == 200, response.json
    found: Json = response.json
    return found


def own(client: FlaskClient, person_id: UUID) -> Json:
    """The newest two snapshots of a person beside each other, as the person sees them."""
    *_, earlier, later = submissions_of(person_id)
    return compared(client, bearer(person_id), earlier.id, later.id)


def section(comparison: Json, key: str) -> Json:
    (found,) = [part for part in comparison["sections"] if part["key"] == key]
    return dict(found)


def resubmit(person_id: UUID) -> None:
    with db.transaction() as session:
        submit_record(session, person_id)


def states(comparison: Json, key: str) -> list[str]:
    return [entry["state"] for entry in section(comparison, key)["entries"]]


def test_a_changed_field_is_marked_with_both_texts_and_the_others_are_not(client: FlaskClient) -> None:
    person_id = make_record(RecordStatus.RETURNED)
    entry = entry_of(person_id, "work_experience")
    with db.transaction() as session:
        change_entry(session, person_id, entry.id, work(duty="副主任医师"), expected=entry.version)
    resubmit(person_id)

    seen = own(client, person_id)

    (only,) = section(seen, "work_experience")["entries"]
    assert only["state"] == "changed"
    changed = [(row["key"], row["old_text"], row["new_text"]) for row in only["fields"] if row["changed"]]
    assert changed == [("duty", "主治医师", "副主任医师")]
    assert [part["key"] for part in seen["sections"] if part["changed"]] == ["work_experience"]


def test_added_and_removed_entries_are_told_apart_from_changed_ones(client: FlaskClient) -> None:
    person_id = make_record(RecordStatus.RETURNED)
    entry = entry_of(person_id, "work_experience")
    with db.transaction() as session:
        remove_entry(session, person_id, entry.id, expected=entry.version)
        add_entry(session, person_id, "work_experience", work(unit_name="唐山市人民医院"))
    resubmit(person_id)

    added, removed = section(own(client, person_id), "work_experience")["entries"]

    assert (added["state"], removed["state"]) == ("added", "removed")
    assert {row["old_text"] for row in added["fields"]} == {row["new_text"] for row in removed["fields"]} == {""}


def test_entries_in_another_order_are_said_to_be_so(client: FlaskClient) -> None:
    person_id = make_record(RecordStatus.DRAFT)
    with db.transaction() as session:
        second = add_entry(session, person_id, "work_experience", work(end_month="2004-07")).entry.id
    resubmit(person_id)
    decide(person_id, submissions_of(person_id)[-1].id, "return")
    with db.transaction() as session:
        reorder(session, person_id, "work_experience", [second, entry_of(person_id, "work_experience").id])
    resubmit(person_id)

    seen = own(client, person_id)

    part = section(seen, "work_experience")
    assert (part["reordered"], part["changed"]) == (True, True)
    assert states(seen, "work_experience") == ["same", "same"]


def test_another_id_number_is_a_change_even_if_its_mask_is_the_same(client: FlaskClient) -> None:
    person_id = make_record(RecordStatus.RETURNED)
    corrected = encrypt("130153198003055124", key="id-number", place=f"person.changed|{person_id}")
    with db.transaction() as session:
        mirror_person(session, msgspec.structs.replace(person_changed(person_id, version=2), id_number=corrected))
    resubmit(person_id)

    (entry,) = section(own(client, person_id), "basic_info")["entries"]

    (row,) = [row for row in entry["fields"] if row["key"] == "id_number"]
    assert row["changed"]
    assert row["old_text"] == row["new_text"] == masked(ID_NUMBER)


def test_a_snapshot_beside_itself_shows_no_difference(client: FlaskClient) -> None:
    person_id = make_record(RecordStatus.PENDING)
    (only,) = submissions_of(person_id)

    seen = compared(client, bearer(person_id), only.id, only.id)

    assert not any(part["changed"] for part in seen["sections"])


def test_the_reviewer_of_a_case_compares_what_it_shows_and_nothing_else(client: FlaskClient) -> None:
    person_id = make_record(RecordStatus.RETURNED)
    resubmit(person_id)
    returned, pending = submissions_of(person_id)
    headers = case_pass(REVIEWER, person_id, pending.id)

    compared(client, headers, pending.id, pending.id)
    refused = client.get(f"/submissions/comparison?from={returned.id}&to={pending.id}", headers=headers)

    assert refused.status_code == 404


def test_the_reviewer_of_a_case_compares_it_with_the_approved_snapshot_before(client: FlaskClient) -> None:
    person_id = make_record(RecordStatus.APPROVED)
    decide_change(ask(person_id))
    approved, following = submissions_of(person_id)

    seen = compared(client, case_pass(REVIEWER, person_id, following.id), approved.id, following.id)

    assert states(seen, "work_experience") == ["changed"]


def test_nobody_compares_the_snapshots_of_another_person(client: FlaskClient) -> None:
    person_id, other = make_record(RecordStatus.PENDING), make_record(RecordStatus.PENDING)
    (mine,), (theirs,) = submissions_of(person_id), submissions_of(other)
    pairs = [(theirs.id, theirs.id), (mine.id, theirs.id), (mine.id, uuid4())]

    answers = [
        client.get(f"/submissions/comparison?from={one}&to={two}", headers=bearer(person_id)) for one, two in pairs
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]


@pytest.mark.parametrize("query", ["", "?from=1&to=2", "?from=00000000-0000-4000-8000-000000000001"])
def test_an_address_without_two_snapshots_is_refused_in_words(client: FlaskClient, query: str) -> None:
    person_id = make_record()

    response = client.get(f"/submissions/comparison{query}", headers=bearer(person_id))

    assert response.status_code == 422
    assert response.json["detail"]


def test_the_list_of_snapshots_names_their_outcome_newest_first_page_by_page(client: FlaskClient) -> None:
    person_id = make_record(RecordStatus.RETURNED)
    resubmit(person_id)

    first = client.get("/submissions?limit=1", headers=bearer(person_id)).json
    second = client.get(f"/submissions?limit=1&cursor={first['next']}", headers=bearer(person_id)).json

    assert [(one["number"], one["outcome"]) for one in first["items"] + second["items"]] == [(2, None), (1, "returned")]
    assert second["next"] is None


def test_contact_data_is_no_part_of_a_comparison(client: FlaskClient) -> None:
    person_id = make_record(RecordStatus.RETURNED)
    entry = entry_of(person_id, "basic_info")
    with db.transaction() as session:
        changed = basic_info(session, person_id, mobile="13900000000") | {
            key: entry.values[key] for key in ("photo", "id_scan")
        }
        change_entry(session, person_id, entry.id, changed, expected=entry.version)
    resubmit(person_id)

    assert not section(own(client, person_id), "basic_info")["changed"]
