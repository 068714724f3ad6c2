"""What a unit says of itself is confirmed by its superior, and a merger by a second administrator."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.auth.db import db
from services.auth.models import Grant, Job, Person
from services.auth.operations.corrections import apply_correction
from services.auth.operations.unit_mergers import MERGER
from shared.auth import Role
from shared.jobs import JobStatus, go_on
from shared.messaging.corrections import CorrectionApproved
from tests.apps import service_app
from tests.auth.conftest import make_person, make_unit, new_code, published
from tests.auth.units import REASON, Tree, deed, merged, post, seen, tell_all, unit_of

FACTS = ("name", "code", "nature", "region")


@pytest.fixture
def tree(client: FlaskClient) -> Tree:
    return Tree()


def asked(client: FlaskClient, tree: Tree, **facts: Any) -> Any:
    """The hospital's administrator asks for other facts."""
    unit = unit_of(tree.hospital)
    body = {name: getattr(unit, name) for name in FACTS} | {"name": "第一中心医院"} | facts | REASON
    return post(client, f"/units/{tree.hospital}/requests", tree["unit"] | seen(tree.hospital), body)


def answered(client: FlaskClient, tree: Tree, request_id: str, who: str, answer: str = "confirmation") -> Any:
    body = REASON if answer == "rejection" else None
    return post(client, f"/unit-requests/{request_id}/{answer}", tree[who], body)


def told(status: str) -> set[str]:
    """Who was told that a request stands so."""
    messages = [message for message in published("unit_request.changed") if message["status"] == status]
    return {recipient for message in messages for recipient in message["recipients"]}


def test_own_data_takes_effect_when_the_superior_confirms_it(client: FlaskClient, tree: Tree) -> None:
    request = asked(client, tree, nature="20").json

    assert request["before"] == {"name": "第一医院", "nature": "22"}
    assert request["after"] == {"name": "第一中心医院", "nature": "20"}
    assert unit_of(tree.hospital).name == "第一医院"
    waiting = client.get("/unit-requests", query_string={"pending": "true"}, headers=tree["city"]).json["items"]
    assert [item["id"] for item in waiting] == [request["id"]]
    assert told("pending") == {str(tree.admins[who].id) for who in ("city", "second of city")}

    confirmed = answered(client, tree, request["id"], "city")

    assert confirmed.json["status"] == "approved"
    assert (unit_of(tree.hospital).name, unit_of(tree.hospital).nature) == ("第一中心医院", "20")
    assert told("approved") == {str(tree.admins[who].id) for who in ("unit", "city")}
    assert published("unit.changed")[-1]["unit_name"] == "第一中心医院"


def test_contact_data_need_no_confirmation(client: FlaskClient, tree: Tree) -> None:
    body = {"phone": "0311-88880000", "address": "长安区范西路 1 号"}

    answer = client.put(f"/units/{tree.hospital}/contact", json=body, headers=tree["unit"] | seen(tree.hospital))

    assert (answer.status_code, answer.json["phone"]) == (200, "0311-88880000")


def test_a_unit_asks_for_one_thing_at_a_time(client: FlaskClient, tree: Tree) -> None:
    asked(client, tree)

    second = asked(client, tree, name="第二个名称")

    assert (second.status_code, second.json["error"]) == (409, "unit_request_pending")


def test_what_changes_nothing_or_can_not_be_is_not_asked_for(client: FlaskClient, tree: Tree) -> None:
    same, taken = asked(client, tree, name="第一 医院"), asked(client, tree, name="第一中学")

    assert (same.json["error"], taken.json["error"]) == ("unit_request_empty", "unit_refused")


@pytest.mark.parametrize("answer", ["confirmation", "rejection"])
def test_only_who_is_above_answers_and_never_who_asked(client: FlaskClient, tree: Tree, answer: str) -> None:
    request_id = asked(client, tree).json["id"]
    refused = {"unit": 403, "other city": 404, "security": 403, "reviewer": 403}

    for who, code in refused.items():
        assert answered(client, tree, request_id, who, answer).status_code == code, who
    assert answered(client, tree, request_id, "province", answer).status_code == 201


def test_a_superior_does_not_confirm_what_was_asked_for_in_person(client: FlaskClient, tree: Tree) -> None:
    request = deed(client, tree.hospital, "mergers", tree["city"], into_id=str(tree.school)).json

    own = answered(client, tree, request["id"], "city")

    assert (own.status_code, own.json["error"]) == (409, "second_administrator_needed")
    assert not unit_of(tree.hospital).closed


def test_a_refusal_is_told_with_its_reason_and_changes_nothing(client: FlaskClient, tree: Tree) -> None:
    request_id = asked(client, tree).json["id"]

    answered(client, tree, request_id, "city", "rejection")

    assert unit_of(tree.hospital).name == "第一医院"
    (message,) = [each for each in published("unit_request.changed") if each["status"] == "rejected"]
    assert (message["answer"], str(tree.admins["unit"].id) in message["recipients"]) == ("机构改革", True)
    assert asked(client, tree).status_code == 201


@pytest.mark.parametrize("answer", ["confirmation", "rejection", "withdrawal"])
@pytest.mark.parametrize("before", ["confirmation", "rejection", "withdrawal"])
def test_what_was_answered_stays_answered(client: FlaskClient, tree: Tree, before: str, answer: str) -> None:
    request_id = asked(client, tree).json["id"]
    first = answered(client, tree, request_id, "unit" if before == "withdrawal" else "city", before).json["status"]

    second = answered(client, tree, request_id, "unit" if answer == "withdrawal" else "city", answer)

    assert second.status_code == 409
    assert client.get(f"/unit-requests/{request_id}", headers=tree["unit"]).json["status"] == first


def test_a_request_made_from_other_facts_does_not_take_effect(client: FlaskClient, tree: Tree) -> None:
    request_id = asked(client, tree).json["id"]
    unit = unit_of(tree.hospital)
    body = {name: getattr(unit, name) for name in FACTS} | {"name": "由主管部门改名的医院"}
    client.put(f"/units/{tree.hospital}", json=body, headers=tree["city"] | seen(tree.hospital))

    answer = answered(client, tree, request_id, "city")

    assert (answer.status_code, answer.json["error"]) == (409, "unit_request_outdated")


def test_two_who_answer_at_once_answer_once(client: FlaskClient, tree: Tree) -> None:
    request_id = asked(client, tree).json["id"]

    def confirm(who: str) -> int:
        path = f"/unit-requests/{request_id}/confirmation"
        code: int = service_app("auth").test_client().post(path, headers=tree[who]).status_code
        return code

    with ThreadPoolExecutor(2) as two:
        assert sorted(two.map(confirm, ["city", "second of city"])) == [201, 409]


def test_a_merger_takes_everything_along_at_once(client: FlaskClient, tree: Tree) -> None:
    reviewer = tree.admins["reviewer"]
    elsewhere = make_person(tree.city, Role.UNIT_REVIEWER, password=None)
    with db.transaction() as session:
        session.add(Grant(person_id=elsewhere.id, role=Role.UNIT_REVIEWER, unit_id=tree.hospital))
        session.add(Grant(person_id=reviewer.id, role=Role.UNIT_REVIEWER, unit_id=tree.school))

    merged(client, tree, tree.hospital, tree.school)

    hospital, department = unit_of(tree.hospital), unit_of(tree.department)
    assert (hospital.closed, hospital.merged_into_id, department.superior_id) == (True, tree.school, tree.school)
    with db.reading() as session:
        assert session.scalar(select(func.count()).where(Person.unit_id == tree.hospital)) == 0
        assert session.scalar(select(func.count()).where(Person.unit_id == tree.school)) == 3
        assert session.scalar(select(func.count()).where(Grant.unit_id == tree.hospital)) == 0
        held = session.scalars(select(Grant.unit_id).where(Grant.person_id == elsewhere.id)).all()
        assert set(held) == {tree.city, tree.school}


def test_everybody_is_told_of_a_merger_however_often_it_is_interrupted(client: FlaskClient, tree: Tree) -> None:
    people = {str(make_person(tree.hospital, password=None).id) for _ in range(60)}
    job_id = merged(client, tree, tree.hospital, tree.school)

    begun = tell_all(job_id, chunks=1)
    assert begun.status is JobStatus.RUNNING
    with Session(db.engine) as session:  # killed before the chunk was committed
        go_on(session, MERGER, MERGER.continued(session.get_one(Job, UUID(job_id))))
        session.rollback()
    done = tell_all(job_id)

    assert (done.status, done.failed, done.done) == (JobStatus.DONE, 0, done.total)
    there = {each["person_id"] for each in published("person.changed") if each["unit_id"] == str(tree.school)}
    assert people <= there
    moved = [each for each in published("unit.changed") if each["unit_id"] == str(tree.department)]
    assert moved[-1]["superior_id"] == str(tree.school)
    assert str(tree.admins["unit"].id) in told("done")


def test_the_code_of_a_merged_unit_still_finds_where_it_went(client: FlaskClient, tree: Tree) -> None:
    merged(client, tree, tree.hospital, tree.school)
    merged(client, tree, tree.school, into := make_unit(tree.city, "接收单位"))

    (found,) = client.get("/units", query_string={"q": unit_of(tree.hospital).code}, headers=tree["city"]).json

    assert (found["closed"], found["merged_into_name"], found["merged_into_id"]) == (True, "接收单位", str(into))


@pytest.mark.parametrize("into", ["hospital", "department"])
def test_a_unit_does_not_go_into_itself_or_what_is_below(client: FlaskClient, tree: Tree, into: str) -> None:
    answer = deed(client, tree.hospital, "mergers", tree["city"], into_id=str(getattr(tree, into)))

    assert answer.status_code in {409, 422}


def test_a_merger_is_for_who_is_above_both(client: FlaskClient, tree: Tree) -> None:
    abroad = make_unit(tree.other_city)

    assert deed(client, tree.hospital, "mergers", tree["city"], into_id=str(abroad)).status_code == 404
    request = deed(client, tree.hospital, "mergers", tree["province"], into_id=str(abroad)).json
    assert answered(client, tree, request["id"], "city").status_code == 403
    assert told("pending") == {str(tree.admins["system"].id)}
    assert answered(client, tree, request["id"], "system").status_code == 201


def test_namesakes_below_stand_against_a_merger(client: FlaskClient, tree: Tree) -> None:
    make_unit(tree.school, "第一医院分院")

    answer = deed(client, tree.hospital, "mergers", tree["city"], into_id=str(tree.school))

    assert (answer.status_code, answer.json["error"]) == (409, "unit_merger_namesakes")


def test_a_move_to_a_unit_that_was_merged_meanwhile_leads_to_the_other(client: FlaskClient, tree: Tree) -> None:
    person = make_person(tree.hospital, password=None)
    abroad = make_unit(tree.city)
    approved = CorrectionApproved(
        version=2, correction_id=uuid4(), person_id=person.id, from_unit_id=tree.hospital, unit_id=abroad
    )
    merged(client, tree, tree.hospital, tree.school)
    merged(client, tree, abroad, into := make_unit(tree.city))

    with db.transaction() as session:
        applied = apply_correction(session, approved)

    assert applied.obstacle is None
    with db.reading() as session:
        assert session.get_one(Person, person.id).unit_id == into


def test_what_is_asked_of_a_unit_lapses_when_it_is_closed(client: FlaskClient, tree: Tree) -> None:
    empty = make_unit(tree.hospital, "空单位")
    body = {"name": "另一名称", "code": new_code(), "nature": "21", "region": "130104", **REASON}
    request = post(client, f"/units/{empty}/requests", tree["system"] | seen(empty), body).json

    deed(client, empty, "closing", tree["city"])

    assert client.get(f"/unit-requests/{request['id']}", headers=tree["city"]).json["status"] == "withdrawn"
