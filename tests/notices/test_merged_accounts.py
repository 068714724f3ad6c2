"""What was told to an account that went into another is read in that one; so is what is told later."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from services.notices.db import db
from services.notices.models import PersonalMessage, Reading
from services.notices.operations.messages import mark_all_read
from shared.auth import Actor, Role, actor_claims, sign
from shared.messaging.accounts import AccountDeedDone, AccountMergerChanged
from shared.messaging.contracts import PersonChanged
from tests.notices.conftest import envelope, make_notice, receive

GONE, KEPT, LAST = UUID(int=0xA1), UUID(int=0xA2), UUID(int=0xA3)


@pytest.fixture(autouse=True)
def _empty(keys: None, clean: None) -> None:
    for person_id in (GONE, KEPT, LAST):
        receive(changed(person_id), "mirror_person")


def changed(person_id: UUID, into: UUID | None = None, version: int = 1) -> PersonChanged:
    return PersonChanged(
        version=version,
        person_id=person_id,
        account=f"1000{person_id.int}",
        person_name="张𬭎",
        id_type="01",
        id_number="",
        unit_id=UUID(int=1),
        is_professional=True,
        active=into is None,
        merged_into=into,
    )


def tell(person_id: UUID, deed_id: UUID | None = None) -> None:
    about = {"deed_id": deed_id or uuid4(), "person_id": person_id}
    receive(AccountDeedDone(version=1, **about, deed="unlocked", reason="忘记密码"), "tell_account_deed")


def told(person_id: UUID) -> list[tuple[bool, str]]:
    with db.reading() as session:
        found = select(PersonalMessage).where(PersonalMessage.recipient_id == person_id)
        read = session.scalars(found.order_by(PersonalMessage.created_at))
        return [(message.read_at is not None, message.link) for message in read]


def readings(person_id: UUID) -> dict[UUID, bool]:
    with db.reading() as session:
        found = session.scalars(select(Reading).where(Reading.person_id == person_id))
        return {one.notice_id: one.confirmed_at is not None for one in found}


def read(person_id: UUID, notice_id: UUID, *, confirmed: bool) -> None:
    now, edition = datetime.now(UTC), 1
    with db.transaction() as session:
        also = {"confirmed_at": now, "confirmed_edition": edition} if confirmed else {}
        session.add(Reading(notice_id=notice_id, person_id=person_id, read_at=now, read_edition=edition, **also))


def test_messages_follow_once_and_later_ones_arrive_there() -> None:
    same = uuid4()
    for person_id in (GONE, KEPT):
        tell(person_id, same)
    tell(GONE)
    with db.transaction() as session:
        mark_all_read(session, GONE)
    merged = envelope(changed(GONE, KEPT, version=2), "mirror_person")

    for _ in range(2):
        receive(merged, "mirror_person")
    receive(changed(GONE, KEPT, version=3), "mirror_person")  # its unit was merged meanwhile
    tell(GONE)

    assert told(GONE) == []
    assert told(KEPT) == [(False, "/security"), (True, "/messages"), (False, "/security")]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["in order", "out of order"])
def test_of_mergers_in_any_order_everything_lies_with_the_last(order: tuple[int, int]) -> None:
    for person_id in (GONE, KEPT, LAST):
        tell(person_id)
    mergers = changed(GONE, KEPT, version=2), changed(KEPT, LAST, version=2)

    for nth in order:
        receive(mergers[nth], "mirror_person")
    tell(GONE)

    assert [len(told(person_id)) for person_id in (GONE, KEPT, LAST)] == [0, 0, 4]


def test_what_was_read_and_confirmed_counts_for_the_account_that_stays() -> None:
    read_by_both, by_gone, by_kept = (make_notice(title) for title in ("甲通知", "乙通知", "丙通知"))
    read(GONE, read_by_both, confirmed=True)
    read(KEPT, read_by_both, confirmed=False)
    read(GONE, by_gone, confirmed=False)
    read(KEPT, by_kept, confirmed=True)

    receive(changed(GONE, KEPT, version=2), "mirror_person")

    assert readings(KEPT) == {read_by_both: True, by_gone: False, by_kept: True}


@pytest.mark.parametrize("status", ["pending", "done", "rejected", "withdrawn"])
def test_administrators_read_how_a_merger_stands(status: str) -> None:
    message = AccountMergerChanged(
        version=1,
        merger_id=uuid4(),
        person_name="张𬭎",
        goes_account="10000002",
        stays_account="10000001",
        status=status,  # type: ignore[arg-type]
        answer="不是同一人。" if status == "rejected" else "",
        recipients=[KEPT],
    )
    travelling = envelope(message, "tell_account_merger")
    for _ in range(2):
        receive(travelling, "tell_account_merger")

    with db.reading() as session:
        (text,) = session.scalars(select(PersonalMessage.text))
    assert "账号 10000002 并入账号 10000001" in text
    assert "。。" not in text


def test_the_comparison_tells_numbers(client: FlaskClient) -> None:
    tell(GONE)
    actor = Actor(uuid4(), "x", "x", UUID(int=1), ((Role.SYSTEM_ADMIN, UUID(int=1)),), first_login=False)
    token = sign(actor_claims(actor), key="tokens", audience="services", seconds=60)

    answer = client.get(f"/people/{GONE}/holdings", headers={"Authorization": f"Bearer {token}"})

    assert answer.json == {"messages": 1, "unread": 1, "read_notices": 0}
