"""Each rule is read twice, in SQL for lists and in Python for one thing; both must say the same, over anything."""

from collections.abc import Iterator
from itertools import count
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.auth.db import db
from services.auth.models import Grant, Person, Unit
from services.auth.policy import (
    GRANTING,
    Action,
    can,
    held_by_rule,
    line_of,
    people_within,
    possible_actions,
    target_of_person,
    target_of_unit,
    units_within,
)
from shared.auth import Actor, Role
from shared.policy import holds
from tests.auth.conftest import new_code

UNITS, PEOPLE = 6, 5
numbers = count(90_000_000)
grants = st.tuples(st.sampled_from(Role), st.integers(0, UNITS - 1))
central = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR)
people = st.lists(
    st.tuples(
        st.integers(0, UNITS - 1),
        st.sets(grants, max_size=3).filter(lambda held: sum(role in central for role, _ in held) <= 1),
    ),
    min_size=PEOPLE,
    max_size=PEOPLE,
)
trees = st.tuples(*(st.none() | st.integers(0, above) for above in range(UNITS - 1)))
"""For each unit but the first, which of the earlier ones is above it."""


@pytest.fixture
def session(clean: None) -> Iterator[Session]:
    """What is written is undone example by example."""
    with Session(db.engine, expire_on_commit=False) as opened:
        yield opened


def planted(session: Session, tree: tuple[int | None, ...]) -> list[UUID]:
    """The units of a tree."""
    ids: list[UUID] = []
    for above in (None, *tree):
        facts = {"name": f"某单位{len(ids)}", "code": new_code(), "nature": "22", "region": "130104"}
        unit = Unit(id=uuid4(), **facts, closed=False, version=1)
        unit.superior_id = None if above is None else ids[above]
        ids.append(unit.id)
        session.add(unit)
        session.flush()
    return ids


def peopled(session: Session, units: list[UUID], wanted: list[tuple[int, set[tuple[Role, int]]]]) -> list[Actor]:
    """The people of a tree, as they ask."""
    actors = []
    for unit, held in wanted:
        person = Person(id=uuid4(), account=str(next(numbers)), name="某人", id_type="01", id_number="")
        person.id_number_index, person.unit_id = person.id.bytes, units[unit]
        session.add(person)
        session.flush()
        given_here = tuple((role, units[where]) for role, where in held)
        session.add_all(Grant(person_id=person.id, role=role, unit_id=where) for role, where in given_here)
        actors.append(Actor(person.id, person.account, person.name, person.unit_id, given_here, first_login=False))
    session.flush()
    return actors


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(trees, people)
def test_sql_and_python_agree_about_every_deed_to_everybody_and_every_unit(
    session: Session, tree: tuple[int | None, ...], wanted: list[tuple[int, set[tuple[Role, int]]]]
) -> None:
    units = planted(session, tree)
    actors = peopled(session, units, wanted)
    persons = {actor.id: target_of_person(session, session.get_one(Person, actor.id)) for actor in actors}
    places = {unit: target_of_unit(session, unit) for unit in units}

    for actor in actors:
        for action in Action:
            found = set(session.scalars(select(Person.id).where(people_within(actor, action))))
            assert found == {each for each, target in persons.items() if can(actor, action, target)}, (actor, action)
            lying = set(session.scalars(select(Unit.id).where(units_within(actor, action))))
            assert lying == {each for each, target in places.items() if can(actor, action, target)}, (actor, action)
    session.rollback()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=10)
@given(trees, people)
def test_who_may_grant_for_a_unit_is_found_both_ways(
    session: Session, tree: tuple[int | None, ...], wanted: list[tuple[int, set[tuple[Role, int]]]]
) -> None:
    units = planted(session, tree)
    actors = peopled(session, units, wanted)

    for unit in units:
        line = line_of(session, unit)
        for role, rule in GRANTING.items():
            found = set(session.scalars(select(Grant.person_id).where(held_by_rule(rule, line))))
            assert found == {actor.id for actor in actors if holds(actor.grants, rule, line)}, role
    session.rollback()


def test_nobody_does_an_administrators_deed_to_themselves(session: Session) -> None:
    units = planted(session, (0,))
    (actor,) = peopled(session, units, [(1, {(Role.SUPERIOR_ADMIN, 0), (Role.SECURITY_ADMIN, 0)})])
    target = target_of_person(session, session.get_one(Person, actor.id))

    assert [action for action in Action if can(actor, action, target)] == [Action.SEE_PERSON]


@pytest.mark.parametrize(
    ("holder", "asker", "unit", "may"),
    [
        (Role.PROFESSIONAL, Role.UNIT_ADMIN, 1, True),
        (Role.UNIT_REVIEWER, Role.UNIT_ADMIN, 1, True),
        (Role.UNIT_ADMIN, Role.UNIT_ADMIN, 1, False),
        (Role.UNIT_ADMIN, Role.SUPERIOR_ADMIN, 0, True),
        (Role.UNIT_ADMIN, Role.SYSTEM_ADMIN, 0, False),
        (Role.UNIT_ADMIN, Role.SECURITY_ADMIN, 0, True),
        (Role.SUPERIOR_ADMIN, Role.SUPERIOR_ADMIN, 1, False),
        (Role.SUPERIOR_ADMIN, Role.SUPERIOR_ADMIN, 0, True),
        (Role.SECURITY_ADMIN, Role.SYSTEM_ADMIN, 0, False),
        (Role.SECURITY_ADMIN, Role.SUPERIOR_ADMIN, 0, False),
        (Role.AUDITOR, Role.SECURITY_ADMIN, 0, True),
        (Role.PROFESSIONAL, Role.AUDITOR, 0, False),
    ],
)
def test_only_who_stands_above_somebody_gets_hold_of_the_account(
    session: Session, holder: Role, asker: Role, unit: int, *, may: bool
) -> None:
    units = planted(session, (0,))
    held, asking = peopled(session, units, [(1, {(holder, 1)}), (unit, {(asker, unit)})])
    target = target_of_person(session, session.get_one(Person, held.id))

    assert can(asking, Action.RESET_PASSWORD, target) is may


@pytest.mark.parametrize("held", Role)
def test_nobody_disables_or_moves_those_who_hold_the_system_in_balance(session: Session, held: Role) -> None:
    units = planted(session, (0,))
    holder, system = peopled(
        session, units, [(1, {(held, 1)}), (0, {(Role.SYSTEM_ADMIN, 0), (Role.SUPERIOR_ADMIN, 0)})]
    )
    target = target_of_person(session, session.get_one(Person, holder.id))

    for action in (Action.ADMINISTER_PERSON, Action.MERGE_ACCOUNT):
        assert can(system, action, target) is (held not in central)
        assert (holder.id in session.scalars(select(Person.id).where(people_within(system, action)))) is (
            held not in central
        )


def test_an_account_that_was_merged_into_another_is_only_seen(session: Session) -> None:
    units = planted(session, (0,))
    kept, gone, asking = peopled(session, units, [(1, set()), (1, set()), (1, {(Role.UNIT_ADMIN, 1)})])
    person = session.get_one(Person, gone.id)
    person.active, person.merged_into_id, person.id_number_index = False, kept.id, None
    session.flush()
    target = target_of_person(session, person)

    assert possible_actions(asking, target) == [Action.SEE_PERSON]
    for action in Action:
        found = set(session.scalars(select(Person.id).where(people_within(asking, action))))
        assert (gone.id in found) is (action is Action.SEE_PERSON)


def test_who_moves_or_confirms_a_unit_is_above_it(session: Session) -> None:
    city, hospital = units = planted(session, (0,))
    (superior,) = peopled(session, units, [(0, {(Role.SUPERIOR_ADMIN, 0)})])

    for action in (Action.CONFIRM_UNIT, Action.ADMINISTER_UNIT):
        assert can(superior, action, target_of_unit(session, hospital))
        assert not can(superior, action, target_of_unit(session, city))
