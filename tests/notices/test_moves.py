"""Who hears that somebody moves to another unit."""

from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient

from shared.auth import Role
from shared.messaging.contracts import Grant, StaffChanged
from shared.messaging.corrections import MoveSeen
from tests.notices.conftest import receive, told

LEFT, NEW = UUID(int=6), UUID(int=7)


def staff(role: Role, unit_id: UUID, *, active: bool = True) -> UUID:
    person_id = uuid4()
    grants = [Grant(role=role, unit_id=unit_id)]
    changed = StaffChanged(
        version=1, person_id=person_id, person_name="周启航", active=active, on_leave=False, grants=grants
    )
    receive(changed, "mirror_staff")
    return person_id


@pytest.mark.parametrize(("applied", "words"), [(False, "申请调往某市医院"), (True, "已调往某市医院")])
def test_the_administrators_of_the_unit_that_is_left_hear_of_it_once(
    client: FlaskClient, applied: bool, words: str
) -> None:
    in_charge, moving = staff(Role.UNIT_ADMIN, LEFT), staff(Role.UNIT_ADMIN, LEFT)
    others = [
        staff(Role.UNIT_ADMIN, LEFT, active=False),
        staff(Role.UNIT_REVIEWER, LEFT),
        staff(Role.UNIT_ADMIN, NEW),
    ]
    seen = MoveSeen(
        version=1 + applied,
        correction_id=uuid4(),
        person_id=moving,
        person_name="李晓梅",
        from_unit_id=LEFT,
        unit_name="某市医院",
        applied=applied,
    )

    for _ in range(2):
        receive(seen, "tell_move")

    (message,) = told(in_charge)
    assert words in message.text
    assert message.link == "/cases?kind=transfer&status=all"
    assert [told(each) for each in (moving, *others)] == [[]] * 4
