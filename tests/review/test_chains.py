"""Who sets the review chain of a unit, and which one holds for it."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient

from shared.auth import Actor, Role
from tests.review.builders import bearer, person, unit

OWN: dict[str, Any] = {"title": "单位审核", "levels_up": 0, "days": 10}
SUPERIOR: dict[str, Any] = {"title": "主管部门审核", "levels_up": 1, "days": 15}
TWO = {"stages": [OWN, SUPERIOR], "resume": "returned"}


def ask(client: FlaskClient, actor: Actor, method: str, unit_id: UUID, body: Any = None) -> tuple[int, Any]:
    answer = client.open(f"/units/{unit_id}/chain", method=method, json=body, headers=bearer(actor))
    return answer.status_code, answer.get_json()


def system_admin(unit_id: UUID) -> Actor:
    return person((Role.SYSTEM_ADMIN, unit_id))


def test_without_a_setting_a_unit_has_one_stage_of_its_own(client: FlaskClient) -> None:
    unit_id = unit()

    assert ask(client, system_admin(unit_id), "GET", unit_id) == (
        200,
        {"stages": [OWN], "resume": "first", "set_for": None},
    )


def test_a_unit_follows_the_nearest_unit_above_it_until_it_has_a_chain_of_its_own(client: FlaskClient) -> None:
    province = unit()
    city = unit(province)
    hospital = unit(city)
    admin = system_admin(province)

    assert ask(client, admin, "PUT", province, TWO)[0] == 200
    assert ask(client, admin, "GET", hospital)[1] == TWO | {"set_for": str(province)}
    ask(client, admin, "PUT", city, {"stages": [SUPERIOR]})
    assert ask(client, admin, "GET", hospital)[1]["set_for"] == str(city)
    _, own = ask(client, admin, "PUT", hospital, {"stages": [OWN] * 3})
    assert (own["set_for"], len(own["stages"])) == (str(hospital), 3)
    assert ask(client, admin, "DELETE", hospital)[1]["set_for"] == str(city)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM_ADMIN])
def test_only_a_system_administrator_sets_a_chain(client: FlaskClient, role: Role) -> None:
    unit_id = unit()

    assert ask(client, person((role, unit_id)), "PUT", unit_id, TWO)[0] == 403
    assert ask(client, person((role, unit_id)), "DELETE", unit_id)[0] == 403


def test_a_unit_beyond_reach_is_not_found(client: FlaskClient) -> None:
    city = unit()
    hospital = unit(city)

    assert ask(client, system_admin(hospital), "PUT", city, TWO)[0] == 404
    assert ask(client, system_admin(city), "GET", uuid4())[0] == 404
    assert ask(client, person((Role.UNIT_ADMIN, city)), "GET", hospital)[0] == 404
    assert ask(client, person((Role.SUPERIOR_ADMIN, city)), "GET", hospital)[0] == 200


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"stages": []},
        {"stages": [OWN] * 10},
        {"stages": None},
        {"stages": [OWN | {"title": " "}]},
        {"stages": [OWN | {"title": "字" * 21}]},
        {"stages": [OWN | {"levels_up": -1}]},
        {"stages": [OWN | {"levels_up": 1.5}]},
        {"stages": [OWN | {"days": 0}]},
        {"stages": [OWN | {"days": "x"}]},
        {"stages": [OWN | {"more": 1}]},
        {"stages": [OWN], "resume": "last"},
        {"stages": [OWN], "more": 1},
    ],
)
def test_what_is_no_chain_is_refused(client: FlaskClient, body: Any) -> None:
    unit_id = unit()

    assert ask(client, system_admin(unit_id), "PUT", unit_id, body)[0] == 422
    assert ask(client, system_admin(unit_id), "GET", unit_id)[1]["set_for"] is None
