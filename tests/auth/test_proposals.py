"""Power over others takes two administrators, and three different people."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from services.auth.db import db
from services.auth.models import GrantProposal, ProposalStatus
from services.auth.operations.grants import RolesExclude
from services.auth.operations.people import set_active
from services.auth.operations.proposals import (
    NOBODY_ELSE,
    GrantImpossible,
    NotForOneself,
    NothingToPropose,
    Wish,
    expire_old,
    propose,
    refuse,
    withdraw,
)
from services.auth.operations.taking_effect import DISABLED
from shared.auth import Actor, Role
from shared.errors import NotAllowed, NotFound
from shared.workflow import TransitionNotAllowed
from tests.auth.conftest import make_unit, published
from tests.auth.granting import (
    ADMIN,
    AUDITOR,
    REVIEWER,
    SECURITY,
    SUPERIOR,
    SYSTEM,
    admin,
    administrator,
    as_asking,
    city,
    confirmed,
    hospital,
    newcomer,
    proposal_now,
    proposed,
    reasons,
    roles_of,
    security,
    superior,
)

__all__ = ["admin", "city", "hospital", "security", "superior"]


def test_a_role_is_theirs_when_another_administrator_has_confirmed_it(
    admin: Actor, superior: Actor, hospital: UUID
) -> None:
    person = newcomer(hospital)
    proposal = proposed(admin, person, REVIEWER, hospital)
    assert roles_of(person) == {Role.PROFESSIONAL}

    confirmed(superior, proposal)

    assert roles_of(person) == {Role.PROFESSIONAL, REVIEWER}
    assert proposal_now(proposal).decided_by == superior.id
    assert published("staff.changed")[-1]["grants"] == [{"role": "unit_reviewer", "unit_id": str(hospital)}]


def test_those_who_may_confirm_are_told_and_afterwards_the_person_and_who_proposed(
    admin: Actor, superior: Actor, security: Actor, hospital: UUID
) -> None:
    colleague, elsewhere = administrator(hospital, ADMIN), administrator(make_unit(), ADMIN)
    person = newcomer(hospital)

    confirmed(superior, proposed(admin, person, REVIEWER, hospital))

    (asked,) = published("grant.proposed")
    recipients = set(asked["recipients"])
    assert {str(superior.id), str(colleague.id), str(security.id)} <= recipients
    assert recipients.isdisjoint({str(admin.id), str(person), str(elsewhere.id)})
    (told,) = published("grant.settled")
    assert (told["person_id"], told["proposed_by"], told["outcome"]) == (str(person), str(admin.id), "confirmed")


@pytest.mark.parametrize("again", [True, False], ids=["by-the-same", "by-the-person"])
def test_neither_who_proposed_nor_whose_it_will_be_can_confirm(
    admin: Actor, superior: Actor, hospital: UUID, *, again: bool
) -> None:
    colleague = administrator(hospital, ADMIN)
    proposal = proposed(admin, colleague.id, REVIEWER, hospital)

    with pytest.raises(NotAllowed if again else NotFound):
        confirmed(admin if again else colleague, proposal)

    assert proposal_now(proposal).status is ProposalStatus.PROPOSED


@pytest.mark.parametrize("column", ["decided_by", "proposed_by"])
def test_the_database_itself_wants_three_people(admin: Actor, superior: Actor, hospital: UUID, column: str) -> None:
    proposal = proposed(admin, newcomer(hospital), REVIEWER, hospital)
    same = {column: proposal.person_id} | ({"status": "confirmed"} if column == "decided_by" else {})

    with pytest.raises(IntegrityError, match=r"grant_proposal_(by_two|not_for_oneself)"), db.transaction() as session:
        session.execute(update(GrantProposal).values(**same))


def test_nobody_proposes_a_role_for_themselves(admin: Actor, superior: Actor, hospital: UUID) -> None:
    with pytest.raises(NotForOneself):
        proposed(admin, admin.id, REVIEWER, hospital)


@pytest.mark.parametrize(
    ("proposer", "where", "role", "may"),
    [
        (ADMIN, "hospital", REVIEWER, True),
        (ADMIN, "hospital", ADMIN, True),
        (ADMIN, "hospital", SUPERIOR, False),
        (ADMIN, "hospital", SECURITY, False),
        (SUPERIOR, "city", REVIEWER, True),
        (SUPERIOR, "city", ADMIN, True),
        (SUPERIOR, "city", SUPERIOR, True),
        (SUPERIOR, "hospital", SUPERIOR, False),
        (SUPERIOR, "city", AUDITOR, False),
        (SYSTEM, "city", REVIEWER, False),
        (SYSTEM, "city", SYSTEM, False),
        (SECURITY, "city", SUPERIOR, True),
        (SECURITY, "city", SYSTEM, True),
        (SECURITY, "city", SECURITY, True),
        (SECURITY, "city", AUDITOR, True),
    ],
)
def test_who_may_propose_what_for_the_hospital(
    security: Actor, city: UUID, hospital: UUID, proposer: Role, where: str, role: Role, *, may: bool
) -> None:
    asker = administrator({"city": city, "hospital": hospital}[where], proposer)
    person = newcomer(hospital)

    if may:
        assert proposed(asker, person, role, hospital).status is ProposalStatus.PROPOSED
    else:
        with pytest.raises(NotAllowed):
            proposed(asker, person, role, hospital)


def test_people_and_units_out_of_reach_are_not_found(admin: Actor, city: UUID, hospital: UUID) -> None:
    elsewhere = make_unit(city)
    for person, unit in [(newcomer(elsewhere), hospital), (newcomer(hospital), elsewhere), (uuid4(), hospital)]:
        with pytest.raises(NotFound):
            proposed(admin, person, REVIEWER, unit)
    foreign = proposed(administrator(elsewhere, ADMIN), newcomer(elsewhere), REVIEWER, elsewhere)
    with pytest.raises(NotFound):
        confirmed(admin, foreign)


def test_a_role_lost_a_moment_ago_proposes_and_confirms_nothing(admin: Actor, superior: Actor, hospital: UUID) -> None:
    proposal = proposed(superior, newcomer(hospital), REVIEWER, hospital)
    with db.transaction() as session:
        set_active(session, admin.id, active=False)

    with pytest.raises(NotAllowed):
        confirmed(admin, proposal)
    with pytest.raises(NotAllowed):
        proposed(admin, newcomer(hospital), REVIEWER, hospital)


def test_several_roles_are_proposed_at_once_and_confirmed_one_by_one(
    admin: Actor, superior: Actor, hospital: UUID
) -> None:
    person = newcomer(hospital)
    with db.transaction() as session:
        wish = Wish(person_id=person, unit_id=hospital, roles=[REVIEWER, ADMIN], reason="工作需要")
        first, _ = propose(session, admin, wish)

    confirmed(superior, first)

    assert roles_of(person) == {Role.PROFESSIONAL, first.role}


def test_the_same_is_not_proposed_twice(admin: Actor, superior: Actor, hospital: UUID) -> None:
    person = newcomer(hospital)
    proposal = proposed(admin, person, REVIEWER, hospital)
    with pytest.raises(NothingToPropose):
        proposed(superior, person, REVIEWER, hospital)

    confirmed(superior, proposal)
    with pytest.raises(NothingToPropose):
        proposed(admin, person, REVIEWER, hospital)


@pytest.mark.parametrize("held", [SYSTEM, SECURITY, AUDITOR])
@pytest.mark.parametrize("wanted", [SYSTEM, SECURITY, AUDITOR])
def test_system_security_and_audit_exclude_each_other(security: Actor, city: UUID, held: Role, wanted: Role) -> None:
    person = administrator(city, held)

    with pytest.raises(NothingToPropose if held is wanted else RolesExclude):
        proposed(security, person.id, wanted, city)


def test_for_a_disabled_person_nothing_is_proposed(admin: Actor, hospital: UUID) -> None:
    person = newcomer(hospital)
    with db.transaction() as session:
        set_active(session, person, active=False)

    with pytest.raises(GrantImpossible, match=DISABLED):
        proposed(admin, person, REVIEWER, hospital)


def test_a_refusal_needs_the_other_administrator_and_is_told(admin: Actor, superior: Actor, hospital: UUID) -> None:
    person = newcomer(hospital)
    proposal = proposed(admin, person, REVIEWER, hospital)
    with pytest.raises(NotAllowed), db.transaction() as session:
        refuse(session, admin, proposal.id, "不需要")

    with db.transaction() as session:
        refuse(session, superior, proposal.id, "人数已满")

    assert roles_of(person) == {Role.PROFESSIONAL}
    assert published("grant.settled")[-1]["reason"] == "人数已满"
    with pytest.raises(TransitionNotAllowed):
        confirmed(superior, proposal)


def test_only_who_proposed_it_takes_it_back(admin: Actor, superior: Actor, hospital: UUID) -> None:
    proposal = proposed(admin, newcomer(hospital), REVIEWER, hospital)
    with pytest.raises(NotFound), db.transaction() as session:
        withdraw(session, superior, proposal.id)

    with db.transaction() as session:
        withdraw(session, admin, proposal.id)

    with pytest.raises(TransitionNotAllowed):
        confirmed(superior, proposal)


def test_what_nobody_decides_in_a_fortnight_is_over(admin: Actor, superior: Actor, hospital: UUID) -> None:
    proposal = proposed(admin, newcomer(hospital), REVIEWER, hospital)
    soon = datetime.now(UTC) + timedelta(days=14)
    for now in (soon - timedelta(minutes=1), soon + timedelta(minutes=1)):
        before = proposal_now(proposal).status
        with db.transaction() as session:
            expire_old(session, now)

    assert (before, proposal_now(proposal).status) == (ProposalStatus.PROPOSED, ProposalStatus.EXPIRED)
    assert published("grant.settled")[-1]["outcome"] == "expired"


def test_a_new_systems_first_administrator_starts_it_alone_and_then_no_more(city: UUID) -> None:
    first = administrator(city, SYSTEM)
    one, other = newcomer(city), newcomer(city)

    proposal = proposed(first, one, SECURITY, city)

    assert proposal.at_once
    assert (proposal.status, reasons(proposal)) == (ProposalStatus.CONFIRMED, [NOBODY_ELSE])
    assert SECURITY in roles_of(one)
    with pytest.raises(NotAllowed):
        proposed(first, other, SECURITY, city)
    second = proposed(as_asking(one), other, SECURITY, city)
    assert second.at_once  # there is still nobody else who could
    third = proposed(as_asking(one), newcomer(city), SECURITY, city)
    assert third.status is ProposalStatus.PROPOSED
