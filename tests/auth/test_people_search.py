"""Looking people up: by what they are found, in which order, and never beyond what one may see."""

from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from services.auth import people_search
from services.auth.db import db
from services.auth.models import Grant, Person
from services.auth.operations.people import set_active
from shared.auth import Role
from shared.pinyin import spoken
from tests.auth.conftest import Known, bearer, make_person, make_unit

NAMES = ("张三丰", "章三", "单雄信", "曾国华", "欧阳修", "买买提·艾力", "张𬭎", "吕布", "Anna Müller")


@pytest.fixture
def admin(client: FlaskClient, unit_id: UUID) -> dict[str, str]:
    """The header of a system administrator."""
    return bearer(client, make_person(unit_id, Role.SYSTEM_ADMIN, name="管理员").account)


def found(client: FlaskClient, admin: dict[str, str], **narrowed: str) -> list[str]:
    """The names on all pages, two to a page."""
    names: list[str] = []
    query = {**narrowed, "limit": "2"}
    while True:
        answer = client.get("/people", query_string=query, headers=admin)
        assert answer.status_code == 200, answer.json
        names += [line["name"] for line in answer.json["items"]]
        if not answer.json["next"]:
            return names
        query["cursor"] = answer.json["next"]


@pytest.mark.parametrize(
    ("name", "whole", "initials"),
    [
        ("张三丰", "zhangsanfeng", "zsf"),
        ("单雄信", "shanxiongxin", "sxx"),
        ("曾国华", "zengguohua", "zgh"),
        ("解缙", "xiejin", "xj"),
        ("仇和", "qiuhe", "qh"),
        ("尉迟恭", "yuchigong", "ycg"),
        ("长孙无忌", "zhangsunwuji", "zswj"),
        ("吕布", "lvbu", "lb"),
        ("买买提·艾力", "maimaitiaili", "mmtal"),
        ("Anna Müller", "annamvller", "am"),
    ],
)
def test_a_name_is_known_by_its_sound(name: str, whole: str, initials: str) -> None:
    assert spoken(name) == (whole, initials)


def test_those_who_cannot_sign_in_now_are_found_and_no_others(client: FlaskClient, admin: dict[str, str]) -> None:
    with db.reading() as session:
        unit_id = session.scalars(select(Person.unit_id)).one()
    locked, failed, _ = (make_person(unit_id, name=name) for name in ("张三丰", "章三", "吕布"))
    for person, times in ((locked, 5), (failed, 4)):
        for _ in range(times):
            client.post("/sessions", json={"login": person.account, "password": "wrong"})

    assert found(client, admin, locked="true") == ["张三丰"]
    assert found(client, admin, locked="false") == ["管理员", "吕布", "章三"]
    assert client.get("/people/count", query_string={"locked": "true"}, headers=admin).json["count"] == 1


FOUND_BY = {
    "张": ["张三丰", "张𬭎"],
    "张三": ["张三丰"],
    "三": [],
    "zhang": ["章三", "张三丰", "张𬭎"],
    "ZhangSan ": ["章三", "张三丰"],
    "zhang san feng": ["张三丰"],
    "zs": ["章三"],
    "zsf": ["张三丰"],
    "zeng": ["曾国华"],
    "lü": ["吕布"],
    "anna mü": ["Anna Müller"],
    "mmtal": ["买买提·艾力"],
    "%": [],
    "_": [],
    "龘": [],
}


def test_people_are_found_by_name_and_sound(client: FlaskClient, unit_id: UUID, admin: dict[str, str]) -> None:
    for name in NAMES:
        make_person(unit_id, name=name, password=None)

    assert {q: sorted(found(client, admin, q=q)) for q in FOUND_BY} == {q: sorted(FOUND_BY[q]) for q in FOUND_BY}


def test_people_are_found_by_account_and_by_the_whole_id_number(
    client: FlaskClient, unit_id: UUID, admin: dict[str, str]
) -> None:
    one, other = (make_person(unit_id, name=name, password=None) for name in ("张三丰", "章三"))

    assert found(client, admin, q=one.account) == ["张三丰"]
    assert set(found(client, admin, q=one.account[:7])) >= {"张三丰"}
    assert found(client, admin, q=f" {other.id_number.lower()}") == ["章三"]
    assert found(client, admin, q=other.id_number[:17]) == []


def test_a_list_is_sorted_as_names_are_spoken(client: FlaskClient, unit_id: UUID, admin: dict[str, str]) -> None:
    for name in NAMES:
        make_person(unit_id, name=name, password=None)

    names = found(client, admin)

    assert names == sorted([*NAMES, "管理员"], key=lambda name: spoken(name)[0])


def test_filters_leave_whom_they_name(client: FlaskClient, unit_id: UUID, admin: dict[str, str]) -> None:
    below = make_unit(unit_id, "下级单位")
    make_person(unit_id, name="张三丰")
    fresh = make_person(below, name="章三", password=None)
    make_person(below, Role.UNIT_REVIEWER, name="吕布")
    with db.transaction() as session:
        set_active(session, fresh.id, active=False)

    assert found(client, admin, unit=str(below)) == ["吕布", "章三"]
    assert found(client, admin, first_password="true") == ["章三"]
    assert found(client, admin, first_password="false", q="z") == ["张三丰"]
    assert found(client, admin, active="false") == ["章三"]
    assert found(client, admin, active="true", unit=str(below)) == ["吕布"]
    assert found(client, admin, role="unit_reviewer") == ["吕布"]
    assert found(client, admin, role="unit_reviewer", q="张") == []
    counted = client.get("/people/count", query_string={"unit": str(below)}, headers=admin)
    assert counted.json == {"count": 2, "most": 100}


def people_of(*units: UUID) -> dict[UUID, Known]:
    return {unit: make_person(unit, name="张三丰", password=None) for unit in units}


@pytest.mark.parametrize("role", [Role.UNIT_ADMIN, Role.SUPERIOR_ADMIN, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN])
def test_whatever_is_asked_for_nobody_beyond_reach_is_found(client: FlaskClient, unit_id: UUID, role: Role) -> None:
    city, beside = make_unit(unit_id, "某市"), make_unit(unit_id, "邻市")
    below = make_unit(city, "市属单位")
    people = people_of(unit_id, city, beside, below)
    asker = bearer(client, make_person(city, role, name="李四").account)
    within = {Role.UNIT_ADMIN: {city}, Role.SUPERIOR_ADMIN: {city, below}}.get(role, set(people))

    for unit, person in people.items():
        seen = unit in within
        assert (client.get(f"/people/{person.id}", headers=asker).status_code == 200) is seen
        for q in (person.account, person.id_number):
            assert bool(found(client, asker, q=q)) is seen
    for q in ("", "张", "zhangsanfeng", "zsf", "100"):
        for narrowed in ({}, {"unit": str(unit_id)}, {"active": "true"}, {"first_password": "true"}):
            query = {"q": q, "limit": 100, **narrowed}
            lines = client.get("/people", query_string=query, headers=asker).json["items"]
            assert {line["unit_id"] for line in lines if line["name"] == "张三丰"} == {str(unit) for unit in within}


@pytest.mark.parametrize(("few", "few_units"), [(0, 0), (0, 1000), (12_000, 0)], ids=("sort", "units", "people"))
def test_whichever_way_is_shorter_leads_to_the_same_pages(
    client: FlaskClient, unit_id: UUID, monkeypatch: pytest.MonkeyPatch, few: int, few_units: int
) -> None:
    city = make_unit(unit_id, "某市")
    for unit in (unit_id, city, make_unit(city, "市属单位"), make_unit(city, "另一单位")):
        for name in NAMES[:4]:
            make_person(unit, name=name, password=None)
    asker = bearer(client, make_person(city, Role.SUPERIOR_ADMIN, name="李四").account)
    monkeypatch.setattr(people_search, "FEW", few)
    monkeypatch.setattr(people_search, "FEW_UNITS", few_units)

    assert found(client, asker) == ["李四", *["单雄信"] * 3, *["曾国华"] * 3, *["章三"] * 3, *["张三丰"] * 3]
    assert found(client, asker, q="z", active="true") == [*["曾国华"] * 3, *["章三"] * 3, *["张三丰"] * 3]
    assert found(client, asker, q="张三") == ["张三丰"] * 3
    assert found(client, asker, role="professional", first_password="true", q="zs") == ["章三"] * 3
    assert found(client, asker, active="false") == []


@pytest.mark.parametrize("role", [Role.PROFESSIONAL, Role.UNIT_REVIEWER, Role.AUDITOR])
def test_nobody_else_looks_people_up(client: FlaskClient, unit_id: UUID, role: Role) -> None:
    asker = bearer(client, make_person(unit_id, role).account)

    for path in ("/people", "/people/count"):
        assert client.get(path, headers=asker).status_code == 403


@pytest.mark.parametrize("cursor", ["x", "W10=", "WyJhIiwgImIiXQ=="])
def test_a_cursor_that_is_none_of_ours_is_refused(client: FlaskClient, admin: dict[str, str], cursor: str) -> None:
    answer = client.get("/people", query_string={"cursor": cursor}, headers=admin)

    assert (answer.status_code, answer.json["error"]) == (422, "cursor_invalid")


@pytest.mark.parametrize("q", ["\x00", "a" * 51, "\u2028\ud800"], ids=("nul", "long", "half"))
def test_a_search_that_cannot_be_stored_is_refused(client: FlaskClient, admin: dict[str, str], q: str) -> None:
    answer = client.get("/people", query_string={"q": q.encode("utf-8", "surrogatepass")}, headers=admin)

    assert answer.status_code in (200, 422)


def test_a_renamed_person_is_found_by_the_new_sound(client: FlaskClient, unit_id: UUID, admin: dict[str, str]) -> None:
    person = make_person(unit_id, name="张三丰", password=None)
    with db.transaction() as session:
        session.get_one(Person, person.id).name = "单雄信"

    assert found(client, admin, q="sxx") == ["单雄信"]
    assert found(client, admin, q="zsf") == []


def test_everybody_with_two_grants_of_a_role_is_listed_once(
    client: FlaskClient, unit_id: UUID, admin: dict[str, str]
) -> None:
    person = make_person(unit_id, Role.UNIT_REVIEWER, name="吕布")
    with db.transaction() as session:
        session.add(Grant(person_id=person.id, role=Role.UNIT_REVIEWER, unit_id=make_unit(unit_id, "下级单位")))
        assert session.scalars(select(Grant)).all()

    assert found(client, admin, role="unit_reviewer") == ["吕布"]
