"""Two accounts of one person become one in all four services, whatever way the messages take."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from services.auth.db import db as auth_db
from services.auth.models import Person
from services.auth.operations import account_mergers
from services.auth.operations.account_mergers import MergerWish
from services.auth.queries import actor
from services.notices.db import db as notices_db
from services.notices.models import PersonalMessage
from services.profile.db import db
from services.profile.models import Entry, Record, RecordStatus
from services.profile.operations.submit import submit_record
from services.review.db import db as review_db
from services.review.models import Case, CaseStatus
from shared.auth import Actor, Role
from tests.agreement.post import carry, carry_again
from tests.auth.conftest import Known, make_person, make_unit
from tests.profile.builders import ID_NUMBER, fill_record

INTO_REVIEW_LAST = ("person.changed", "staff.changed", "review.withdrawn")
FROM_REVIEW_FIRST = ("account.deed_done", "account_merger.changed", "staff.changed", "person.changed")


@pytest.fixture
def accounts(clean: None, keys: None) -> tuple[Known, Known]:
    """The account that stays, with a mistyped number; and the one that goes, a reviewer's who has handed in."""
    unit_id = make_unit()
    stays = make_person(unit_id)
    goes = make_person(unit_id, Role.PROFESSIONAL, Role.UNIT_REVIEWER, id_number=ID_NUMBER)
    make_person(unit_id, Role.UNIT_REVIEWER)
    carry()
    with db.transaction() as session:
        fill_record(session, goes.id)
    with db.transaction() as session:
        submit_record(session, goes.id)
    carry()
    return stays, goes


def merge(stays: Known, goes: Known) -> None:
    """One administrator asks for it, another confirms it."""
    top = make_unit()
    system, security = (acting(make_person(top, role)) for role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN))
    wish = MergerWish(goes_id=goes.id, stays_id=stays.id, takes_number=True, reason="证件号码录错")
    with auth_db.transaction() as session:
        merger_id = account_mergers.ask_for_merger(session, system, wish, uuid4()).id
    with auth_db.transaction() as session:
        account_mergers.confirm(session, security, merger_id)


def acting(known: Known) -> Actor:
    with auth_db.reading() as session:
        return actor(session, session.get_one(Person, known.id))


def told(person_id: UUID) -> list[str]:
    with notices_db.reading() as session:
        found = select(PersonalMessage.text).where(PersonalMessage.recipient_id == person_id)
        return list(session.scalars(found.order_by(PersonalMessage.created_at)))


def state(stays: Known, goes: Known) -> dict[str, Any]:
    """What all four hold of the two."""
    with db.reading() as session:
        filled = [session.scalar(select(func.count()).where(Entry.record_id == one.id)) for one in (stays, goes)]
        statuses = [session.get_one(Record, one.id).status for one in (stays, goes)]
    with review_db.reading() as session:
        (case,) = session.scalars(select(Case))
    return {
        "filled": filled,
        "statuses": statuses,
        "case": (case.person_id == goes.id, case.status, case.outcome),
        "left": told(goes.id),
    }


@pytest.mark.parametrize("first", [INTO_REVIEW_LAST, FROM_REVIEW_FIRST], ids=["persons first", "messages first"])
def test_a_merger_reaches_everybody_once(accounts: tuple[Known, Known], first: tuple[str, ...]) -> None:
    stays, goes = accounts
    merge(stays, goes)

    for name in first:
        carry(name)
    carry()
    once = state(stays, goes)
    read = told(stays.id)
    carry_again()
    carry()

    assert once == {
        "filled": [5, 0],
        "statuses": [RecordStatus.DRAFT, RecordStatus.DRAFT],
        "case": (True, CaseStatus.CLOSED, "withdrawn"),
        "left": [],
    }
    assert (state(stays, goes), told(stays.id)) == (once, read)
    assert any("已由管理员并入这个账号" in text for text in read)
    assert any("已撤回" in text for text in read)
    with db.transaction() as session:
        submit_record(session, stays.id)  # under the number that it was filled in with
    carry()
    with review_db.reading() as session:
        anew = session.scalars(select(Case).where(Case.person_id == stays.id)).one()
    assert (anew.status, anew.reviewer_id in (stays.id, goes.id)) == (CaseStatus.ASSIGNED, False)
