"""A deed on many accounts: each by its own rules, in the background, with a line for each person."""

from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from services.auth.db import db
from services.auth.models import Person
from services.auth.operations import account_batches
from services.auth.operations.account_batches import BATCH, BatchDeed
from services.auth.operations.people import set_active
from shared.auth import Role
from shared.jobs import go_on
from shared.messaging.long_work import AccountBatchContinued
from shared.words import ACCOUNT_BATCH_WORDS
from tests.auth.account_deeds import Headers, deeds_of
from tests.auth.conftest import Known, bearer, make_person, make_unit, published


@pytest.fixture
def admin(client: FlaskClient, unit_id: UUID) -> tuple[Known, Headers]:
    """An administrator of the unit and all below it."""
    known = make_person(unit_id, Role.SUPERIOR_ADMIN, name="郭振邦")
    return known, bearer(client, known.account)


def work() -> None:
    """Work what waits, chunk by chunk, each message twice."""
    done = 0
    while len(waiting := published("account_batch.continued")) > done:
        message = AccountBatchContinued(version=waiting[done]["version"], job_id=UUID(waiting[done]["job_id"]))
        for _ in range(2):
            with db.transaction() as session:
                go_on(session, BATCH, message)
        done += 1


def begin(client: FlaskClient, headers: Headers, deed: str = "disable", key: str = "", **on: Any) -> Any:
    sent = headers | ({"Idempotency-Key": key} if key else {})
    return client.post("/account-batches", json={"deed": deed, "reason": "单位撤并", **on}, headers=sent)


def report(client: FlaskClient, headers: Headers, batch_id: str) -> list[tuple[str | None, str, str]]:
    lines = client.get(f"/account-batches/{batch_id}/lines", headers=headers).json["items"]
    return [(line["name"], line["outcome"], line["text"]) for line in lines]


def is_active(*people: Known) -> list[bool]:
    with db.reading() as session:
        return [session.get_one(Person, person.id).active for person in people]


def test_each_chosen_person_is_dealt_with_by_the_rules_of_one(
    client: FlaskClient, unit_id: UUID, admin: tuple[Known, Headers]
) -> None:
    me, headers = admin
    one, off, stranger = (
        make_person(place, name=name, password=None)
        for place, name in ((unit_id, "张三"), (unit_id, "李四"), (make_unit(name="别的单位"), "王五"))
    )
    with db.transaction() as session:
        set_active(session, off.id, active=False)

    batch = begin(client, headers, person_ids=[str(each.id) for each in (one, off, stranger, me)]).json
    work()

    assert report(client, headers, batch["id"]) == [
        ("张三", "done", "已停用"),
        ("李四", "failed", "该账号已停用。如需继续使用，请先启用。"),
        (None, "failed", "没有找到您要查看的内容，可能已被移动，或者您没有查看权限。"),
        ("郭振邦", "failed", "您没有权限进行这项操作。"),
    ]
    shown = client.get(f"/account-batches/{batch['id']}", headers=headers).json
    assert (shown["status"], shown["done"], shown["failed"]) == ("done", 1, 3)
    assert is_active(one, stranger, me) == [False, True, True]
    assert deeds_of(one.id) == ["disabled"]
    assert [message["deed"] for message in published("account.deed_done")] == ["disabled"]


def test_all_of_a_filter_are_dealt_with_and_nobody_else(
    client: FlaskClient, unit_id: UUID, admin: tuple[Known, Headers]
) -> None:
    zhang, li = (make_person(unit_id, name=name, password=None) for name in ("张三", "李四"))

    batch = begin(client, admin[1], filter={"q": "张"}).json
    work()

    assert report(client, admin[1], batch["id"]) == [("张三", "done", "已停用")]
    assert is_active(zhang, li) == [False, True]


def test_the_same_key_is_the_same_batch(client: FlaskClient, unit_id: UUID, admin: tuple[Known, Headers]) -> None:
    person = make_person(unit_id, password=None)
    asked = [begin(client, admin[1], key="batch-0001", person_ids=[str(person.id)]).json["id"] for _ in range(2)]
    work()

    assert asked[0] == asked[1]
    assert deeds_of(person.id) == ["disabled"]
    listed = client.get("/account-batches", headers=admin[1]).json["items"]
    assert [each["id"] for each in listed] == asked[:1]


def test_who_has_lost_the_role_meanwhile_does_nothing_more(
    client: FlaskClient, unit_id: UUID, admin: tuple[Known, Headers]
) -> None:
    me, headers = admin
    person = make_person(unit_id, password=None)
    begin(client, headers, person_ids=[str(person.id)])
    with db.transaction() as session:
        set_active(session, me.id, active=False)

    work()

    assert is_active(person) == [True]


def test_a_report_is_for_whoever_asked_and_comes_as_a_file(
    client: FlaskClient, unit_id: UUID, admin: tuple[Known, Headers]
) -> None:
    person = make_person(unit_id, name="张三", password=None)
    batch = begin(client, admin[1], person_ids=[str(person.id)]).json["id"]
    work()
    other = bearer(client, make_person(unit_id, Role.SYSTEM_ADMIN).account)

    sheet = load_workbook(BytesIO(client.get(f"/account-batches/{batch}/report", headers=admin[1]).data)).active

    assert sheet is not None
    assert [cell.value for cell in list(sheet.iter_rows())[-1]][-2:] == ["已完成", "已停用"]
    for path in ("", "/lines", "/report"):
        assert client.get(f"/account-batches/{batch}{path}", headers=other).status_code == 404


@pytest.mark.parametrize(
    "on",
    [{}, {"person_ids": []}, {"person_ids": ["x"]}, {"filter": {"x": "y"}}, {"filter": {}, "person_ids": []}],
    ids=str,
)
def test_what_is_not_clear_begins_nothing(
    client: FlaskClient, admin: tuple[Known, Headers], on: dict[str, Any]
) -> None:
    assert begin(client, admin[1], **on).status_code == 422
    assert published("account_batch.continued") == []


def test_too_many_at_once_are_refused(
    client: FlaskClient, unit_id: UUID, admin: tuple[Known, Headers], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(account_batches, "MOST", 1)
    make_person(unit_id, password=None)

    assert begin(client, admin[1], filter={}).json["error"] == "too_many_people"


def test_every_deed_has_its_word() -> None:
    assert set(ACCOUNT_BATCH_WORDS) == {deed.value for deed in BatchDeed}
