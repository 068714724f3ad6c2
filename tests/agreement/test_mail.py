"""Mail of what happened: to a verified address only, once, gathered, as people choose, and without particulars."""

import re
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from services.auth.consumers import consumers as auth
from services.auth.db import db as auth_db
from services.auth.operations import contacts
from services.notices.db import db
from services.notices.operations.mailing import choose_mail
from services.notices.operations.messages import mark_all_read
from services.notices.texts.templates import Group
from services.review.db import db as review_db
from shared.errors import ChangedMeanwhile
from shared.messaging.accounts import AccountDeedDone
from shared.messaging.clocks import CasesEscalated
from shared.messaging.outbox import publish
from shared.messaging.tables import OutboxMessage
from shared.settings import settings
from tests.agreement.post import bring, carry, carry_again
from tests.auth.conftest import make_person, make_unit
from tests.letterbox import Letterbox

UNIT = "滹沱河人民医院"
BUT_NOT_WORK = [group for group in Group if group is not Group.WORK]


@pytest.fixture
def unit_id(clean: None, keys: None) -> UUID:
    """Where people are."""
    return make_unit()


@pytest.fixture
def anna(unit_id: UUID, letterbox: Letterbox) -> UUID:
    """Somebody who has shown that an address is theirs."""
    person = make_person(unit_id)
    with auth_db.transaction() as session:
        contacts.begin_change(session, person.id, "email", "anna@example.cn")
    carry()
    (code,) = re.findall(r"\b\d{6}\b", letterbox.last())
    with auth_db.transaction() as session:
        assert contacts.finish_change(session, person.id, "email", code)
    carry()
    letterbox.mails.clear()
    return person.id


def escalated(recipient: UUID, times: int = 1) -> None:
    """Cases of a unit were taken to somebody."""
    with review_db.transaction() as session:
        for _ in range(times):
            about = {"escalation_id": uuid4(), "unit_name": UNIT, "step": 1, "cases": 2, "recipients": [recipient]}
            publish(session, CasesEscalated(version=1, **about))


def password_reset(person_id: UUID) -> None:
    """An administrator has reset a password."""
    with auth_db.transaction() as session:
        about = {"deed_id": uuid4(), "person_id": person_id, "reason": "本人申请"}
        publish(session, AccountDeedDone(version=1, deed="password_reset", **about))


def mails_due_in_minutes() -> list[int]:
    """When the mails that have not gone out yet are due."""
    due = func.extract("epoch", OutboxMessage.available_at - func.now())
    waiting = OutboxMessage.name == "mail.due", OutboxMessage.acknowledged_at.is_(None)
    with db.reading() as session:
        return [round(seconds / 60) for seconds in session.scalars(select(due).where(*waiting))]


def test_a_burst_is_one_mail_without_particulars_however_often_it_is_told(anna: UUID, letterbox: Letterbox) -> None:
    escalated(anna, times=30)

    carry()
    carry_again()

    (mail,) = letterbox.mails
    words = letterbox.last()
    assert mail["To"] == "anna@example.cn"
    assert "有审核件超过审核期限（30 条）" in words
    assert f"{settings.public_url}/messages\n" in words.replace("\r\n", "\n")
    assert UNIT not in words


def test_nobody_without_a_verified_address_gets_mail(unit_id: UUID, letterbox: Letterbox) -> None:
    person = make_person(unit_id)
    escalated(person.id)
    password_reset(person.id)

    carry()

    assert letterbox.mails == []


def test_of_what_somebody_does_not_want_there_is_no_mail_but_of_the_accounts_safety_always(
    anna: UUID, letterbox: Letterbox
) -> None:
    with db.transaction() as session:
        choose_mail(session, anna, BUT_NOT_WORK, expected=0)
    escalated(anna)
    carry()
    assert letterbox.mails == []

    with db.transaction() as session:
        choose_mail(session, anna, [], expected=1)
    password_reset(anna)
    carry()

    assert "您的账号有变动" in letterbox.last()


def test_a_choice_made_from_an_old_page_changes_nothing(anna: UUID) -> None:
    with db.transaction() as session:
        choose_mail(session, anna, BUT_NOT_WORK, expected=0)

    with pytest.raises(ChangedMeanwhile), db.transaction() as session:
        choose_mail(session, anna, [], expected=0)


def test_what_was_read_meanwhile_needs_no_mail(anna: UUID, letterbox: Letterbox) -> None:
    escalated(anna)
    carry("cases.escalated")
    with db.transaction() as session:
        mark_all_read(session, anna)

    carry()

    assert letterbox.mails == []


def test_mails_are_an_hour_apart_except_about_the_accounts_safety(anna: UUID) -> None:
    escalated(anna)
    carry("cases.escalated")
    assert mails_due_in_minutes() == [10]
    carry()

    escalated(anna, times=2)
    carry("cases.escalated")
    assert mails_due_in_minutes() == [60]

    password_reset(anna)
    carry("account.deed_done")
    assert sorted(mails_due_in_minutes()) == [0, 60]


def test_a_mail_server_that_is_away_for_a_while_gets_the_mail_once(
    anna: UUID, letterbox: Letterbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    escalated(anna)
    carry("cases.escalated", "mail.due", "mail.wanted")
    with auth_db.reading() as session:
        waiting = OutboxMessage.name == "text.queued", OutboxMessage.acknowledged_at.is_(None)
        queued = session.scalars(select(OutboxMessage).where(*waiting)).one()
    with monkeypatch.context() as away:
        away.setitem(settings.__dict__, "smtp_port", 9)
        bring(auth, queued)
    assert letterbox.mails == []

    carry()
    carry_again()

    assert len(letterbox.mails) == 1
