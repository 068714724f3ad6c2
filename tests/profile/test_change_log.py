"""修改记录: everything that happened to a record, with roles and both values, written once and never changed."""

from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, text, update
from sqlalchemy.exc import ProgrammingError

from services.profile.db import db
from services.profile.models import ChangeAction, LoggedChange, RecordStatus
from services.profile.operations.entries import add_entry, change_entry
from services.profile.operations.order import reorder
from services.profile.operations.removal import remove_entry, restore_entry
from shared.paging import cursor_of
from tests.profile.builders import (
    REVIEWER,
    ask,
    bearer,
    decide_change,
    entry_of,
    make_record,
    take_back,
    withdraw,
    work,
)

Json = dict[str, Any]


def log_of(client: FlaskClient, person_id: UUID, query: str = "") -> Json:
    response = client.get(f"/record/log{query}", headers=bearer(person_id))
    assert response.status_code == 200, response.json
    found: Json = response.json
    return found


def newest(client: FlaskClient, person_id: UUID) -> Json:
    line: Json = log_of(client, person_id, "?limit=1")["items"][0]
    return line


def change_work(person_id: UUID, **values: Any) -> None:
    entry = entry_of(person_id, "work_experience")
    with db.transaction() as session:
        change_entry(session, person_id, entry.id, work(**values), expected=entry.version)


def test_a_change_is_logged_with_the_role_and_both_values_of_what_differs(client: FlaskClient) -> None:
    person_id = make_record()

    change_work(person_id, duty="副主任医师")

    line = newest(client, person_id)
    assert (line["deed"], line["role"], line["section"]) == ("changed", "professional", "work_experience")
    assert "石家庄市第一医院" in line["subject"]
    assert line["fields"] == [{"key": "duty", "label": "职务", "old_text": "主治医师", "new_text": "副主任医师"}]


def test_saving_without_a_change_logs_nothing(client: FlaskClient) -> None:
    person_id = make_record()
    before = log_of(client, person_id)["items"]

    change_work(person_id)

    assert log_of(client, person_id)["items"] == before


def test_sensitive_values_are_stored_and_shown_as_masks_only(client: FlaskClient) -> None:
    person_id = make_record()
    entry = entry_of(person_id, "basic_info")
    with db.transaction() as session:
        change_entry(session, person_id, entry.id, entry.values | {"mobile": "13812345670"}, expected=entry.version)

    (field,) = newest(client, person_id)["fields"]

    assert field["key"] == "mobile"
    assert "*" in field["old_text"]
    assert "*" in field["new_text"]
    with db.reading() as session:
        stored = session.scalars(text("SELECT row_to_json(logged_change)::text FROM logged_change")).all()
    assert "13812345678" not in str(stored)
    assert "13812345670" not in str(stored)


def test_adding_deleting_bringing_back_and_ordering_are_logged_each_as_what_it_was(client: FlaskClient) -> None:
    person_id = make_record()
    with db.transaction() as session:
        second = add_entry(session, person_id, "work_experience", work(end_month="2004-07")).entry
    first = entry_of(person_id, "work_experience")
    with db.transaction() as session:
        reorder(session, person_id, "work_experience", [second.id, first.id])
    with db.transaction() as session:
        remove_entry(session, person_id, second.id, expected=second.version)
    with db.transaction() as session:
        restore_entry(session, person_id, second.id)

    deeds = [line["deed"] for line in log_of(client, person_id, "?limit=4")["items"]]

    assert deeds == ["restored", "removed", "reordered", "added"]


def test_the_same_order_again_is_no_change(client: FlaskClient) -> None:
    person_id = make_record()
    with db.transaction() as session:
        reorder(session, person_id, "work_experience", [entry_of(person_id, "work_experience").id])

    assert newest(client, person_id)["deed"] == "added"


def test_an_applied_change_request_is_logged_in_the_role_of_who_decided_it(client: FlaskClient) -> None:
    person_id = make_record(RecordStatus.APPROVED)
    request_id = ask(person_id)
    decide_change(request_id)

    moved, changed, asked = log_of(client, person_id, "?limit=3")["items"]

    assert (asked["deed"], asked["kind"], asked["reason"]) == ("asked", "change", "职务变动")
    assert (moved["deed"], moved["old_status"], moved["new_status"]) == ("moved", "pending", "approved")
    assert (changed["deed"], changed["role"], changed["request_id"]) == ("changed", "unit_reviewer", str(request_id))
    assert [field["new_text"] for field in changed["fields"]] == ["副主任医师"]
    assert asked["fields"] == changed["fields"]


def test_an_applied_deletion_and_addition_are_logged(client: FlaskClient) -> None:
    person_id = make_record(RecordStatus.APPROVED)
    decide_change(ask(person_id, action=ChangeAction.ADD, entry_id=None, data=work(start_month="2010-01")))
    decide_change(ask(person_id, action=ChangeAction.DELETE, data={}))

    deeds = [line["deed"] for line in log_of(client, person_id)["items"] if line["request_id"]]

    assert deeds == ["moved", "removed", "asked", "moved", "added", "asked"]


def test_submissions_withdrawals_and_decisions_stand_in_the_log(client: FlaskClient) -> None:
    person_id = make_record(RecordStatus.PENDING)
    withdraw(person_id)

    moves = [(line["old_status"], line["new_status"]) for line in log_of(client, person_id, "?limit=2")["items"]]

    assert moves == [("pending", "draft"), ("draft", "pending")]


def test_nobody_is_named_only_roles(client: FlaskClient) -> None:
    person_id = make_record(RecordStatus.RETURNED)

    told = newest(client, person_id)

    assert told["role"] == "unit_reviewer"
    assert str(REVIEWER) not in str(told)


def test_pages_follow_each_other_without_gap_or_repetition(client: FlaskClient) -> None:
    person_id = make_record(RecordStatus.APPROVED)
    take_back(person_id, ask(person_id))
    whole = log_of(client, person_id)["items"]
    seen: list[Json] = []
    query = "?limit=2"
    while query:
        page = log_of(client, person_id, query)
        seen += page["items"]
        query = f"?limit=2&cursor={page['next']}" if page["next"] else ""

    assert seen == whole
    assert len(whole) > 8


@pytest.mark.parametrize(
    "cursor",
    ["x", cursor_of(1), cursor_of("yesterday", 1, 1), cursor_of("2026-01-01T00:00:00+00:00", 9, 1),
     cursor_of("2026-01-01T00:00:00+00:00", 1, "9" * 30)],
)  # fmt: skip
def test_a_cursor_that_is_none_is_refused_in_words(client: FlaskClient, cursor: str) -> None:
    person_id = make_record()

    response = client.get(f"/record/log?cursor={cursor}", headers=bearer(person_id))

    assert (response.status_code, response.json["error"]) == (422, "cursor_invalid")


def test_the_log_of_another_person_is_never_seen(client: FlaskClient) -> None:
    make_record(RecordStatus.APPROVED)
    other = make_record()

    assert {line["role"] for line in log_of(client, other)["items"]} == {"professional"}
    assert len(log_of(client, other)["items"]) == 5


@pytest.mark.parametrize("statement", [update(LoggedChange).values(role="x"), delete(LoggedChange)])
def test_the_database_refuses_to_change_the_log(statement: Any) -> None:
    make_record()

    with pytest.raises(ProgrammingError, match="append-only"), db.transaction() as session:
        session.execute(statement)
