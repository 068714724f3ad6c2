"""What people may read is said twice, in SQL and in Python; both must say the same."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from services.notices.db import db
from services.notices.models import Notice, NoticeStatus, PersonalMessage
from services.notices.operations.publishing import withdraw_notice
from services.notices.operations.writing import SYSTEM
from services.notices.policy import can_read, messages_to, readable_notices
from tests.notices.conftest import make_notice


@pytest.fixture
def _empty(keys: None, clean: None) -> None:
    """No notices and no messages."""


@pytest.mark.usefixtures("_empty")
def test_sql_and_python_agree_about_notices_in_every_status() -> None:
    make_notice(publish=False)
    make_notice()
    with db.transaction() as session:
        withdraw_notice(session, make_notice(), by=SYSTEM, reason="内容有误")

    with db.reading() as session:
        every = session.scalars(select(Notice)).all()
        found = set(session.scalars(select(Notice.id).where(readable_notices())))
    assert {notice.status for notice in every} == set(NoticeStatus)
    assert found == {notice.id for notice in every if can_read(uuid4(), notice)}


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
