"""Which units and which staff an administrator finds: those within reach and no others."""

from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from shared.auth import Actor, Role
from tests.review.builders import bearer, change_staff, opened, person, requested, reviewer, staff, unit


def ask(client: FlaskClient, actor: Actor, path: str) -> tuple[int, Any]:
    answer = client.get(path, headers=bearer(actor))
    return answer.status_code, answer.get_json()


def found(client: FlaskClient, actor: Actor, q: str = "") -> list[str]:
    return [each["name"] for each in ask(client, actor, f"/units?q={q}")[1]]


@pytest.fixture
def tree() -> dict[str, UUID]:
    province = unit(name="省办")
    city = unit(province, name="市办")
    other = unit(province, name="邻市医院")
    return {"province": province, "city": city, "other": other, "hospital": unit(city, name="市第一医院")}


@pytest.mark.parametrize(
    ("role", "at", "names"),
    [
        (Role.SYSTEM_ADMIN, "province", ["邻市医院", "市第一医院"]),
        (Role.SUPERIOR_ADMIN, "city", ["市第一医院"]),
        (Role.UNIT_ADMIN, "hospital", ["市第一医院"]),
        (Role.UNIT_ADMIN, "city", []),
    ],
)
def test_units_are_found_by_name_within_reach_only(
    client: FlaskClient, tree: dict[str, UUID], role: Role, at: str, names: list[str]
) -> None:
    assert found(client, person((role, tree[at])), "医院") == names


def test_without_a_name_come_the_units_of_ones_roles(client: FlaskClient, tree: dict[str, UUID]) -> None:
    assert found(client, person((Role.SUPERIOR_ADMIN, tree["city"]))) == ["市办"]
    assert found(client, person((Role.SYSTEM_ADMIN, tree["province"])), "100%") == []


def test_a_unit_is_shown_with_the_one_above_it_and_none_beyond_reach(
    client: FlaskClient, tree: dict[str, UUID]
) -> None:
    admin = person((Role.SUPERIOR_ADMIN, tree["city"]))

    assert ask(client, admin, f"/units/{tree['hospital']}")[1]["superior_name"] == "市办"
    assert ask(client, admin, f"/units/{tree['other']}")[0] == 404
    assert ask(client, admin, f"/units/{tree['other']}/staff")[0] == 404


def test_staff_come_with_roles_open_cases_and_substitute(client: FlaskClient, tree: dict[str, UUID]) -> None:
    me = reviewer(tree["hospital"], name="王审核")
    opened(requested(tree["hospital"]))
    admin = staff((Role.UNIT_ADMIN, tree["hospital"]), name="郑管理")
    reviewer(tree["other"])
    client.put(f"/staff/{me.id}/substitute", json={"substitute_id": str(admin.id)}, headers=bearer(admin))
    change_staff(admin, 2, on_leave=True, name="郑管理")

    _, shown = ask(client, admin, f"/units/{tree['hospital']}/staff")

    assert [(each["name"], each["roles"], each["open_cases"], each["on_leave"]) for each in shown] == [
        ("王审核", ["unit_reviewer"], 1, False),
        ("郑管理", ["unit_admin"], 0, True),
    ]
    assert [each["substitute_name"] for each in shown] == ["郑管理", None]


@pytest.mark.parametrize("role", [Role.UNIT_REVIEWER, Role.PROFESSIONAL, Role.SECURITY_ADMIN, Role.AUDITOR])
def test_others_find_no_units(client: FlaskClient, tree: dict[str, UUID], role: Role) -> None:
    assert ask(client, person((role, tree["city"])), "/units")[0] == 403
    assert ask(client, person((role, tree["city"])), f"/units/{tree['city']}/staff")[0] == 403
