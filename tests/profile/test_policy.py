"""Each rule is read twice, in SQL for lists and in Python for one thing; both must say the same, over anything."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.profile.db import db
from services.profile.models import File, Unit
from services.profile.operations.figures import LEDGER
from services.profile.policy import Action, can, may_see, visible_to, within
from shared.auth import Actor, Role
from shared.beijing import today
from shared.errors import NotFound
from shared.figures.reading import Wanted, scope_of

UNITS = 6
trees = st.tuples(*(st.none() | st.integers(0, above) for above in range(UNITS - 1)))
"""For each unit but the first, which of the earlier ones is above it."""
held = st.sets(st.tuples(st.sampled_from(Role), st.integers(0, UNITS - 1)), max_size=4)
over_anything = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)


@pytest.fixture
def session(clean: None) -> Iterator[Session]:
    """What is written is undone example by example."""
    with Session(db.engine, expire_on_commit=False) as opened:
        yield opened


def planted(session: Session, tree: tuple[int | None, ...]) -> list[UUID]:
    """The units of a tree."""
    ids = [uuid4() for _ in range(UNITS)]
    for unit_id, above in zip(ids, (None, *tree), strict=True):
        superior = None if above is None else ids[above]
        session.add(
            Unit(
                id=unit_id, name="某单位", code="", nature="", region="", superior_id=superior, closed=False, version=1
            )
        )
    session.flush()
    return ids


def asking(units: list[UUID], roles: set[tuple[Role, int]]) -> Actor:
    grants = tuple((role, units[where]) for role, where in roles)
    return Actor(uuid4(), "10000001", "某人", units[0], grants, first_login=False)


@over_anything
@given(trees, held)
def test_sql_and_python_agree_about_every_unit(
    session: Session, tree: tuple[int | None, ...], roles: set[tuple[Role, int]]
) -> None:
    units = planted(session, tree)
    actor = asking(units, roles)

    for action in Action:
        found = set(session.scalars(select(Unit.id).where(within(Unit.id, actor, action))))
        assert found == {unit for unit in units if can(session, actor, action, unit)}, action
    session.rollback()


@over_anything
@given(trees, held)
def test_figures_and_their_lists_follow_the_same_rule(
    session: Session, tree: tuple[int | None, ...], roles: set[tuple[Role, int]]
) -> None:
    units = planted(session, tree)
    actor = asking(units, roles)

    for unit in units:
        assert figures_open(session, actor, unit) is can(session, actor, Action.KNOW_PEOPLE, unit)
    session.rollback()


def figures_open(session: Session, actor: Actor, unit_id: UUID) -> bool:
    try:
        scope_of(session, LEDGER, actor, Wanted(today(), today(), unit_id))
    except NotFound:
        return False
    return True


def test_sql_and_python_agree_about_every_file(session: Session) -> None:
    owners = [uuid4() for _ in range(2)]
    files = [kept(owner) for owner in owners * 3]
    session.add_all(files)
    session.flush()

    for viewer in (*owners, uuid4()):
        for opened in ([], [files[0].id], [files[0].id, files[1].id]):
            found = set(session.scalars(select(File.id).where(visible_to(viewer, File.owner_id, File.id, opened))))
            assert found == {file.id for file in files if may_see(viewer, file.owner_id, file.id, opened)}
    session.rollback()


def kept(owner: UUID) -> File:
    facts = {"name": "证书.pdf", "media_type": "application/pdf", "size": 1, "sha256": "0" * 64, "purpose": "evidence"}
    return File(id=uuid4(), owner_id=owner, stored_as=uuid4().hex, **facts)
