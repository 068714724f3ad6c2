"""The API of roles: what administrators are shown and told."""

from uuid import UUID

import pytest
from flask.testing import FlaskClient

from services.auth.db import db
from services.auth.operations.people import set_active
from shared.auth import Actor, Role, actor_claims, sign
from tests.auth.conftest import make_unit
from tests.auth.granting import administrator, newcomer

REASON = {"reason": "工作需要"}


@pytest.fixture
def hospital(client: FlaskClient) -> UUID:
    return make_unit(make_unit(name="某市职称工作办公室"))


@pytest.fixture
def admin(hospital: UUID) -> Actor:
    return administrator(hospital, Role.UNIT_ADMIN)


@pytest.fixture
def security(hospital: UUID) -> Actor:
    return administrator(hospital, Role.SECURITY_ADMIN)


def asks(actor: Actor) -> dict[str, dict[str, str]]:
    token = sign(actor_claims(actor), key="tokens", audience="services", seconds=60)
    return {"headers": {"Authorization": f"Bearer {token}"}}


def test_from_proposing_to_ending(client: FlaskClient, admin: Actor, security: Actor, hospital: UUID) -> None:
    person = newcomer(hospital)
    wish = {"person_id": str(person), "unit_id": str(hospital), "roles": ["unit_reviewer"], **REASON}
    seen = client.get(f"/grants/people/{person}", **asks(admin)).json
    assert seen["proposable"] == ["unit_reviewer", "unit_admin"]

    (made,) = client.post("/grants/proposals", json=wish, **asks(admin)).json
    assert (made["status"], made["possible"]) == ("proposed", ["withdraw"])
    (waiting,) = client.get("/grants/proposals", **asks(security)).json
    assert waiting["possible"] == ["confirm", "refuse"]
    confirmed = client.post(f"/grants/proposals/{made['id']}/confirmation", **asks(security))
    assert (confirmed.status_code, confirmed.json["status"]) == (200, "confirmed")
    assert client.get("/grants/proposals", **asks(security)).json == []

    held = client.get(f"/grants/units/{hospital}", **asks(admin)).json["grants"]
    (grant,) = [each for each in held if each["person_id"] == str(person)]
    assert grant["possible"] == ["end"]
    assert client.post(f"/grants/{grant['id']}/ending", json=REASON, **asks(admin)).status_code == 204
    shown = client.get(f"/grants/people/{person}", **asks(admin)).json
    assert [(each["role"], each["reason"]) for each in shown["ended"]] == [("unit_reviewer", "工作需要")]
    assert [each["decided_by_name"] for each in shown["proposals"]] == [security.name]


def test_one_is_refused_by_the_other_administrator_or_taken_back_by_who_proposed_it(
    client: FlaskClient, admin: Actor, security: Actor, hospital: UUID
) -> None:
    wish = {"person_id": str(newcomer(hospital)), "unit_id": str(hospital), "roles": ["unit_reviewer"], **REASON}
    for who, deed, body, status in (
        (security, "refusal", REASON, "refused"),
        (admin, "withdrawal", None, "withdrawn"),
    ):
        (made,) = client.post("/grants/proposals", json=wish, **asks(admin)).json
        answer = client.post(f"/grants/proposals/{made['id']}/{deed}", json=body, **asks(who))
        assert (answer.status_code, answer.json["status"]) == (200, status)


def test_an_impossible_one_is_refused_once_and_gone(
    client: FlaskClient, admin: Actor, security: Actor, hospital: UUID
) -> None:
    person = newcomer(hospital)
    wish = {"person_id": str(person), "unit_id": str(hospital), "roles": ["unit_admin"], **REASON}
    (made,) = client.post("/grants/proposals", json=wish, **asks(admin)).json
    with db.transaction() as session:
        set_active(session, person, active=False)

    answer = client.post(f"/grants/proposals/{made['id']}/confirmation", **asks(security))

    assert (answer.status_code, answer.json["error"]) == (409, "grant_impossible")
    assert "账号已停用" in answer.json["detail"]
    assert client.get("/grants/proposals", **asks(security)).json == []


@pytest.mark.parametrize("roles", [[], ["professional"], ["king"], "unit_admin", None], ids=str)
def test_a_role_that_cannot_be_granted_is_refused_in_words(
    client: FlaskClient, admin: Actor, hospital: UUID, roles: object
) -> None:
    wish = {"person_id": str(hospital), "unit_id": str(hospital), "roles": roles, **REASON}

    answer = client.post("/grants/proposals", json=wish, **asks(admin))

    assert (answer.status_code, list(answer.json["fields"])) == (422, ["roles"])


def test_people_and_units_are_found_within_reach_only(client: FlaskClient, admin: Actor, hospital: UUID) -> None:
    inside, outside = newcomer(hospital), newcomer(make_unit())

    found = client.get("/grants/people", query_string={"q": "张"}, **asks(admin)).json

    assert str(inside) in {each["id"] for each in found}
    assert str(outside) not in {each["id"] for each in found}
    assert [each["id"] for each in client.get("/grants/units", **asks(admin)).json] == [str(hospital)]
    assert client.get(f"/grants/people/{outside}", **asks(admin)).status_code == 404
