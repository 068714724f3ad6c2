"""The rule who reaches a unit's cases is written twice, in SQL and in Python; both must say the same."""

from collections.abc import Iterator
from itertools import product
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.review.db import db
from services.review.models import Case, Unit
from services.review.policy import line_of, reached_units, reaches_below, role_over, sight_of, visible, whole_line_of
from shared.auth import Actor, Role
from shared.errors import NotFound
from shared.policy import MOST_LEVELS
from tests.review.builders import opened, person, requested, unit


def seen_by(session: Session, actor: Actor) -> set[UUID]:
    """The cases that somebody sees."""
    visible_to = visible(below=reaches_below(actor.grants))
    return set(session.scalars(select(Case.id).where(visible_to), sight_of(actor)))


def test_sql_and_python_agree_for_every_role_at_every_unit() -> None:
    province = unit()
    cities = [unit(province), unit(province)]
    units = [province, *cities, *(unit(city) for city in cities), unit()]
    cases = {opened(requested(unit_id)).id: unit_id for unit_id in units}

    for role, granted in product(Role, units):
        actor = person((role, granted))
        with db.reading() as session:
            seen = seen_by(session, actor)
            reached = {
                case_id for case_id, unit_id in cases.items() if role_over(actor.grants, line_of(session, unit_id))
            }
        assert seen == reached, (role, units.index(granted))


UNITS = 6
trees = st.tuples(*(st.none() | st.integers(0, above) for above in range(UNITS - 1)))
held = st.sets(st.tuples(st.sampled_from(Role), st.integers(0, UNITS - 1)), max_size=4)


@pytest.fixture
def session(clean: None) -> Iterator[Session]:
    """What is written is undone example by example."""
    with Session(db.engine, expire_on_commit=False) as opened_session:
        yield opened_session


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(trees, held)
def test_they_agree_over_any_tree_for_somebody_with_any_roles(
    session: Session, tree: tuple[int | None, ...], roles: set[tuple[Role, int]]
) -> None:
    units = [uuid4() for _ in range(UNITS)]
    for unit_id, above in zip(units, (None, *tree), strict=True):
        superior = None if above is None else units[above]
        session.add(Unit(id=unit_id, name="某单位", superior_id=superior, closed=False))
    session.flush()
    grants = [(role, units[where]) for role, where in roles]

    found = set(session.scalars(select(Unit.id).where(Unit.id.in_(reached_units(grants)))))
    assert found == {unit_id for unit_id in units if role_over(grants, line_of(session, unit_id))}
    session.rollback()


def test_a_circle_of_units_ends_the_walk() -> None:
    below, above = uuid4(), uuid4()
    with db.transaction() as session:
        session.add(Unit(id=below, name="某单位", superior_id=above, closed=False))
        session.add(Unit(id=above, name="某单位", superior_id=below, closed=False))

    with db.reading() as session:
        assert line_of(session, below) == [below, above]
        assert seen_by(session, person((Role.SUPERIOR_ADMIN, above))) == set()


def test_nobody_sees_a_case_about_themselves_and_who_is_left_sees_where_the_person_goes() -> None:
    left, other = unit(), unit()
    move = opened(requested(other, kind="transfer", from_unit_id=left, subject_id=uuid4(), section=None))
    own = opened(requested(left))

    with db.reading() as session:
        for actor, seen in (
            (person((Role.UNIT_ADMIN, left)), {move.id, own.id}),
            (person((Role.UNIT_ADMIN, left), person_id=own.person_id), {move.id}),
            (person((Role.UNIT_ADMIN, left), person_id=move.person_id), {own.id}),
            (person((Role.UNIT_ADMIN, other)), {move.id}),
        ):
            assert seen_by(session, actor) == seen


def test_a_line_is_whole_once_each_unit_up_to_the_top_is_known() -> None:
    province, city = unit(), uuid4()
    hospital = unit(city)

    with db.reading() as session:
        assert whole_line_of(session, province) == [province]
        for unknown in (hospital, city, uuid4()):
            with pytest.raises(NotFound):
                whole_line_of(session, unknown)
    unit(province, unit_id=city)
    with db.reading() as session:
        assert whole_line_of(session, hospital) == [hospital, city, province]


def test_a_line_ends_after_twenty_one_units_and_names_none_twice() -> None:
    tower = [unit()]
    for _ in range(MOST_LEVELS + 1):
        tower.insert(0, unit(tower[0]))

    with db.reading() as session:
        assert line_of(session, tower[0]) == tower[: MOST_LEVELS + 1]
        assert line_of(session, tower[1]) == tower[1:]
        assert line_of(session, uuid4()) == []


def test_somebody_with_several_grants_reviews_in_the_nearest_role() -> None:
    city = unit()
    hospital = unit(city)
    actor = person((Role.SUPERIOR_ADMIN, city), (Role.UNIT_ADMIN, hospital))

    with db.reading() as session:
        assert role_over(actor.grants, line_of(session, hospital)) is Role.UNIT_ADMIN
        assert role_over(actor.grants, line_of(session, city)) is Role.SUPERIOR_ADMIN
