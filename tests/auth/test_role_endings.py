"""Ending and handing over: one administrator suffices, and no unit is left without one by it."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import pytest
from sqlalchemy import select

from services.auth.db import db
from services.auth.models import EndedGrant, Grant
from services.auth.operations.people import set_active
from services.auth.operations.proposals import GrantImpossible
from services.auth.operations.role_endings import LastAdministrator, LastSecurityAdmin, end_role
from shared.auth import Actor, Role
from shared.errors import NotAllowed, NotFound
from tests.auth.conftest import make_unit, published
from tests.auth.granting import (
    ADMIN,
    REVIEWER,
    SECURITY,
    SUPERIOR,
    admin,
    administrator,
    city,
    confirmed,
    hospital,
    newcomer,
    proposed,
    roles_of,
    security,
    superior,
    without_administrator,
)

__all__ = ["admin", "city", "hospital", "security", "superior"]


def grant_of(person_id: UUID, role: Role) -> UUID:
    with db.reading() as session:
        return session.scalars(select(Grant.id).where(Grant.person_id == person_id, Grant.role == role)).one()


def ended(by: Actor, person_id: UUID, role: Role) -> None:
    with db.transaction() as session:
        end_role(session, by, grant_of(person_id, role), "岗位调整")


def test_an_ended_role_is_told_to_everybody_and_stays_in_the_history(
    admin: Actor, superior: Actor, hospital: UUID
) -> None:
    reviewer = administrator(hospital, REVIEWER)

    ended(admin, reviewer.id, REVIEWER)

    assert roles_of(reviewer.id) == set()
    assert published("staff.changed")[-1]["grants"] == []  # so review returns their cases
    assert published("grant.ended")[-1]["reason"] == "岗位调整"
    with db.reading() as session:
        kept = session.scalars(select(EndedGrant)).one()
    assert (kept.person_id, kept.role, kept.ended_by, kept.reason) == (reviewer.id, REVIEWER, admin.id, "岗位调整")


def test_who_could_not_grant_a_role_cannot_end_it(admin: Actor, superior: Actor, hospital: UUID, city: UUID) -> None:
    inside = administrator(hospital, SUPERIOR)
    elsewhere = administrator(make_unit(city), REVIEWER)

    with pytest.raises(NotAllowed):
        ended(admin, inside.id, SUPERIOR)
    with pytest.raises(NotFound):
        ended(admin, elsewhere.id, REVIEWER)


def test_one_may_lay_down_a_role_of_ones_own(admin: Actor, hospital: UUID) -> None:
    reviewer = administrator(hospital, REVIEWER, Role.UNIT_ADMIN)

    ended(reviewer, reviewer.id, REVIEWER)

    assert roles_of(reviewer.id) == {ADMIN}


def test_the_last_administrator_of_a_unit_with_people_stays(admin: Actor, superior: Actor, hospital: UUID) -> None:
    newcomer(hospital)

    for asker in (admin, superior):
        with pytest.raises(LastAdministrator):
            ended(asker, admin.id, ADMIN)

    colleague = administrator(hospital, ADMIN)
    ended(admin, admin.id, ADMIN)
    with pytest.raises(LastAdministrator):
        ended(superior, colleague.id, ADMIN)


def test_a_unit_without_people_needs_none_and_a_disabled_one_is_none(
    admin: Actor, superior: Actor, hospital: UUID, city: UUID
) -> None:
    empty = make_unit(city)
    ended(superior, administrator(empty, ADMIN).id, ADMIN)
    newcomer(hospital)
    with db.transaction() as session:
        set_active(session, admin.id, active=False)

    ended(superior, admin.id, ADMIN)

    assert roles_of(admin.id) == set()


def test_the_last_security_administrator_stays(security: Actor, city: UUID) -> None:
    with db.reading() as session:
        first = session.scalars(
            select(Grant.person_id).where(Grant.role == SECURITY, Grant.person_id != security.id)
        ).one()
    ended(security, first, SECURITY)

    with pytest.raises(LastSecurityAdmin):
        ended(security, security.id, SECURITY)


def test_of_the_last_two_ended_at_once_one_stays(admin: Actor, superior: Actor, hospital: UUID) -> None:
    newcomer(hospital)
    grants = [grant_of(admin.id, ADMIN), grant_of(administrator(hospital, ADMIN).id, ADMIN)]
    start = Barrier(2)

    def end(grant_id: UUID) -> str:
        with db.transaction() as session:
            start.wait()
            try:
                end_role(session, superior, grant_id, "岗位调整")
            except LastAdministrator as error:
                return error.error
        return "ended"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(end, grants)) == ["ended", "last_administrator"]


def test_a_hand_over_ends_the_old_role_when_the_new_one_is_confirmed(
    admin: Actor, superior: Actor, hospital: UUID
) -> None:
    successor = newcomer(hospital)
    proposal = proposed(admin, successor, ADMIN, hospital, hands_over_from=admin.id)
    assert roles_of(admin.id) == {ADMIN}

    confirmed(superior, proposal)

    assert (roles_of(admin.id), roles_of(successor)) == (set(), {Role.PROFESSIONAL, ADMIN})
    assert published("grant.ended")[-1]["person_id"] == str(admin.id)
    told = {message["person_id"]: message["grants"] for message in published("staff.changed")[-2:]}
    assert told == {str(admin.id): [], str(successor): [{"role": "unit_admin", "unit_id": str(hospital)}]}


def test_nobody_hands_over_what_they_do_not_have(admin: Actor, superior: Actor, hospital: UUID) -> None:
    with pytest.raises(GrantImpossible):
        proposed(superior, newcomer(hospital), ADMIN, hospital, hands_over_from=newcomer(hospital))


def test_a_unit_that_has_lost_its_only_administrator_is_shown_to_those_above(
    admin: Actor, superior: Actor, security: Actor, hospital: UUID
) -> None:
    newcomer(hospital)
    assert without_administrator(superior) == []

    with db.transaction() as session:
        set_active(session, admin.id, active=False)

    assert without_administrator(superior) == without_administrator(security) == [hospital]
    assert without_administrator(administrator(make_unit(), SUPERIOR)) == []
    proposal = proposed(superior, newcomer(hospital), ADMIN, hospital)
    confirmed(security, proposal)
    assert without_administrator(superior) == []
