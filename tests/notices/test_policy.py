"""What people may read is said twice, in SQL and in Python; both must say the same."""

from datetime import UTC, datetime, timedelta
from itertools import product
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from services.notices.board import Narrowing, page_of_notices
from services.notices.db import db
from services.notices.models import Notice, NoticeStatus, PersonalMessage, RecordStatus, Unit
from services.notices.operations.publishing import withdraw_notice
from services.notices.operations.writing import SYSTEM
from services.notices.policy import (
    READABLE,
    addressable_by,
    can_read,
    can_read_notice,
    is_shown,
    messages_to,
    public_notices,
    reached_by_all,
    readable,
    reader_of,
    shown_at,
    writes_as,
    written_by,
)
from shared.auth import Actor, Role
from tests.notices.conftest import make_notice


@pytest.fixture
def _empty(keys: None, clean: None) -> None:
    """No notices and no messages."""


@pytest.mark.usefixtures("_empty")
def test_sql_and_python_agree_whom_notices_of_every_status_and_audience_concern() -> None:
    province, city, other = make_units()
    now = datetime.now(UTC)
    make_notices_of_every_kind(province, city, other, now)

    with db.reading() as session:
        every = session.scalars(select(Notice)).all()
        for actor in readers(province, city, other):
            reader = reader_of(session, actor)
            found = set(session.scalars(select(Notice.id).where(READABLE), readable(reader, now)))
            listed, _ = page_of_notices(session, reader, Narrowing(), None, 100)
            expected = {notice.id for notice in every if can_read_notice(reader, notice, now)}
            assert found == expected
            assert {notice.id for notice in listed} == expected
            assert len(expected) >= 1
        shown = set(session.scalars(select(Notice).where(shown_at(now))))
        assert shown == {notice for notice in every if is_shown(notice, now)}
        assert set(session.scalars(select(Notice).where(public_notices(now)))) == {
            each for each in shown if each.public
        }
    assert {notice.status for notice in every} == set(NoticeStatus)
    unseen = {notice.title for notice in every} - {notice.title for notice in shown}
    assert unseen == {"草稿", "定时", "过期", "到此刻为止", "撤回"}


def make_notices_of_every_kind(province: UUID, city: UUID, other: UUID, now: datetime) -> None:
    """For every audience, and in every status at that moment."""
    for units, roles, statuses in product(
        ([], [province], [city], [other, city]),
        ([], [Role.PROFESSIONAL], [Role.UNIT_REVIEWER, Role.UNIT_ADMIN]),
        ([], ["draft"], ["approved", "returned"]),
    ):
        make_notice(unit_ids=units, roles=roles, statuses=statuses, at=now)
    make_notice("草稿", publish=False)
    make_notice("定时", at=now + timedelta(days=1), public=True)
    make_notice("过期", at=now - timedelta(days=2), until=now - timedelta(days=1))
    make_notice("到此刻为止", at=now - timedelta(days=1), until=now)
    make_notice("还有一天", at=now - timedelta(days=1), until=now + timedelta(days=1), public=True)
    with db.transaction() as session:
        withdraw_notice(session, make_notice("撤回", at=now), by=SYSTEM, reason="内容有误")


@pytest.mark.usefixtures("_empty")
def test_a_record_that_nothing_is_known_of_is_a_draft_and_who_is_no_professional_has_none() -> None:
    people = readers(*make_units())

    with db.reading() as session:
        known = [reader_of(session, each).record_status for each in people]
    assert known == ["draft", "approved", "draft", None, "draft"]


def make_units() -> tuple[UUID, UUID, UUID]:
    """A province, a city below it, and a unit of the city."""
    province, city, unit = (uuid4() for _ in range(3))
    with db.transaction() as session:
        for unit_id, superior in ((province, None), (city, province), (unit, city)):
            session.add(Unit(id=unit_id, name="某单位", superior_id=superior, closed=False, version=1))
    return province, city, unit


def readers(province: UUID, city: UUID, unit: UUID) -> list[Actor]:
    """Some who see differently, one of them with an approved record and one of a unit that nothing is known of."""
    approved = uuid4()
    with db.transaction() as session:
        session.add(RecordStatus(person_id=approved, status="approved", version=1))
    held = [
        (uuid4(), unit, [(Role.PROFESSIONAL, unit)]),
        (approved, unit, [(Role.PROFESSIONAL, unit)]),
        (uuid4(), city, [(Role.UNIT_REVIEWER, unit), (Role.PROFESSIONAL, city)]),
        (uuid4(), province, [(Role.SYSTEM_ADMIN, province)]),
        (uuid4(), uuid4(), [(Role.PROFESSIONAL, uuid4())]),
    ]
    return [Actor(one, "10000001", "某人", own, tuple(grants), first_login=False) for one, own, grants in held]


@pytest.mark.usefixtures("_empty")
def test_sql_and_python_agree_about_everybodys_messages() -> None:
    people = [uuid4() for _ in range(3)]
    with db.transaction() as session:
        for number, person in enumerate(people * 2):
            facts = {"source": f"test|{number}", "kind": "test", "text": "内容", "link": "/"}
            session.add(PersonalMessage(id=uuid4(), recipient_id=person, **facts))

    with db.reading() as session:
        every = session.scalars(select(PersonalMessage)).all()
        for person in (*people, uuid4()):
            found = set(session.scalars(select(PersonalMessage.id).where(messages_to(person))))
            assert found == {message.id for message in every if can_read(person, message)}


@pytest.mark.usefixtures("_empty")
def test_sql_and_python_agree_who_writes_for_whom() -> None:
    units = _, city, unit = make_units()
    unheard_of = uuid4()
    notices = {each: make_notice(unit_id=each, publish=False) for each in (None, *units)}

    with db.reading() as session:
        for role, where in product(Role, units):
            actor = Actor(uuid4(), "10000001", "某人", unit, ((role, where),), first_login=False)
            written = set(session.scalars(select(Notice.id).where(written_by(actor))))
            assert written == {notice for each, notice in notices.items() if writes_as(session, actor, each)}
            reached = set(session.scalars(select(Unit.id).where(addressable_by(actor))))
            assert reached == {each for each in units if reached_by_all(session, actor, [each])}
            assert reached_by_all(session, actor, [city, unit]) is (reached >= {city, unit})
            assert not reached_by_all(session, actor, [unit, unheard_of])
            assert reached_by_all(session, actor, []) is (role is Role.SYSTEM_ADMIN)
            assert writes_as(session, actor, where) == (role if reached else None)
