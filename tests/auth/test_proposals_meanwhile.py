"""What happens to a proposal meanwhile: it becomes impossible, too old, or two decide at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest

from services.auth.db import db
from services.auth.models import GrantProposal, Person, ProposalStatus, Unit
from services.auth.operations.grants import grant_role
from services.auth.operations.people import set_active
from services.auth.operations.proposals import (
    confirm,
    withdraw,
)
from services.auth.operations.taking_effect import CLOSED, DISABLED, EXCLUDED, HELD, MOVED, TOO_LATE, WITHOUT_RIGHT
from shared.auth import Actor, Role
from shared.workflow import TransitionNotAllowed
from tests.auth.conftest import published
from tests.auth.granting import (
    AUDITOR,
    REVIEWER,
    SECURITY,
    SYSTEM,
    admin,
    administrator,
    city,
    confirmed,
    hospital,
    newcomer,
    proposed,
    reasons,
    roles_of,
    security,
    superior,
)

__all__ = ["admin", "city", "hospital", "security", "superior"]


def test_of_two_that_exclude_each_other_the_later_becomes_impossible(security: Actor, city: UUID) -> None:
    other = administrator(city, SECURITY)
    person = newcomer(city)
    first, second = proposed(security, person, SYSTEM, city), proposed(security, person, AUDITOR, city)

    confirmed(other, first)
    late = confirmed(other, second)

    assert (late.status, roles_of(person)) == (ProposalStatus.IMPOSSIBLE, {Role.PROFESSIONAL, SYSTEM})
    assert reasons(second) == [EXCLUDED]
    assert published("grant.settled")[-1]["reason"] == EXCLUDED


def disable(session: Any, proposal: GrantProposal) -> None:
    set_active(session, proposal.person_id, active=False)


def move(session: Any, proposal: GrantProposal) -> None:
    elsewhere = Unit.id != proposal.unit_id
    other = session.query(Unit.id).where(elsewhere).limit(1).scalar()
    session.get_one(Person, proposal.person_id).unit_id = other


def close(session: Any, proposal: GrantProposal) -> None:
    session.get_one(Unit, proposal.unit_id).closed = True


def give(session: Any, proposal: GrantProposal) -> None:
    grant_role(session, proposal.person_id, proposal.role, proposal.unit_id)


def disable_proposer(session: Any, proposal: GrantProposal) -> None:
    set_active(session, proposal.proposed_by, active=False)


def let_time_pass(session: Any, proposal: GrantProposal) -> None:
    session.get_one(GrantProposal, proposal.id).expires_at = datetime.now(UTC) - timedelta(seconds=1)


@pytest.mark.parametrize(
    ("happens", "told", "ends"),
    [
        (disable, DISABLED, "impossible"),
        (move, MOVED, "impossible"),
        (close, CLOSED, "impossible"),
        (give, HELD, "impossible"),
        (disable_proposer, WITHOUT_RIGHT, "impossible"),
        (let_time_pass, TOO_LATE, "expired"),
    ],
)
def test_what_has_become_impossible_meanwhile_ends_and_says_why(
    admin: Actor, superior: Actor, hospital: UUID, happens: Any, told: str, ends: str
) -> None:
    proposal = proposed(admin, newcomer(hospital), REVIEWER, hospital)
    before = roles_of(proposal.person_id)
    with db.transaction() as session:
        happens(session, proposal)

    assert confirmed(superior, proposal).status == ends

    assert reasons(proposal) == [told]
    assert roles_of(proposal.person_id) == (before | {REVIEWER} if happens is give else before)


def at_once(*deeds: Any) -> list[str]:
    """What becomes of deeds that are done in the same moment."""
    start = Barrier(len(deeds))

    def do(deed: Any) -> str:
        with db.transaction() as session:
            start.wait()
            try:
                return str(deed(session).status)
            except TransitionNotAllowed as error:
                return error.error

    with ThreadPoolExecutor(len(deeds)) as pool:
        return sorted(pool.map(do, deeds))


def test_of_two_confirmations_at_once_one_counts(
    admin: Actor, superior: Actor, security: Actor, hospital: UUID
) -> None:
    proposal = proposed(admin, newcomer(hospital), REVIEWER, hospital)

    ended = at_once(
        lambda session: confirm(session, superior, proposal.id), lambda session: confirm(session, security, proposal.id)
    )

    assert ended == ["confirmed", "transition_not_allowed"]
    assert len(published("grant.settled")) == 1


def test_of_a_confirmation_and_a_withdrawal_at_once_one_counts(admin: Actor, superior: Actor, hospital: UUID) -> None:
    person = newcomer(hospital)
    proposal = proposed(admin, person, REVIEWER, hospital)

    ended = at_once(
        lambda session: confirm(session, superior, proposal.id), lambda session: withdraw(session, admin, proposal.id)
    )

    assert ended in (["confirmed", "transition_not_allowed"], ["transition_not_allowed", "withdrawn"])
    assert (REVIEWER in roles_of(person)) is ("confirmed" in ended)
