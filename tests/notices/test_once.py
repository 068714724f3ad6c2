"""An event that arrives twice, or late, makes one message: tried for every receiver that tells people something."""

from collections import Counter
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from hypothesis import Phase, find, settings
from sqlalchemy import select

from services.notices.consumers import consumers
from services.notices.db import db
from services.notices.models import Person, PersonalMessage, Staff
from shared.auth import Role
from tests.notices.conftest import envelope, receive
from tests.notices.generated import messages_of, of_version

ANNA, UNIT, CHIEF = UUID(int=1), UUID(int=1), UUID(int=9)
PART_BY_PART = {"tell_unconfirmed"}  # long work, tried in test_confirmations.py
SAYING_SOMETHING = {"tell_settled": lambda message: message.outcome != "withdrawn"}  # that was told when it was done
THE_FIRST = settings(phases=[Phase.generate])  # that fits, which is simple: there is no need to look for a simpler one
TELLING = sorted({name.partition(".")[2] for name in consumers.receivers if ".tell_" in name} - PART_BY_PART)


@pytest.fixture
def people(client: FlaskClient) -> None:
    """Whoever can be meant: a person, and somebody in charge of everything."""
    granted = [{"role": str(role), "unit_id": str(UNIT)} for role in (Role.UNIT_ADMIN, Role.SYSTEM_ADMIN)]
    with db.transaction() as session:
        session.add(Person(id=ANNA, account="10000001", name="张𬭎", unit_id=UNIT, active=True, version=1))
        session.add(Staff(person_id=CHIEF, active=True, grants=granted, version=1))


def told() -> Counter[tuple[UUID, str]]:
    """Who was told of what, and how often."""
    with db.reading() as session:
        return Counter(map(tuple, session.execute(select(PersonalMessage.recipient_id, PersonalMessage.source))))


@pytest.mark.parametrize("order", [(1, 2), (2, 1)], ids=["in order", "late"])
@pytest.mark.parametrize("receiver", TELLING)
def test_every_event_makes_one_message_however_often_and_late_it_arrives(
    people: None, receiver: str, order: tuple[int, int]
) -> None:
    contract = consumers.receivers[f"notices.{receiver}"].contract
    message = find(messages_of(contract), SAYING_SOMETHING.get(receiver, lambda _: True), settings=THE_FIRST)
    travelling = [envelope(of_version(message, version), receiver) for version in order]

    receive(travelling[0], receiver)
    once = told()
    for each in (*travelling, *travelling):
        assert receive(each, receiver) in {"applied", "stale"}
        receive(of_version(message, order[0]), receiver)

    assert once
    assert set(once) <= set(told())
    assert set(told().values()) == {1}
