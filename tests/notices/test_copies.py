"""Copies of units, people and staff: the newest state, whatever the order in which it is heard."""

from collections.abc import Callable
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from services.notices.db import db
from services.notices.models import Person, Staff, Unit
from shared.messaging.contracts import Grant, PersonChanged, StaffChanged, UnitChanged
from shared.messaging.message import Message
from tests.notices.conftest import receive

ANNA = UUID(int=1)


def unit(version: int) -> UnitChanged:
    facts = {"code": "x", "nature": "22", "region": "130104", "superior_id": None, "closed": version > 1}
    return UnitChanged(version=version, unit_id=UUID(int=6), unit_name=f"单位{version}", **facts)


def person(version: int) -> PersonChanged:
    facts = {"account": "10000001", "id_type": "01", "id_number": "v1.id-number.x.y", "unit_id": UUID(int=6)}
    names = {"person_id": ANNA, "person_name": f"张{version}", "is_professional": True, "active": True}
    return PersonChanged(version=version, **facts, **names)


def staff(version: int) -> StaffChanged:
    grants = [Grant(role="unit_reviewer", unit_id=UUID(int=6))] * version
    return StaffChanged(version=version, person_id=ANNA, person_name="张𬭎", active=True, on_leave=False, grants=grants)


@pytest.mark.parametrize("order", [(1, 2), (2, 1), (1, 1, 2, 2, 1)])
@pytest.mark.parametrize(
    ("build", "receiver", "copy"),
    [(unit, "mirror_unit", Unit), (person, "mirror_person", Person), (staff, "mirror_staff", Staff)],
)
def test_a_copy_holds_the_newest_state_in_whatever_order_it_is_heard(
    client: FlaskClient, order: tuple[int, ...], build: Callable[[int], Message], receiver: str, copy: type[Unit]
) -> None:
    for version in order:
        assert receive(build(version), receiver) in {"applied", "stale"}

    with db.reading() as session:
        assert session.scalars(select(copy.version)).one() == 2


def test_no_copy_of_an_id_number_is_kept(client: FlaskClient) -> None:
    receive(person(1), "mirror_person")

    assert not any("id_number" in column.name for column in Person.__table__.columns)
