"""What can be done with a case, by whoever has it, could have it or administers it: no more and no less."""

from uuid import uuid4

import pytest

from services.review.models import Case, CaseStatus
from services.review.policy import Standing, administrator_over, line_of_stage, possible_actions, role_over
from shared.auth import Actor, Role

STRANGER = Standing(None, None)
REVIEWER = Standing(Role.UNIT_REVIEWER, None)
ADMINISTRATOR = Standing(None, Role.UNIT_ADMIN)
BOTH = Standing(Role.UNIT_ADMIN, Role.UNIT_ADMIN)
REOPENER = Standing(None, Role.UNIT_ADMIN, reopens_as=Role.UNIT_ADMIN)

ACTOR = Actor(uuid4(), "10000001", "某人", uuid4(), (), first_login=False)


@pytest.mark.parametrize(
    ("status", "mine", "standing", "possible"),
    [
        ("queued", False, STRANGER, ""),
        ("queued", False, REVIEWER, "takeover"),
        ("queued", False, ADMINISTRATOR, "reassign"),
        ("queued", False, BOTH, "takeover reassign"),
        ("assigned", False, STRANGER, ""),
        ("assigned", False, REVIEWER, "takeover"),
        ("assigned", False, ADMINISTRATOR, "reassign release remind"),
        ("assigned", False, BOTH, "takeover reassign release remind"),
        ("assigned", True, REVIEWER, "decide recuse"),
        ("assigned", True, BOTH, "decide recuse reassign release"),
        ("decided", False, BOTH, ""),
        ("decided", True, BOTH, ""),
        ("closed", False, BOTH, ""),
        ("closed", True, BOTH, ""),
        ("closed", False, REOPENER, "reopen"),
    ],
)
def test_what_can_be_done_with_a_case(status: str, mine: bool, standing: Standing, possible: str) -> None:
    case = Case(status=CaseStatus(status), person_id=uuid4(), reviewer_id=ACTOR.id if mine else uuid4())

    assert " ".join(possible_actions(ACTOR, case, standing)) == possible


@pytest.mark.parametrize("status", CaseStatus)
def test_nothing_can_be_done_with_ones_own_case(status: CaseStatus) -> None:
    standing = Standing(Role.UNIT_ADMIN, Role.UNIT_ADMIN, reopens_as=Role.UNIT_ADMIN)

    assert possible_actions(ACTOR, Case(status=status, person_id=ACTOR.id, reviewer_id=ACTOR.id), standing) == []


def test_a_stage_is_as_many_units_up_and_one_beyond_the_top_is_at_the_top() -> None:
    line = [uuid4(), uuid4(), uuid4()]

    assert [line_of_stage(line, levels_up) for levels_up in range(5)] == [line, line[1:], *[line[2:]] * 3]
    assert line_of_stage(line[:1], 2) == line[:1]
    assert line_of_stage([], 2) == []


def test_a_stage_further_up_is_nobodys_below_it() -> None:
    own, city, province = line = [uuid4() for _ in range(3)]

    for role in (Role.UNIT_REVIEWER, Role.UNIT_ADMIN):
        assert [role_over([(role, unit)], line, levels_up=1) for unit in line] == [None, None, None]
    assert role_over([(Role.SUPERIOR_ADMIN, own)], line, levels_up=1) is None
    for unit in (city, province):
        assert role_over([(Role.SUPERIOR_ADMIN, unit)], line, levels_up=1) is Role.SUPERIOR_ADMIN


def test_somebody_with_several_grants_administers_in_the_nearest_role() -> None:
    own, city = line = [uuid4(), uuid4()]
    grants = [(Role.SUPERIOR_ADMIN, city), (Role.UNIT_ADMIN, own)]

    assert administrator_over(grants, line) is Role.UNIT_ADMIN
    assert administrator_over(grants, [city]) is Role.SUPERIOR_ADMIN
    assert administrator_over([(Role.UNIT_ADMIN, city), (Role.UNIT_REVIEWER, own)], line) is None
