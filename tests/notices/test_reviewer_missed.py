"""Who hears that a unit has nobody to review its cases."""

from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient

from shared.messaging.contracts import Grant, ReviewerMissed, StaffChanged
from tests.notices.conftest import receive, told

UNIT = UUID(int=6)


def staff(role: str, *, active: bool = True) -> UUID:
    person_id = uuid4()
    grants = [Grant(role=role, unit_id=UNIT)]
    told_by_auth = StaffChanged(
        version=1, person_id=person_id, person_name="周启航", active=active, on_leave=False, grants=grants
    )
    receive(told_by_auth, "mirror_staff")
    return person_id


def missed(rose_to: str | None) -> ReviewerMissed:
    return ReviewerMissed(version=1, case_id=uuid4(), unit_id=UNIT, unit_name="某医院", rose_to=rose_to)


@pytest.mark.parametrize(("rose_to", "words"), [(None, "正在等待分配"), ("某市卫健委", "转由某市卫健委审核")])
def test_system_administrators_hear_once_a_day_of_a_unit_without_reviewers(
    client: FlaskClient, rose_to: str | None, words: str
) -> None:
    in_charge, gone, other = staff("system_admin"), staff("system_admin", active=False), staff("unit_admin")

    for _ in range(3):
        receive(missed(rose_to), "tell_reviewer_missed")

    (message,) = told(in_charge)
    assert words in message.text
    assert [told(gone), told(other)] == [[], []]
