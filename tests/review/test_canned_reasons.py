"""常用意见: inherited from the units above, kept by each unit's administrators, and by nobody else."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient

from services.review.operations.canned_reasons import MOST_REASONS
from shared.auth import Actor, Role
from tests.review.builders import bearer, person, unit


def ask(client: FlaskClient, actor: Actor, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    answer = client.open(path, method=method, json=body, headers=bearer(actor))
    return answer.status_code, answer.get_json(silent=True)


def admin(unit_id: UUID) -> Actor:
    return person((Role.UNIT_ADMIN, unit_id))


def add(client: FlaskClient, unit_id: UUID, *texts: str, section: str | None = None) -> list[str]:
    """Canned reasons of the unit, entered by its administrator; returns their ids."""
    path, body = f"/units/{unit_id}/canned-reasons", {"section": section}
    return [ask(client, admin(unit_id), "POST", path, body | {"text": text})[1]["id"] for text in texts]


def offered(client: FlaskClient, unit_id: UUID, actor: Actor | None = None) -> list[str]:
    reader = actor or person((Role.UNIT_REVIEWER, unit_id))
    _, answer = ask(client, reader, "GET", f"/units/{unit_id}/canned-reasons")
    return [one["text"] for one in answer]


def test_reviewers_are_offered_the_unit_s_own_and_then_those_of_the_units_above(client: FlaskClient) -> None:
    province = unit(name="省")
    city = unit(province, name="市")
    hospital, school = unit(city), unit(city)
    add(client, province, "请上传学信网备案表。")
    add(client, city, "请写全称。")
    add(client, hospital, "执业证书不清晰。", "请补充科室。")
    add(client, school, "教师资格证不清晰。")

    assert offered(client, hospital) == ["执业证书不清晰。", "请补充科室。", "请写全称。", "请上传学信网备案表。"]
    assert offered(client, city) == ["请写全称。", "请上传学信网备案表。"]


def test_an_administrator_finds_each_unit_with_what_is_offered_there(client: FlaskClient) -> None:
    city = unit(name="市")
    hospital, school = unit(city, name="医院"), unit(city, name="学校")
    add(client, city, "请写全称。")
    add(client, hospital, "执业证书不清晰。")
    add(client, school, "教师资格证不清晰。")
    both = person((Role.UNIT_ADMIN, hospital), (Role.SUPERIOR_ADMIN, city), (Role.UNIT_REVIEWER, school))

    _, answer = ask(client, both, "GET", "/canned-reasons")

    found = {one["unit_name"]: [(reason["unit_name"], reason["text"]) for reason in one["reasons"]] for one in answer}
    assert found == {"医院": [("医院", "执业证书不清晰。"), ("市", "请写全称。")], "市": [("市", "请写全称。")]}


def test_what_is_retired_is_offered_no_more_and_what_is_changed_in_its_new_words(client: FlaskClient) -> None:
    unit_id = unit()
    first, second = add(client, unit_id, "照片不清晰。", "请写全称。")

    assert ask(client, admin(unit_id), "DELETE", f"/canned-reasons/{first}")[0] == 204
    changed = {"text": "单位请写全称。", "section": "work_experience"}
    assert ask(client, admin(unit_id), "PUT", f"/canned-reasons/{second}", changed)[0] == 204

    assert offered(client, unit_id) == ["单位请写全称。"]
    assert ask(client, admin(unit_id), "PUT", f"/canned-reasons/{first}", changed)[0] == 404


def test_the_unit_s_own_are_put_in_order_all_at_once(client: FlaskClient) -> None:
    unit_id = unit()
    ids = add(client, unit_id, "一", "二", "三")
    path = f"/units/{unit_id}/canned-reasons/order"

    assert ask(client, admin(unit_id), "PUT", path, {"ids": ids[::-1]})[0] == 204
    assert offered(client, unit_id) == ["三", "二", "一"]
    for outdated in (ids[:2], [*ids, str(uuid4())], [ids[0], *ids[:2]]):
        status, answer = ask(client, admin(unit_id), "PUT", path, {"ids": outdated})
        assert (status, answer["error"]) == (409, "order_outdated")


def test_administrators_above_keep_them_for_the_units_below(client: FlaskClient) -> None:
    city = unit()
    hospital = unit(city)
    (reason_id,) = add(client, hospital, "照片不清晰。")
    superior = person((Role.SUPERIOR_ADMIN, city))

    assert ask(client, superior, "POST", f"/units/{hospital}/canned-reasons", {"text": "请写全称。"})[0] == 201
    assert ask(client, superior, "DELETE", f"/canned-reasons/{reason_id}")[0] == 204
    assert offered(client, hospital) == ["请写全称。"]


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.UNIT_ADMIN, Role.SUPERIOR_ADMIN}])
def test_nobody_but_administrators_keeps_them(client: FlaskClient, role: Role) -> None:
    unit_id = unit()
    (reason_id,) = add(client, unit_id, "照片不清晰。")

    for method, path in (
        ("POST", f"/units/{unit_id}/canned-reasons"),
        ("PUT", f"/canned-reasons/{reason_id}"),
        ("DELETE", f"/canned-reasons/{reason_id}"),
        ("PUT", f"/units/{unit_id}/canned-reasons/order"),
    ):
        body = {"ids": [reason_id]} if path.endswith("order") else {"text": "x"}
        assert ask(client, person((role, unit_id)), method, path, body)[0] == 403
    assert offered(client, unit_id) == ["照片不清晰。"]


def test_those_of_a_unit_beyond_reach_are_not_found(client: FlaskClient) -> None:
    city = unit()
    hospital, other = unit(city), unit(city)
    (reason_id,) = add(client, hospital, "照片不清晰。")
    upper = add(client, city, "请写全称。")[0]

    for stranger in (admin(other), person((Role.SUPERIOR_ADMIN, other))):
        assert ask(client, stranger, "GET", f"/units/{hospital}/canned-reasons")[0] == 404
        assert ask(client, stranger, "POST", f"/units/{hospital}/canned-reasons", {"text": "x"})[0] == 404
        assert ask(client, stranger, "PUT", f"/canned-reasons/{reason_id}", {"text": "x"})[0] == 404
        assert ask(client, stranger, "DELETE", f"/canned-reasons/{reason_id}")[0] == 404
    assert ask(client, admin(hospital), "DELETE", f"/canned-reasons/{upper}")[0] == 404
    assert ask(client, admin(hospital), "DELETE", f"/canned-reasons/{uuid4()}")[0] == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "text"),
        ({"text": " \n"}, "text"),
        ({"text": "字" * 501}, "text"),
        ({"text": "照片\x00"}, "text"),
        ({"text": "照片", "section": "no_section"}, "section"),
        ({"text": "照片", "unit_id": "x"}, "unit_id"),
    ],
)
def test_what_is_no_canned_reason_is_refused_at_its_field(client: FlaskClient, body: Any, field: str) -> None:
    unit_id = unit()
    status, answer = ask(client, admin(unit_id), "POST", f"/units/{unit_id}/canned-reasons", body)

    assert (status, list(answer["fields"])) == (422, [field])


def test_two_administrators_at_once_add_no_more_than_can_be_looked_through(client: FlaskClient) -> None:
    unit_id = unit()
    add(client, unit_id, *map(str, range(MOST_REASONS - 1)))
    path = f"/units/{unit_id}/canned-reasons"

    with ThreadPoolExecutor(4) as hands:
        apps = [client.application.test_client() for _ in range(4)]
        answers = list(hands.map(lambda one: ask(one, admin(unit_id), "POST", path, {"text": "最后一条"}), apps))

    assert sorted(status for status, _ in answers) == [201, 409, 409, 409]
