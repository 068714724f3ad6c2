"""代码补充: what an administrator adds to a list may be chosen at once, everywhere, and stays readable for ever."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from werkzeug.test import TestResponse

from services.profile.added_codes import known
from services.profile.db import db
from services.profile.operations.code_additions import NewCode, add_code
from shared.auth import Actor, Role
from shared.beijing import today
from shared.catalogue import CODE_LISTS, EXTENSIBLE, section
from tests.profile.builders import at_once, bearer, make_record

ADMIN = uuid4()
YESTERDAY = (today() - timedelta(days=1)).isoformat()
USUAL = {"codes": "study_form", "name": "弹性学制", "valid_from": today().isoformat()}
TITLE = {"codes": "title", "name": "正高级数据工程师", "series": "05", "level": "1", "valid_from": today().isoformat()}


@pytest.fixture(autouse=True)
def _codes_as_they_came() -> Iterator[None]:
    """No addition of another test is known."""
    _forget()
    yield
    _forget()


def _forget() -> None:
    CODE_LISTS.take((), edition=0)
    known.doubt()


def add(client: FlaskClient, **facts: Any) -> TestResponse:
    return client.post("/code-additions", json=USUAL | facts, headers=bearer(ADMIN, Role.SYSTEM_ADMIN))


def offered(client: FlaskClient, codes: str, search: str) -> list[str]:
    found = client.get(
        f"/code-lists/{codes}", query_string={"search": search}, headers=bearer(ADMIN, Role.SYSTEM_ADMIN)
    )
    return [one["name"] for one in found.json["codes"]]


def set_days(client: FlaskClient, added: Any, version: int, **days: Any) -> TestResponse:
    return client.put(
        f"/code-additions/{added['id']}",
        json={"valid_from": added["valid_from"]} | days,
        headers=bearer(ADMIN, Role.SYSTEM_ADMIN) | {"If-Match": f'"{version}"'},
    )


def test_an_added_code_may_be_chosen_and_is_found_by_pinyin(client: FlaskClient) -> None:
    answer = add(client)

    assert (answer.status_code, answer.json["code"], answer.json["pinyin"]) == (201, "X01", "tan xing xue zhi")
    shown = client.get(f"/code-additions/{answer.json['id']}", headers=bearer(ADMIN, Role.SYSTEM_ADMIN))
    assert shown.json == answer.json
    assert offered(client, "study_form", "txxz") == ["弹性学制"]


def test_an_added_title_brings_its_series_and_level(client: FlaskClient) -> None:
    code = add(client, **TITLE).json["code"]
    client.get("/record", headers=bearer(make_record()))

    implied = section("title_qualification").implied(section("title_qualification").by_key["title_code"], code)

    assert implied == {"series": "05", "level": "1"}
    assert next(one.group for one in CODE_LISTS["title"].entries if one.code == code) == "工程技术人员"


def test_a_record_keeps_an_added_code_that_is_no_longer_offered(client: FlaskClient) -> None:
    added = add(client, valid_from=YESTERDAY).json

    assert set_days(client, added, 1, valid_to=YESTERDAY).status_code == 200
    assert offered(client, "study_form", "弹性") == []
    assert CODE_LISTS["study_form"].name_of("X01") == "弹性学制"


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name": "全日制"}, "name"),
        ({"name": " 全 日 制 "}, "name"),
        ({"name": "x" * 41}, "name"),
        ({"name": ""}, "name"),
        ({"valid_to": YESTERDAY}, "valid_to"),
        ({"valid_from": "2026-02-30"}, "valid_from"),
        ({"codes": "degree"}, "group"),
        (TITLE | {"series": ""}, "series"),
        (TITLE | {"level": "7"}, "level"),
    ],
    ids=["taken", "taken-but-for-spaces", "long", "empty", "ends-before", "no-day", "degree", "no-series", "no-level"],
)
def test_what_cannot_be_added_is_named(client: FlaskClient, facts: dict[str, Any], field: str) -> None:
    answer = add(client, **facts)

    assert (answer.status_code, list(answer.json["fields"])) == (422, [field])


@pytest.mark.parametrize("codes", sorted(set(CODE_LISTS) - set(EXTENSIBLE)))
def test_a_list_on_which_rules_rest_is_closed(client: FlaskClient, codes: str) -> None:
    assert add(client, codes=codes).status_code == 404


def test_every_open_list_has_room(client: FlaskClient) -> None:
    for codes in EXTENSIBLE:
        facts = TITLE if codes == "title" else {"group": "博士"} if codes == "degree" else {}
        assert add(client, **(facts | {"codes": codes})).status_code == 201

    assert {one for one in CODE_LISTS if CODE_LISTS[one].find("X01")} <= set(EXTENSIBLE)


def test_two_at_once_get_two_numbers_and_one_name_is_given_once(client: FlaskClient) -> None:
    actor = Actor(ADMIN, "10000001", "周启航", uuid4(), ((Role.SYSTEM_ADMIN, uuid4()),), first_login=False)

    def adding(name: str) -> Any:
        def deed() -> str:
            with db.transaction() as session:
                new = NewCode(codes="book", name=name, valid_from=date(2026, 1, 1))
                return add_code(session, actor, new).code

        return deed

    done = at_once(adding("图录"), adding("图录"), adding("译丛"))

    codes = sorted(one for one in done if isinstance(one, str))
    assert codes == ["X01", "X02"]
    assert [type(one).__name__ for one in done if not isinstance(one, str)] == ["AdditionInvalid"]


def test_two_tabs_do_not_overwrite_each_other(client: FlaskClient) -> None:
    added = add(client).json

    assert set_days(client, added, 1, valid_to="2030-12-31").status_code == 200
    assert set_days(client, added, 1, valid_to=None).status_code == 412


def test_every_setting_stays_on_record(client: FlaskClient) -> None:
    added = add(client).json
    last = set_days(client, added, 1, valid_to="2030-12-31").json

    deeds = [(one["version"], one["deed"], one["content"]["valid_to"]) for one in last["editions"]]
    assert deeds == [(2, "changed", "2030-12-31"), (1, "added", None)]
    with pytest.raises(DatabaseError, match="append-only"), db.transaction() as session:
        session.execute(text("DELETE FROM code_addition_edition"))


def test_what_has_not_changed_is_not_sent_again(client: FlaskClient) -> None:
    add(client)
    first = client.get("/code-additions", headers=bearer(ADMIN, Role.SYSTEM_ADMIN))
    tag = first.headers["ETag"]

    again = client.get("/code-additions", headers=bearer(ADMIN, Role.SYSTEM_ADMIN) | {"If-None-Match": tag})
    add(client, name="工学交替")
    changed = client.get("/code-additions", headers=bearer(ADMIN, Role.SYSTEM_ADMIN) | {"If-None-Match": tag})

    assert (again.status_code, changed.status_code) == (304, 200)
    assert [one["code"] for one in changed.json["items"]] == ["X01", "X02"]
