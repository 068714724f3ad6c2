"""How far each role reaches for each deed, in all services, is what the table written by hand says."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.auth import policy as auth
from services.notices import policy as notices
from services.profile import policy as profile
from services.review import policy as review
from shared.auth import Actor, Role
from shared.messaging.contracts import SubjectKind
from shared.policy import Grants, Rule, holds

UNIT, ABOVE, TOP, ELSEWHERE = LINE = [uuid4() for _ in range(4)]
LINE.remove(ELSEWHERE)
REACHES = {
    (): "-",
    (UNIT,): "own",
    (UNIT, ABOVE, TOP): "down",
    (ABOVE, TOP): "below",
    (UNIT, ABOVE, TOP, ELSEWHERE): "everywhere",
}
Allowed = Callable[[Grants, Sequence[UUID]], object]


def by(rules: Mapping[Any, Rule], key: Any) -> Allowed:
    return lambda grants, line: holds(grants, rules[key], line)


def in_auth(action: auth.Action, grants: Grants, line: Sequence[UUID]) -> bool:
    somebody = Actor(uuid4(), "10000001", "某人", uuid4(), tuple(grants), first_login=False)
    return auth.can(somebody, action, auth.Target(line))


def decided(kind: SubjectKind, grants: Grants, line: Sequence[UUID]) -> Role | None:
    return review.role_over(grants, line, among=review.reviewing_roles(kind))


DEEDS: Mapping[str, Allowed] = {
    **{f"auth {action}": partial(in_auth, action) for action in auth.Action},
    **{f"auth grant {role}": by(auth.GRANTING, role) for role in auth.GRANTING},
    **{f"auth outrank {role}": by(auth.OUTRANKING, role) for role in auth.OUTRANKING},
    **{f"profile {action}": by(profile.RULES, action) for action in profile.Action},
    "notices write": lambda grants, line: holds(grants, notices.WRITING, line),
    "review review": review.role_over,
    "review review_a_stage_further_up": partial(review.role_over, levels_up=1),
    **{f"review decide_{kind}": partial(decided, kind) for kind in ("change", "identity", "transfer")},
    "review administer": review.administrator_over,
}


def written() -> dict[str, dict[str, str]]:
    """The table: for each deed the reach of each role."""
    lines = (Path(__file__).parent / "deeds.txt").read_text().splitlines()
    *_, head = (line for line in lines if line.startswith("#"))
    roles = head[1:].split()
    rows = [line.split() for line in lines if not line.startswith("#")]
    return {" ".join(row[: -len(roles)]): dict(zip(roles, row[-len(roles) :], strict=True)) for row in rows}


def reach_of(role: Role, allowed: Allowed) -> str:
    return REACHES[tuple(unit for unit in (*LINE, ELSEWHERE) if allowed([(role, unit)], LINE))]


@pytest.mark.parametrize("deed", written())
def test_a_role_reaches_as_far_as_the_table_says_and_no_further(deed: str) -> None:
    assert {str(role): reach_of(role, DEEDS[deed]) for role in Role} == written()[deed]


def test_every_deed_has_its_row() -> None:
    assert set(DEEDS) == set(written())


ALL_BUT_SECURITY = [(Role.UNIT_ADMIN, UNIT), (Role.SUPERIOR_ADMIN, ABOVE), (Role.SYSTEM_ADMIN, TOP)]


def refused(grants: Grants, power: Role, line: Sequence[UUID]) -> set[auth.Action]:
    """What somebody who can do everything with others can't do with a person who has a role."""
    somebody = Actor(uuid4(), "10000001", "某人", uuid4(), tuple(grants), first_login=False)
    assert auth.possible_actions(somebody, auth.Target(LINE, uuid4())) == list(auth.Action)
    return set(auth.Action) - set(auth.possible_actions(somebody, auth.Target(LINE, uuid4(), [(power, line)])))


def test_only_what_hands_the_account_over_takes_standing_above_all_that_it_can_do() -> None:
    taking_over = {auth.Action.RESET_PASSWORD, auth.Action.RESET_SECOND_FACTOR}

    assert refused(ALL_BUT_SECURITY, Role.SUPERIOR_ADMIN, [ELSEWHERE]) == taking_over


@pytest.mark.parametrize("role", auth.GRANTING)
def test_only_what_would_remove_them_is_not_done_to_those_who_hold_the_system_in_balance(role: Role) -> None:
    balancing = role in {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR}
    removing = {auth.Action.ADMINISTER_PERSON, auth.Action.MERGE_ACCOUNT} if balancing else set()

    assert refused([*ALL_BUT_SECURITY, (Role.SECURITY_ADMIN, TOP)], role, LINE) == removing


def test_everybody_is_a_professional_and_nobody_grants_it() -> None:
    assert set(auth.GRANTING) == set(auth.OUTRANKING) == set(Role) - {Role.PROFESSIONAL}
