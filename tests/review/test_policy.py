"""The rule who reaches a unit's cases is written twice, in SQL and in Python; both must say the same."""

from itertools import product
from uuid import uuid4

from sqlalchemy import select

from services.review.db import db
from services.review.models import Case, Unit
from services.review.policy import line_of, role_over, visible_to
from shared.auth import Role
from tests.review.builders import opened, person, requested, unit


def test_sql_and_python_agree_for_every_role_at_every_unit() -> None:
    province = unit()
    cities = [unit(province), unit(province)]
    units = [province, *cities, *(unit(city) for city in cities), unit()]
    cases = {opened(requested(unit_id)).id: unit_id for unit_id in units}

    for role, granted in product(Role, units):
        actor = person((role, granted))
        with db.reading() as session:
            seen = set(session.scalars(select(Case.id).where(visible_to(actor))))
            reached = {
                case_id for case_id, unit_id in cases.items() if role_over(actor.grants, line_of(session, unit_id))
            }
        assert seen == reached, (role, units.index(granted))


def test_a_circle_of_units_ends_the_walk() -> None:
    below, above = uuid4(), uuid4()
    with db.transaction() as session:
        session.add(Unit(id=below, name="某单位", superior_id=above, closed=False))
        session.add(Unit(id=above, name="某单位", superior_id=below, closed=False))

    with db.reading() as session:
        assert line_of(session, below)[:2] != []
        assert session.scalars(select(Case.id).where(visible_to(person((Role.SUPERIOR_ADMIN, above))))).all() == []


def test_somebody_with_several_grants_reviews_in_the_nearest_role() -> None:
    city = unit()
    hospital = unit(city)
    actor = person((Role.SUPERIOR_ADMIN, city), (Role.UNIT_ADMIN, hospital))

    with db.reading() as session:
        assert role_over(actor.grants, line_of(session, hospital)) is Role.UNIT_ADMIN
        assert role_over(actor.grants, line_of(session, city)) is Role.SUPERIOR_ADMIN
