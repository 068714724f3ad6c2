"""Entering people by hand: once, within reach, and the first password shown once."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from services.auth.db import db
from services.auth.models import Unit
from shared.auth import Role
from tests.apps import service_app
from tests.auth.account_deeds import Headers, at_once, deeds_of
from tests.auth.conftest import bearer, make_person, make_unit, new_id_number, sign_in


@pytest.fixture
def admin(client: FlaskClient, unit_id: UUID) -> Headers:
    """The header of an administrator of the unit and all below it."""
    return bearer(client, make_person(unit_id, Role.SUPERIOR_ADMIN, name="郭振邦").account)


def test_a_person_is_entered_once_and_the_password_shown_once(
    client: FlaskClient, unit_id: UUID, admin: Headers
) -> None:
    facts = {"name": "李铁柱", "id_type": "01", "id_number": new_id_number(), "unit_id": str(unit_id)}
    sent = {"json": facts, "headers": admin | {"Idempotency-Key": "new-person"}}

    first, again = client.post("/people", **sent), client.post("/people", **sent)

    assert (first.status_code, again.status_code) == (201, 201)
    person = first.json["person"]
    assert (again.json["person"]["id"], again.json["first_password"]) == (person["id"], None)
    assert person["id_number"] != facts["id_number"]
    assert "*" in person["id_number"]
    assert [role["role"] for role in person["roles"]] == ["professional"]
    assert sign_in(client, person["account"], first.json["first_password"]).json["first_login"] is True
    assert deeds_of(UUID(person["id"])) == ["created"]
    other = {**facts, "id_number": new_id_number()}
    assert client.post("/people", json=other, headers=sent["headers"]).json["error"] == "idempotency_key_reused"
    assert "已有账号" in client.post("/people", json=facts, headers=admin).json["fields"]["id_number"][0]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name": ""}, "name"),
        ({"id_number": "123"}, "id_number"),
        ({"unit_id": "x"}, "unit_id"),
        ({"role": "a"}, "role"),
    ],
    ids=("name", "number", "unit", "unknown"),
)
def test_a_person_whose_facts_do_not_hold_is_refused_field_by_field(
    client: FlaskClient, unit_id: UUID, admin: Headers, facts: dict[str, str], field: str
) -> None:
    good = {"name": "李铁柱", "id_type": "01", "id_number": new_id_number(), "unit_id": str(unit_id)}

    answer = client.post("/people", json=good | facts, headers=admin)

    assert answer.status_code == 422
    assert field in str(answer.json["fields"])


def test_nobody_is_entered_beyond_reach_or_into_a_closed_unit(
    client: FlaskClient, unit_id: UUID, admin: Headers
) -> None:
    beside, closed = make_unit(name="别的单位"), make_unit(unit_id, "已停用单位")
    with db.transaction() as session:
        session.execute(update(Unit).where(Unit.id == closed).values(closed=True))
    for unit, status in ((beside, 404), (uuid4(), 404), (closed, 409)):
        facts = {"name": "李铁柱", "id_type": "01", "id_number": new_id_number(), "unit_id": str(unit)}
        assert client.post("/people", json=facts, headers=admin).status_code == status


def test_of_several_forms_at_once_one_enters_the_person(unit_id: UUID, admin: Headers) -> None:
    facts = {"name": "李铁柱", "id_type": "01", "id_number": new_id_number(), "unit_id": str(unit_id)}
    app = service_app("auth")

    def ask(number: int) -> Any:
        headers = admin | {"Idempotency-Key": f"same-key-{number % 2}"}
        return app.test_client().post("/people", json=facts, headers=headers)

    answers = at_once(ask)

    assert sorted({answer.status_code for answer in answers}) == [201, 422]
    assert sum(bool((answer.json or {}).get("first_password")) for answer in answers) == 1
