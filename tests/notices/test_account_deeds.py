"""What people read about deeds on their accounts: each once, with the reason, and what to do."""

from typing import get_args
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from services.notices.db import db
from services.notices.models import PersonalMessage
from services.notices.operations.accounts import tell_account_deed
from services.notices.texts.accounts import DEEDS
from shared.messaging.accounts import AccountDeedDone, ToldDeed

PERSON = UUID(int=7)


@pytest.mark.parametrize("deed", get_args(ToldDeed))
def test_each_deed_is_told_once_in_plain_words(clean: None, deed: ToldDeed) -> None:
    message = AccountDeedDone(
        version=1, deed_id=uuid4(), person_id=PERSON, deed=deed, reason="本人申请。", unit_name="乙单位"
    )
    for _ in range(2):
        with db.transaction() as session:
            tell_account_deed(session, message)

    with db.reading() as session:
        (text,) = session.scalars(select(PersonalMessage.text).where(PersonalMessage.recipient_id == PERSON))
    assert ("本人申请" in text) is (deed != "unused_disabled")
    assert ("乙单位" in text) is (deed == "transferred")
    assert not set("{}") & set(text)
    assert "。。" not in text


def test_every_deed_that_is_told_has_words() -> None:
    assert set(DEEDS) == set(get_args(ToldDeed))
