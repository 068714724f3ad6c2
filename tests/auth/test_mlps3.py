"""Passwords as 等保三级 demands them: kinds of characters, an age, none of the last five. And clearing up."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, text

from services.auth.db import db
from services.auth.models import FormerPassword, SignInFailures, SignInSession
from services.auth.operations.clearing import clear_up
from services.auth.operations.password_rules import faults_of, faults_of_kinds
from shared.settings import settings
from tests.auth.conftest import PASSWORD, bearer, make_person, sign_in, token_of

FACTS = {"account": "10000017", "name": "买买提·艾力", "id_number": "13010419900306401X"}


@pytest.fixture
def _mlps3(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(settings.__dict__, "password_policy", "mlps3")


@pytest.mark.parametrize(
    ("password", "good"),
    [
        ("willowharbor-x", False),
        ("willowharbor-39", True),
        ("WillowHarbor-x", True),
        ("河水清且涟漪兮坎坎伐檀寘9", False),
    ],
)
def test_three_of_four_kinds_of_characters_are_needed(password: str, good: bool) -> None:
    assert (faults_of_kinds(password) == []) is good


def test_neither_unit_nor_contacts_stand_in_a_password() -> None:
    def faults(password: str) -> str:
        known = {"unit_name": "滹沱河人民医院", "contacts": ["zhang.cedar@example.cn", "13812345678"]}
        return "".join(faults_of(password, **FACTS, **known))  # type: ignore[arg-type]

    assert "单位名称" in faults("滹沱河人民医院的春天-7")
    assert "手机号码或邮箱" in faults("lamp-13812345678-x")
    assert "手机号码或邮箱" in faults("lamp-Zhang.Cedar-x")
    assert faults("Willow-Harbor-3921") == ""


@pytest.mark.usefixtures("_mlps3")
def test_a_password_of_90_days_opens_nothing_but_its_change_and_is_told_before(
    client: FlaskClient, unit_id: UUID
) -> None:
    person = make_person(unit_id)
    _older(days=80)
    assert sign_in(client, person.account).json["password_days_left"] == 10

    _older(days=10)

    started = sign_in(client, person.account).json
    headers = {"Authorization": f"Bearer {token_of(client, started['session']).json['token']}"}
    assert started["first_login"] is True
    assert client.get("/me", headers=headers).json["error"] == "first_password_must_change"


def test_by_the_other_policy_a_password_never_grows_old(client: FlaskClient, unit_id: UUID) -> None:
    person = make_person(unit_id)
    _older(days=900)

    assert sign_in(client, person.account).json["password_days_left"] is None
    assert sign_in(client, person.account).json["first_login"] is False


@pytest.mark.usefixtures("_mlps3")
def test_none_of_the_last_five_comes_again(client: FlaskClient, unit_id: UUID) -> None:
    person = make_person(unit_id)
    passwords = [PASSWORD, *(f"Thistle-Glacier-55{number}1" for number in range(6))]
    for old, new in pairwise(passwords):
        assert _change(client, bearer(client, person.account, old), old, new) == 200

    headers = bearer(client, person.account, passwords[-1])
    assert [_change(client, headers, passwords[-1], again) for again in passwords[2:6]] == [422] * 4
    assert _change(client, headers, passwords[-1], passwords[1]) == 200
    with db.reading() as session:
        assert session.scalar(select(func.count()).select_from(FormerPassword)) == 4


def test_at_night_what_has_no_further_use_is_removed(client: FlaskClient, unit_id: UUID) -> None:
    person = make_person(unit_id)
    sign_in(client, person.account, "wrong")
    old, now = sign_in(client, person.account).json["session"], datetime.now(UTC)
    sign_in(client, person.account, "wrong")

    with db.transaction() as session:
        clear_up(session, now)
    assert token_of(client, old).status_code == 200

    with db.transaction() as session:
        clear_up(session, now + timedelta(hours=13))
    with db.reading() as session:
        assert session.scalars(select(SignInSession)).all() == []
        assert session.scalars(select(SignInFailures)).all() == []


def _change(client: FlaskClient, headers: dict[str, str], old: str, new: str) -> int:
    return client.put("/me/password", json={"old_password": old, "new_password": new}, headers=headers).status_code


def _older(days: int) -> None:
    with db.transaction() as session:
        session.execute(
            text("UPDATE credential SET changed_at = changed_at - make_interval(days => :by)"), {"by": days}
        )
