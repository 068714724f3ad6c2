"""A code list changes: what people chose before stays theirs, and nobody chooses it any more."""

from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from services.profile.db import db
from services.profile.models import ChangeAction, Entry, RecordStatus
from services.profile.operations.change_requests import request_change
from services.profile.operations.values import EntryInvalid
from tests.profile.builders import bearer, entry_of, make_record, wish_of, work

FENGRUN = "130221"  # 唐山市丰润县, a district with another code since 2002
LETING = "130225"


def put(client: FlaskClient, person_id: UUID, entry: Entry, data: dict[str, Any]) -> TestResponse:
    headers = bearer(person_id) | {"If-Match": f'"{entry.version}"'}
    return client.put(f"/record/entries/{entry.id}", json={"data": data}, headers=headers)


def old_entry(status: RecordStatus = RecordStatus.DRAFT) -> tuple[UUID, Entry]:
    """A record whose job was entered while its division still existed."""
    person_id = make_record(status)
    with db.transaction() as session:
        session.get_one(Entry, entry_of(person_id, "work_experience").id).values = work(region=FENGRUN)
    return person_id, entry_of(person_id, "work_experience")


def test_an_old_entry_is_saved_again_with_its_retired_code(client: FlaskClient) -> None:
    person_id, entry = old_entry()

    answer = put(client, person_id, entry, work(region=FENGRUN, duty="副主任医师"))

    assert answer.status_code == 200
    assert [(one["field"], one["code"]) for one in answer.json["warnings"]] == [("region", "retired")]
    assert entry_of(person_id, "work_experience").values == work(region=FENGRUN, duty="副主任医师")


def test_a_retired_code_is_not_chosen_newly(client: FlaskClient) -> None:
    person_id, entry = old_entry()
    put(client, person_id, entry, work(region=LETING))

    back = put(client, person_id, entry_of(person_id, "work_experience"), work(region=FENGRUN))
    other = client.post(
        "/record/sections/work_experience/entries", json={"data": work(region=FENGRUN)}, headers=bearer(person_id)
    )

    for refused in (back, other):
        assert (refused.status_code, refused.json["error"]) == (422, "entry_invalid")
        assert refused.json["problems"] == [{"field": "region", "code": "retired"}]
        assert refused.json["fields"] == {"region": ["所在地：「河北省唐山市丰润县」已停用，请从列表中另选。"]}


def test_a_record_with_a_retired_code_is_handed_in(client: FlaskClient) -> None:
    person_id, _ = old_entry()

    assert client.post("/record/submission", headers=bearer(person_id)).status_code == 201


def test_a_change_request_keeps_a_retired_code_and_chooses_none(client: FlaskClient) -> None:
    person_id, entry = old_entry(RecordStatus.APPROVED)

    added = wish_of(person_id, action=ChangeAction.ADD, entry_id=None, data=work(region=FENGRUN))
    with db.transaction() as session, pytest.raises(EntryInvalid):
        request_change(session, person_id, added)
    with db.transaction() as session:
        request = request_change(session, person_id, wish_of(person_id, data=work(region=FENGRUN, duty="院长")))
        assert request.new == work(region=FENGRUN, duty="院长")
    assert entry.values == work(region=FENGRUN)
