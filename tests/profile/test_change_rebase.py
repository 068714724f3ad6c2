"""A conflict: shown three ways, and the wish put onto the record as it is now."""

from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from services.profile.db import db
from services.profile.models import ChangeAction, Entry, Record, RecordStatus
from services.profile.operations.entries import new_entry
from services.profile.operations.rebase import merged
from services.profile.operations.records import find_section
from tests.profile.builders import ask, bearer, correct_entry, decide_change, entry_of, make_record, take_back, work

Json = dict[str, Any]
JOBS = "work_experience"
VALUES = st.dictionaries(st.sampled_from("abcd"), st.sampled_from([None, "", "x", "y", "z"]))


@pytest.fixture
def person_id() -> UUID:
    return make_record(RecordStatus.APPROVED)


def conflicted(client: FlaskClient, person_id: UUID, request_id: UUID) -> Json:
    """The request after an approval that found the ground moved."""
    assert decide_change(request_id) == "conflict"
    shown: Json = client.get(f"/change-requests/{request_id}", headers=bearer(person_id)).json
    return shown


def remove_first(person_id: UUID) -> None:
    with db.transaction() as session:
        session.delete(session.get_one(Entry, entry_of(person_id, JOBS).id))


def add_entry(person_id: UUID, section: str, values: Json) -> UUID:
    with db.transaction() as session:
        return new_entry(session, session.get_one(Record, person_id), find_section(section), values).id


def test_fields_that_only_one_side_changed_come_together_by_themselves(client: FlaskClient, person_id: UUID) -> None:
    request_id = ask(person_id, data=work(duty="副主任医师"))
    correct_entry(person_id, unit_name="石家庄市人民医院")

    shown = conflicted(client, person_id, request_id)

    versions = [(shown[side]["duty"], shown[side]["unit_name"]) for side in ("old", "new", "current")]
    assert versions == [
        ("主治医师", "石家庄市第一医院"),
        ("副主任医师", "石家庄市第一医院"),
        ("主治医师", "石家庄市人民医院"),
    ]
    rebase = shown["rebase"]
    assert (rebase["ground"], rebase["action"], rebase["clashes"]) == ("changed", "modify", [])
    assert (rebase["data"]["duty"], rebase["data"]["unit_name"]) == ("副主任医师", "石家庄市人民医院")
    ask(person_id, data=rebase["data"])


def test_a_field_that_both_sides_changed_is_for_the_person_to_decide(client: FlaskClient, person_id: UUID) -> None:
    request_id = ask(person_id, data=work(duty="副主任医师", tech_work="重症医学"))
    correct_entry(person_id, duty="院长")

    rebase = conflicted(client, person_id, request_id)["rebase"]

    assert rebase["clashes"] == ["duty"]
    assert rebase["data"]["tech_work"] == "重症医学"


def test_a_wish_that_the_record_holds_already_is_not_asked_for_again(client: FlaskClient, person_id: UUID) -> None:
    request_id = ask(person_id, data=work(duty="副主任医师"))
    correct_entry(person_id, duty="副主任医师")

    rebase = conflicted(client, person_id, request_id)["rebase"]

    assert (rebase["ground"], rebase["action"]) == ("already", None)


def test_a_changed_entry_that_is_gone_can_be_asked_for_as_an_addition(client: FlaskClient, person_id: UUID) -> None:
    request_id = ask(person_id, data=work(duty="副主任医师"))
    remove_first(person_id)

    shown = conflicted(client, person_id, request_id)

    assert shown["current"] is None
    rebase = shown["rebase"]
    assert (rebase["ground"], rebase["action"], rebase["entry_id"]) == ("gone", "add", None)
    assert rebase["data"] == shown["new"]


def test_of_a_deletion_of_what_is_gone_nothing_is_left_to_ask(client: FlaskClient, person_id: UUID) -> None:
    add_entry(person_id, JOBS, work(start_month="2012-01"))
    request_id = ask(person_id, action=ChangeAction.DELETE, data={})
    remove_first(person_id)

    rebase = conflicted(client, person_id, request_id)["rebase"]

    assert (rebase["ground"], rebase["action"]) == ("gone", None)


def test_a_deletion_of_what_has_changed_is_asked_for_again(client: FlaskClient, person_id: UUID) -> None:
    add_entry(person_id, JOBS, work(start_month="2012-01"))
    request_id = ask(person_id, action=ChangeAction.DELETE, data={})
    correct_entry(person_id, duty="院长")

    shown = conflicted(client, person_id, request_id)

    assert (shown["old"]["duty"], shown["new"], shown["current"]["duty"]) == ("主治医师", None, "院长")
    assert (shown["rebase"]["ground"], shown["rebase"]["action"]) == ("changed", "delete")


def test_of_two_deletions_the_second_would_empty_a_required_section(client: FlaskClient, person_id: UUID) -> None:
    other = add_entry(person_id, JOBS, work(start_month="2012-01"))
    first = ask(person_id, action=ChangeAction.DELETE, data={})
    second = ask(person_id, action=ChangeAction.DELETE, entry_id=other, data={})
    assert decide_change(first) == "approved"

    rebase = conflicted(client, person_id, second)["rebase"]

    assert (rebase["ground"], rebase["action"]) == ("last", None)


def test_an_addition_to_a_section_that_is_full_by_now_can_not_be_asked_for(
    client: FlaskClient, person_id: UUID
) -> None:
    post = entry_of(person_id, "supporting_material")
    with db.transaction() as session:
        session.delete(session.get_one(Entry, post.id))
    request_id = ask(person_id, "supporting_material", action=ChangeAction.ADD, entry_id=None, data=post.data)
    add_entry(person_id, "supporting_material", dict(post.data))

    rebase = conflicted(client, person_id, request_id)["rebase"]

    assert (rebase["ground"], rebase["action"]) == ("full", None)


def test_only_a_conflict_has_something_to_put_onto_the_record(client: FlaskClient, person_id: UUID) -> None:
    request_id = ask(person_id)
    take_back(person_id, request_id)

    assert client.get(f"/change-requests/{request_id}", headers=bearer(person_id)).json["rebase"] is None


@given(old=VALUES, wished=VALUES, current=VALUES)
def test_putting_a_wish_onto_the_record_loses_nothing(old: Json, wished: Json, current: Json) -> None:
    data, clashes = merged(old, wished, current)

    for key in {*old, *wished, *current}:
        was, wish, now, value = (
            side.get(key) if side.get(key) != "" else None for side in (old, wished, current, data)
        )
        if wish == was:
            assert value == now
        elif now in (was, wish):
            assert value == wish
        else:
            assert key in clashes
    assert set(clashes) <= {*old, *wished, *current}
    assert merged(old, old, current)[0] == merged(current, current, current)[0]
