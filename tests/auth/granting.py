"""Administrators for the tests of roles, and what they do."""

from dataclasses import replace
from time import time
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from services.auth import grant_queries, queries
from services.auth.db import db
from services.auth.models import Grant, GrantProposal, Person
from services.auth.operations.proposals import Wish, confirm, propose
from services.auth.operations.units import create_unit
from shared.auth import Actor, Role
from shared.workflow import history_of
from tests.auth.conftest import make_person, make_unit, new_code

REVIEWER, ADMIN, SUPERIOR = Role.UNIT_REVIEWER, Role.UNIT_ADMIN, Role.SUPERIOR_ADMIN
SYSTEM, SECURITY, AUDITOR = Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR


@pytest.fixture
def city(unit_id: UUID) -> UUID:
    """The unit above all others, with the two who watch over roles."""
    return unit_id


@pytest.fixture
def security(city: UUID) -> Actor:
    administrator(city, SECURITY)
    return administrator(city, SECURITY)


@pytest.fixture
def hospital(city: UUID) -> UUID:
    return make_unit(city)


@pytest.fixture
def admin(hospital: UUID, security: Actor) -> Actor:
    return administrator(hospital, ADMIN)


@pytest.fixture
def superior(city: UUID, security: Actor) -> Actor:
    return administrator(city, SUPERIOR)


def administrator(unit_id: UUID, *roles: Role) -> Actor:
    """Somebody with these roles for a unit, as they ask."""
    person = make_person(unit_id, *roles, password=None)
    return as_asking(person.id)


def as_asking(person_id: UUID) -> Actor:
    with db.reading() as session:
        actor = queries.actor(session, session.get_one(Person, person_id))
    return replace(actor, first_login=False, confirmed_at=int(time()))


def newcomer(unit_id: UUID) -> UUID:
    """A professional of a unit."""
    return make_person(unit_id, password=None).id


def proposed(by: Actor, person_id: UUID, role: Role, unit_id: UUID, **more: Any) -> GrantProposal:
    """A committed proposal."""
    with db.transaction() as session:
        wish = Wish(person_id=person_id, unit_id=unit_id, roles=[role], reason="工作需要", **more)
        (proposal,) = propose(session, by, wish)
    return proposal


def confirmed(by: Actor, proposal: GrantProposal) -> GrantProposal:
    with db.transaction() as session:
        return confirm(session, by, proposal.id)


def proposal_now(proposal: GrantProposal) -> GrantProposal:
    with db.reading() as session:
        return session.get_one(GrantProposal, proposal.id)


def roles_of(person_id: UUID) -> set[Role]:
    with db.reading() as session:
        return set(session.scalars(select(Grant.role).where(Grant.person_id == person_id)))


def reasons(proposal: GrantProposal) -> list[str | None]:
    """Why a proposal went where it is."""
    with db.reading() as session:
        return [move.reason for move in history_of(session, GrantProposal.KIND, proposal.id)]


def without_administrator(asker: Actor) -> list[UUID]:
    """The units in which somebody finds people and no administrator."""
    with db.reading() as session:
        return [unit["id"] for unit in grant_queries.units_without_administrator(session, as_asking(asker.id))]


def watched(unit_id: UUID) -> tuple[Actor, Actor, Actor]:
    """A unit below another, its only administrator, the superior's, and one who watches over roles."""
    above = make_unit(name="某市职称工作办公室")
    with db.transaction() as session:
        code = new_code()
        create_unit(
            session,
            name="石家庄市第一医院",
            code=code,
            nature="22",
            region="130104",
            superior_id=above,
            unit_id=unit_id,
        )
    return administrator(unit_id, ADMIN), administrator(above, SUPERIOR), administrator(above, SECURITY)
