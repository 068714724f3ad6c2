"""Who sets a collection window and what stays of each setting."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient

from services.profile.db import db
from shared.auth import Role
from tests.profile.builders import UNIT, bearer, make_person

TODAY = datetime.now(ZoneInfo("Asia/Shanghai")).date()
ADMIN = uuid4()


@pytest.fixture(autouse=True)
def _unit(_empty: None) -> None:
    with db.transaction() as session:
        make_person(session)


def day(offset: int) -> str:
    return (TODAY + timedelta(days=offset)).isoformat()


def body(**changes: Any) -> dict[str, Any]:
    return {"name": "年度采集", "opens_on": day(0), "closes_on": day(3), "grace_minutes": 30} | changes


def ask(client: FlaskClient, method: str, path: str, json: Any = None, **more: Any) -> tuple[int, Any]:
    headers = bearer(ADMIN, more.pop("role", Role.SYSTEM_ADMIN)) | more.pop("headers", {})
    answer = client.open(f"/windows{path}", method=method, json=json, headers=headers)
    return answer.status_code, answer.get_json()


def made(client: FlaskClient, **changes: Any) -> dict[str, Any]:
    status, window = ask(client, "POST", "", body(unit_id=str(UNIT), **changes))
    assert status == 201
    return dict(window)


def change(client: FlaskClient, window: dict[str, Any], **changes: Any) -> tuple[int, Any]:
    headers = {"If-Match": f'"{window["version"]}"'}
    return ask(client, "PUT", f"/{window['id']}", body(**changes), headers=headers)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM_ADMIN])
def test_only_a_system_administrator_sees_and_sets_windows(client: FlaskClient, role: Role) -> None:
    assert ask(client, "GET", "", role=role)[0] == 403
    assert ask(client, "POST", "", body(unit_id=str(UNIT)), role=role)[0] == 403


def test_every_setting_stays_with_who_made_it(client: FlaskClient) -> None:
    window = made(client)
    status, changed = change(client, window, closes_on=day(9))
    assert status == 200

    _, closed = ask(client, "POST", f"/{window['id']}/closing")

    assert (closed["state"], changed["state"]) == ("over", "open")
    assert [(each["deed"], each["content"]["closes_on"]) for each in closed["editions"]] == [
        ("closed", day(9)),
        ("changed", day(9)),
        ("set", day(3)),
    ]
    assert ask(client, "GET", "")[1]["items"][0]["id"] == window["id"]


def test_of_two_who_change_it_at_the_same_time_the_second_is_told(client: FlaskClient) -> None:
    window = made(client)
    change(client, window, name="第一位")

    assert change(client, window, name="第二位")[0] == 412
    assert ask(client, "PUT", f"/{window['id']}", body())[0] == 428


def test_what_is_over_or_set_by_mistake_cannot_be_changed(client: FlaskClient) -> None:
    closed, mistaken = made(client), made(client)
    ask(client, "POST", f"/{closed['id']}/closing")
    for _ in range(2):
        assert ask(client, "POST", f"/{mistaken['id']}/withdrawal")[0] == 201

    for window in (closed, mistaken):
        assert change(client, window)[0] == 409
        assert ask(client, "POST", f"/{window['id']}/closing")[0] == 409
    assert ask(client, "GET", f"/{mistaken['id']}")[1]["state"] == "withdrawn"


def test_the_first_day_of_a_window_that_has_begun_stays(client: FlaskClient) -> None:
    running, coming = made(client), made(client, opens_on=day(1))

    assert change(client, running, opens_on=day(1))[0] == 422
    assert change(client, coming, opens_on=day(2))[0] == 200
    assert ask(client, "POST", f"/{coming['id']}/closing")[1]["error"] == "window_not_open"


@pytest.mark.parametrize(
    "wrong",
    [
        {"closes_on": day(-1), "opens_on": day(-2)},
        {"opens_on": day(4)},
        {"opens_on": "2026-02-30"},
        {"closes_on": "0001-01-01"},
        {"closes_on": None},
        {"grace_minutes": 121},
        {"grace_minutes": -1},
        {"name": " "},
        {"name": "字" * 41},
        {"note": "字" * 501},
        {"unit_id": "x"},
        {"more": 1},
    ],
)
def test_what_is_no_window_is_refused_at_its_field(client: FlaskClient, wrong: dict[str, Any]) -> None:
    status, problem = ask(client, "POST", "", body(unit_id=str(UNIT)) | wrong)

    assert status == 422
    assert problem["fields"].keys() <= {"closes_on", *wrong}
    assert ask(client, "GET", "")[1]["items"] == []


def test_units_beyond_reach_are_not_found(client: FlaskClient) -> None:
    assert ask(client, "POST", "", body(unit_id=str(uuid4())))[0] == 404
    assert ask(client, "GET", f"/{uuid4()}")[0] == 404


def test_windows_come_page_by_page(client: FlaskClient) -> None:
    ids = {made(client, closes_on=day(number % 3))["id"] for number in range(5)}

    _, first = ask(client, "GET", "?limit=3")
    _, second = ask(client, "GET", f"?limit=3&cursor={first['next']}")

    assert {each["id"] for each in first["items"] + second["items"]} == ids
    assert second["next"] is None
    assert ask(client, "GET", "?cursor=x")[0] == 422
