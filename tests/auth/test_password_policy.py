"""密码规则: set by security administrators, at once in force, every setting kept with who and why."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from services.auth.db import db
from services.auth.models import Credential
from shared.auth import Role
from shared.settings import settings
from tests.apps import service_app
from tests.auth.account_deeds import at_once
from tests.auth.conftest import PASSWORD, bearer, make_person, sign_in

Headers = dict[str, str]
REASON = "2026年等保测评要求"
NO_DIGIT = "willowharbor-seas"


@pytest.fixture
def security(client: FlaskClient, unit_id: UUID) -> Headers:
    """A security administrator who has just signed in."""
    return bearer(client, make_person(unit_id, Role.SECURITY_ADMIN).account)


def set_policy(client: FlaskClient, who: Headers, version: int, policy: Any, reason: str = REASON) -> Any:
    body = {"policy": policy, "reason": reason}
    return client.put("/password-policy", json=body, headers=who | {"If-Match": f'"{version}"'})


def change_to(client: FlaskClient, login: str, new: str, old: str = PASSWORD) -> int:
    body = {"old_password": old, "new_password": new}
    status: int = client.put("/me/password", json=body, headers=bearer(client, login, old)).status_code
    return status


@pytest.mark.parametrize("policy", ["asvs", "mlps3"])
def test_until_it_is_set_the_setting_of_the_process_holds(
    client: FlaskClient, security: Headers, monkeypatch: pytest.MonkeyPatch, policy: str
) -> None:
    monkeypatch.setattr(settings, "password_policy", policy)

    shown = client.get("/password-policy", headers=security).json

    assert (shown["policy"], shown["version"], shown["editions"]) == (policy, 0, [])


def test_it_binds_from_the_moment_it_is_set_and_is_kept_with_who_and_why(
    client: FlaskClient, security: Headers, unit_id: UUID
) -> None:
    person = make_person(unit_id)
    assert set_policy(client, security, 0, "mlps3").json["policy"] == "mlps3"
    assert change_to(client, person.account, NO_DIGIT) == 422

    again = set_policy(client, security, 1, "asvs", "复评后恢复")
    assert change_to(client, person.account, NO_DIGIT) == 200
    assert [(each["version"], each["policy"], each["reason"]) for each in again.json["editions"]] == [
        (2, "asvs", "复评后恢复"),
        (1, "mlps3", REASON),
    ]
    assert {each["by_name"] for each in again.json["editions"]} == {"张𬭎"}


def test_whose_password_is_too_old_is_counted_before_and_changes_it_after(
    client: FlaskClient, security: Headers, unit_id: UUID
) -> None:
    person = make_person(unit_id)
    with db.transaction() as session:
        older = Credential.changed_at - timedelta(days=100)
        session.execute(update(Credential).where(Credential.person_id == person.id).values(changed_at=older))

    assert client.get("/password-policy", headers=security).json["too_old"] == 1
    assert sign_in(client, person.account).json["first_login"] is False
    set_policy(client, security, 0, "mlps3")
    assert sign_in(client, person.account).json["first_login"] is True


def test_what_cannot_be_set_is_refused_by_name(client: FlaskClient, security: Headers) -> None:
    assert set_policy(client, security, 0, "none").json["fields"]["policy"]
    assert set_policy(client, security, 0, "mlps3", " ").json["fields"]["reason"]
    assert set_policy(client, security, 0, "asvs").json["error"] == "password_policy_unchanged"
    assert set_policy(client, security, 3, "mlps3").status_code == 412
    unseen = client.put("/password-policy", json={"policy": "mlps3", "reason": REASON}, headers=security)
    assert unseen.status_code == 428


def test_of_several_at_once_one_is_set(client: FlaskClient, security: Headers) -> None:
    app = service_app("auth")

    answers = at_once(lambda _: set_policy(app.test_client(), security, 0, "mlps3").status_code)

    assert sorted(answers) == [200, 412, 412, 412]
    assert len(client.get("/password-policy", headers=security).json["editions"]) == 1
