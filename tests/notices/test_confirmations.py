"""Who has not confirmed a notice is computed, can be taken along, and is reminded once a day and once each."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from io import BytesIO
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import func, select

from services.notices.db import db
from services.notices.models import Person, PersonalMessage, Reading, RecordStatus, Unit
from services.notices.operations import confirmations
from services.notices.operations.publishing import withdraw_notice
from services.notices.operations.writing import SYSTEM
from shared.auth import Actor, Role, actor_claims, sign
from tests.agreement.post import carry, carry_again
from tests.apps import service_app
from tests.notices.conftest import make_notice


@pytest.fixture
def unit_id(client: FlaskClient) -> UUID:
    """A unit in a city, with five people of whom one is disabled."""
    city, unit = uuid4(), uuid4()
    with db.transaction() as session:
        session.add(Unit(id=city, name="某市", superior_id=None, closed=False, version=1))
        session.add(Unit(id=unit, name="某站", superior_id=city, closed=False, version=1))
        for number in range(5):
            facts = {"name": f"人员{number}", "active": number != 4, "is_professional": True, "version": 1}
            session.add(Person(id=UUID(int=number + 1), account=f"1000000{number}", unit_id=unit, **facts))
        session.add(RecordStatus(person_id=UUID(int=1), status="approved", version=1))
    return unit


def admin(unit_id: UUID, person_id: UUID | None = None) -> dict[str, str]:
    grants = ((Role.UNIT_ADMIN, unit_id),)
    actor = Actor(person_id or uuid4(), "20000001", "管理员", unit_id, grants, first_login=False)
    return {"Authorization": f"Bearer {sign(actor_claims(actor), key='tokens', audience='services', seconds=60)}"}


def must_read(unit_id: UUID, **facts: object) -> UUID:
    return make_notice("安全须知", must_read=True, unit_id=unit_id, unit_ids=[unit_id], **facts)  # type: ignore[arg-type]


def confirmed(notice_id: UUID, number: int, edition: int = 1) -> None:
    now = datetime.now(UTC)
    with db.transaction() as session:
        facts = {"read_at": now, "read_edition": edition, "confirmed_at": now, "confirmed_edition": edition}
        session.add(Reading(notice_id=notice_id, person_id=UUID(int=number + 1), **facts))


def names(client: FlaskClient, notice_id: UUID, headers: dict[str, str]) -> list[str]:
    found, cursor = [], None
    while True:
        query = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        page = client.get(f"/written-notices/{notice_id}/unconfirmed", query_string=query, headers=headers).json
        found += [one["name"] for one in page["items"]]
        cursor = page["next"]
        if cursor is None:
            assert page["count"] == len(found)
            return found


def told() -> list[UUID]:
    with db.reading() as session:
        return sorted(session.scalars(select(PersonalMessage.recipient_id)))


def test_those_of_the_audience_are_listed_who_have_not_confirmed_the_edition_in_force(
    client: FlaskClient, unit_id: UUID
) -> None:
    notice_id = must_read(unit_id)
    confirmed(notice_id, 1)
    confirmed(notice_id, 2, edition=0)

    assert names(client, notice_id, admin(unit_id)) == ["人员0", "人员2", "人员3"]
    drafts_only = must_read(unit_id, roles=["professional"], statuses=["draft"])
    assert names(client, drafts_only, admin(unit_id)) == ["人员1", "人员2", "人员3"]
    other = client.get(f"/written-notices/{notice_id}/unconfirmed", headers=admin(uuid4()))
    assert other.status_code == 404


def test_they_are_taken_along_as_a_sheet(client: FlaskClient, unit_id: UUID) -> None:
    answer = client.get(f"/written-notices/{must_read(unit_id)}/unconfirmed/sheet", headers=admin(unit_id))

    rows = list(load_workbook(BytesIO(answer.data)).active.values)
    assert rows[0] == ("账号", "姓名", "单位")
    assert rows[1:] == [(f"1000000{number}", f"人员{number}", "某站") for number in range(4)]


@pytest.mark.parametrize("part", [1, 2, 500])
def test_each_is_reminded_once_however_often_the_messages_come(
    client: FlaskClient, unit_id: UUID, monkeypatch: pytest.MonkeyPatch, part: int
) -> None:
    monkeypatch.setattr(confirmations, "PART", part)
    notice_id, headers = must_read(unit_id), admin(unit_id)
    confirmed(notice_id, 1)

    assert client.post(f"/written-notices/{notice_id}/reminders", headers=headers).status_code == 202
    carry("notice_reminder.continued")
    carry_again("notice_reminder.continued")

    assert told() == [UUID(int=1), UUID(int=3), UUID(int=4)]
    shown = client.get(f"/written-notices/{notice_id}/unconfirmed", headers=headers).json["reminded"]
    assert (shown["done"], shown["status"]) == (3, "done")
    again = client.post(f"/written-notices/{notice_id}/reminders", headers=headers)
    assert again.json["error"] == "reminded_today"


def test_two_at_once_remind_once(client: FlaskClient, unit_id: UUID) -> None:
    notice_id, app = must_read(unit_id), service_app("notices")
    people = [admin(unit_id) for _ in range(4)]

    def ask(headers: dict[str, str]) -> int:
        return app.test_client().post(f"/written-notices/{notice_id}/reminders", headers=headers).status_code

    with ThreadPoolExecutor(4) as pool:
        answers = sorted(pool.map(ask, people))
    carry("notice_reminder.continued")

    assert answers == [202, 409, 409, 409]
    assert len(told()) == 4


def test_nobody_is_reminded_of_what_is_withdrawn_meanwhile_or_need_not_be_read(
    client: FlaskClient, unit_id: UUID
) -> None:
    notice_id, headers = must_read(unit_id), admin(unit_id)
    client.post(f"/written-notices/{notice_id}/reminders", headers=headers)
    with db.transaction() as session:
        withdraw_notice(session, notice_id, by=SYSTEM, reason="发错了")
    carry("notice_reminder.continued")

    assert told() == []
    need_not = make_notice(unit_id=unit_id, unit_ids=[unit_id])
    assert client.post(f"/written-notices/{need_not}/reminders", headers=headers).json["error"] == "nothing_to_confirm"


def test_publishing_and_looking_write_no_row_for_any_person(client: FlaskClient, unit_id: UUID) -> None:
    notice_id = must_read(unit_id)
    names(client, notice_id, admin(unit_id))

    with db.reading() as session:
        assert session.scalar(select(func.count()).select_from(Reading)) == 0
    assert told() == []
