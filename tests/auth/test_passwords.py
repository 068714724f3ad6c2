"""First passwords, own passwords, and which ones are good enough."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from werkzeug.test import TestResponse

from services.auth.db import db
from services.auth.models import Credential
from services.auth.operations.hashing import new_first_password
from services.auth.operations.password_rules import faults_of
from tests.apps import service_app
from tests.auth.conftest import PASSWORD, bearer, make_person, sign_in, token_of

NEW = "Thistle-Glacier-5512"


def change(client: FlaskClient, headers: dict[str, str], old: str, new: str) -> TestResponse:
    return client.put("/me/password", json={"old_password": old, "new_password": new}, headers=headers)


def test_after_the_change_the_first_password_is_gone(client: FlaskClient, unit_id: UUID) -> None:
    person = make_person(unit_id, password=None)
    started = sign_in(client, person.account, person.first_password).json
    headers = {"Authorization": f"Bearer {token_of(client, started['session']).json['token']}"}
    assert started["first_login"] is True

    new_session = change(client, headers, person.first_password, NEW).json["session"]

    assert token_of(client, new_session).json["person"]["first_login"] is False
    assert sign_in(client, person.account, person.first_password).status_code == 401
    assert sign_in(client, person.account, NEW).status_code == 201


def test_a_first_password_expires_after_14_days(client: FlaskClient, unit_id: UUID) -> None:
    person = make_person(unit_id, password=None)
    expiry = "UPDATE credential SET first_password_expires_at = first_password_expires_at - interval '14 days'"
    with db.transaction() as session:
        session.execute(text(expiry))

    assert sign_in(client, person.account, person.first_password).status_code == 401


@pytest.mark.parametrize(
    "misread", [str.lower, lambda slip: slip.replace("-", " "), lambda slip: slip.replace("0", "O")]
)
def test_a_first_password_is_read_from_paper_with_the_usual_mistakes(
    client: FlaskClient, unit_id: UUID, misread: Callable[[str], str]
) -> None:
    person = make_person(unit_id, password=None)

    assert sign_in(client, person.account, misread(person.first_password)).status_code == 201


def test_a_first_password_is_80_random_bits_and_not_stored(client: FlaskClient, unit_id: UUID) -> None:
    person = make_person(unit_id, password=None)

    with db.reading() as session:
        credential = session.get_one(Credential, person.id)
    letters = person.first_password.replace("-", "")
    assert len(letters) * 5 == 80
    assert person.id_number[-6:] not in letters
    kept = credential.first_password or b""
    assert kept.startswith(b"v1.first-password.")
    assert letters.encode() not in kept
    assert len({new_first_password() for _ in range(100)}) == 100


def test_the_same_first_password_is_stored_differently_for_each_person(client: FlaskClient, unit_id: UUID) -> None:
    one, other = make_person(unit_id, password=None), make_person(unit_id, password=None)

    assert sign_in(client, other.account, one.first_password).status_code == 401


def test_a_change_of_the_password_ends_all_sessions_and_starts_one(client: FlaskClient, unit_id: UUID) -> None:
    person = make_person(unit_id)
    before = [sign_in(client, person.account).json["session"] for _ in range(2)]

    answer = change(client, bearer(client, person.account), PASSWORD, NEW)

    assert answer.status_code == 200
    assert [token_of(client, session_id).status_code for session_id in before] == [401, 401]
    assert token_of(client, answer.json["session"]).status_code == 200
    assert sign_in(client, person.account, PASSWORD).status_code == 401


def test_all_faults_of_both_passwords_are_told_at_once(client: FlaskClient, unit_id: UUID) -> None:
    person = make_person(unit_id)

    answer = change(client, bearer(client, person.account), "not mine", person.account)

    assert answer.status_code == 422
    assert set(answer.json["fields"]) == {"old_password", "new_password"}
    told = "".join(answer.json["fields"]["new_password"])
    assert "至少需要 12" in told
    assert "账号" in told
    assert sign_in(client, person.account).status_code == 201


def test_the_new_password_is_not_the_old_one(client: FlaskClient, unit_id: UUID) -> None:
    person = make_person(unit_id)

    answer = change(client, bearer(client, person.account), PASSWORD, PASSWORD)

    assert answer.json["fields"] == {"new_password": ["新密码不能与原密码相同。"]}


def test_wrong_old_passwords_lock_like_failed_sign_ins(client: FlaskClient, unit_id: UUID) -> None:
    person = make_person(unit_id)
    headers = bearer(client, person.account)

    statuses = [change(client, headers, "not mine", NEW).status_code for _ in range(6)]

    assert statuses == [422] * 5 + [429]
    assert sign_in(client, person.account).status_code == 429


def test_of_two_changes_at_once_one_wins(client: FlaskClient, unit_id: UUID) -> None:
    person = make_person(unit_id)
    headers = bearer(client, person.account)

    def attempt(new: str) -> int:
        return change(service_app("auth").test_client(), headers, PASSWORD, new).status_code

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(attempt, ["Saffron-Heron-1188", "Cobalt-Bamboo-7731"])) == [200, 422]


FACTS = {"account": "10000017", "name": "买买提·艾力", "id_number": "13010419900306401X"}


@pytest.mark.parametrize(
    ("password", "word"),
    [
        ("short-pass1", "至少需要 12"),
        ("x1y2z3w4v5u6" * 11, "最多 128"),
        ("my10000017-cedar", "账号"),
        ("买买提·艾力-cedar-2", "姓名"),
        ("cedar-06401x-lamp", "证件号码"),
        ("cedar-19900306-lamp", "证件号码"),
        ("Cedar-Zhicheng-lamp", "系统名称"),
        ("我的职称资料密匣子九三", "系统名称"),
        ("aaaabbbbaaaabbbb", "不同的字符"),
        ("Password2026!", "常见"),
        ("woaini5201314", "常见"),
        ("qwertyuiop123", "常见"),
        ("１２３４５６７８９０１２", "常见"),  # full-width digits are digits
        ("1qaz2wsx3edc4rfv", "常见"),
        ("sojdlg123aljg", "常见"),  # looks like chance, and stands in many a breach
        ("LeaveMeAlone", "常见"),
    ],
)
def test_a_password_that_others_would_guess_is_refused(password: str, word: str) -> None:
    assert any(word in fault for fault in faults_of(password, **FACTS))


@pytest.mark.parametrize(
    "password",
    ["Willow-Harbor-3921", "河水清且涟漪兮坎坎伐檀寘", "correct horse battery staple", "𬭎䶮㛃𬭎 cedar-9"],
)
def test_a_good_password_needs_no_special_characters(password: str) -> None:
    assert faults_of(password, **FACTS) == []


@given(st.text(max_size=200))
def test_whatever_is_typed_is_judged(password: str) -> None:
    assert all(fault.endswith("。") for fault in faults_of(password, **FACTS))
