"""A unit is merged or moved: cases, reviewers and figures follow, whatever order messages come in."""

from itertools import permutations
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from services.review.cli import FIGURES
from services.review.db import db
from services.review.models import Case, CaseStatus, ChainStage, Resume, StaffGrant, Stage
from services.review.operations.chains import set_chain
from services.review.operations.figures import count_case
from shared.auth import Role
from shared.messaging.contracts import CaseOpened, Grant, StaffChanged, UnitChanged
from shared.messaging.units import CasesFollowed
from tests.review.builders import (
    bearer,
    case_of,
    deliver,
    opened,
    person,
    person_changed,
    requested,
    reviewer,
    staff,
    unit,
)
from tests.review.situations import APPROVAL, assigned, decide, settled_as_approved, still_queued


def merger(old: UUID, new: UUID, superior: UUID | None = None) -> UnitChanged:
    """The message that a unit has gone into another."""
    facts = {"code": "", "nature": "", "region": "", "unit_name": "旧单位"}
    return UnitChanged(version=2, unit_id=old, superior_id=superior, closed=True, merged_into=new, **facts)


def follow(unit_id: UUID) -> None:
    """Work the chunks, as the service's own messages would."""
    deliver(CasesFollowed(version=2, unit_id=unit_id, after=None))


def count_all() -> None:
    with db.transaction() as session:
        for case_id in session.scalars(select(Case.id)).all():
            count_case(session, case_id)


def test_open_and_closed_cases_follow_a_merger_and_stay_with_their_reviewer(client: FlaskClient) -> None:
    old, new = unit(name="旧单位"), unit(name="新单位")
    waiting, done = requested(old, person_version=1), requested(old, person_version=1)
    settled_as_approved(done)
    assigned(waiting)
    holder = case_of(waiting).reviewer_id
    count_all()

    assert deliver(merger(old, new)) == ["applied"]
    follow(old)

    assert (case_of(waiting).unit_id, case_of(done).unit_id) == (new, new)
    assert (case_of(waiting).status, case_of(waiting).reviewer_id) == (CaseStatus.ASSIGNED, holder)
    moved = person((Role.UNIT_REVIEWER, new), person_id=holder)
    assert decide(client, moved, case_of(waiting).id, APPROVAL)[0] == 201
    assert client.get(f"/cases/{case_of(done).id}", headers=bearer(moved)).status_code == 200
    count_all()
    with db.reading() as session:
        assert FIGURES.differences(session) == []
        assert session.scalar(select(func.count()).where(Stage.unit_id == old)) == 0


def test_whatever_comes_first_all_ends_in_the_same(client: FlaskClient) -> None:
    for order in permutations(range(4)):
        old, new = unit(name="旧单位"), unit(name="新单位")
        holder, request = reviewer(old), requested(old, person_version=1)
        opened(request)
        theirs = Grant(role=Role.UNIT_REVIEWER, unit_id=new)
        news = [
            merger(old, new),
            StaffChanged(
                version=2, person_id=holder.id, person_name="某人", active=True, on_leave=False, grants=[theirs]
            ),
            person_changed(request.person_id, new, version=2),
            CasesFollowed(version=2, unit_id=old, after=None),
        ]
        for place in order:
            deliver(news[place])
        follow(old)
        case = case_of(request)
        deliver(CaseOpened(version=case.version, case_id=case.id))

        assert (case_of(request).unit_id, case_of(request).reviewer_id) == (new, holder.id), order


def test_what_is_handed_in_to_a_unit_that_is_no_more_lies_with_the_other(client: FlaskClient) -> None:
    old, new = unit(name="旧单位"), unit(name="新单位")
    theirs = reviewer(new)
    deliver(merger(old, new))

    case = opened(requested(old, person_version=1))

    assert (case.unit_id, case_of_id(case.id).reviewer_id) == (new, theirs.id)


def test_late_news_of_a_person_do_not_take_a_case_back(client: FlaskClient) -> None:
    old, new = unit(name="旧单位"), unit(name="新单位")
    request = requested(old, person_version=1)
    still_queued(request)
    deliver(merger(old, new))
    follow(old)

    deliver(person_changed(request.person_id, old, version=2))

    assert case_of(request).unit_id == new


def test_a_merger_into_a_unit_that_is_not_known_yet_waits(client: FlaskClient) -> None:
    old, new = unit(name="旧单位"), UUID(int=77)

    assert deliver(merger(old, new)) == [None]
    unit(name="新单位", unit_id=new)
    assert deliver(merger(old, new)) == ["applied"]


def test_a_later_stage_goes_to_the_new_superior_when_a_unit_moves(client: FlaskClient) -> None:
    cities = [unit(name="甲市"), unit(name="乙市")]
    hospital = unit(cities[0])
    above = [staff((Role.SUPERIOR_ADMIN, city)) for city in cities]
    stages = [ChainStage(title="单位审核", levels_up=0, days=10), ChainStage(title="主管", levels_up=1, days=5)]
    with db.transaction() as session:
        set_chain(session, person((Role.SYSTEM_ADMIN, hospital)), hospital, stages, Resume.FIRST)
    first, request = reviewer(hospital), requested(hospital, person_version=1)
    decide(client, first, opened(request).id, APPROVAL)
    deliver(CaseOpened(version=case_of(request).version, case_id=case_of(request).id))
    assert case_of(request).reviewer_id == above[0].id

    unit(cities[1], unit_id=hospital, version=2)
    follow(hospital)

    case = case_of(request)
    deliver(CaseOpened(version=case.version, case_id=case.id))
    assert case_of(request).reviewer_id == above[1].id


def test_moves_heard_in_another_order_wait_for_each_other_and_figures_stay_right(client: FlaskClient) -> None:
    first, second = unit(name="甲"), unit(name="乙")
    unit(first, unit_id=second, version=2, name="乙")
    opened(requested(first, person_version=1))
    opened(requested(second, person_version=1))
    count_all()

    with pytest.raises(AssertionError):
        assert heard(first, second, 2) == ["applied"]  # while the other is below it here
    unit(None, unit_id=second, version=3, name="乙")
    assert heard(first, second, 2) == ["applied"]

    with db.reading() as session:
        assert FIGURES.differences(session) == []


def heard(unit_id: UUID, superior: UUID, version: int) -> list[str | None]:
    facts = {"code": "", "nature": "", "region": "", "unit_name": "甲"}
    return deliver(UnitChanged(version=version, unit_id=unit_id, superior_id=superior, closed=False, **facts))


def test_roles_for_a_merged_unit_are_roles_for_the_other_at_once(client: FlaskClient) -> None:
    old, new = unit(), unit()
    both = staff((Role.UNIT_REVIEWER, old), (Role.UNIT_REVIEWER, new))

    deliver(merger(old, new))

    with db.reading() as session:
        assert session.scalars(select(StaffGrant.unit_id).where(StaffGrant.person_id == both.id)).all() == [new]


def case_of_id(case_id: UUID) -> Case:
    with db.reading() as session:
        return session.get_one(Case, case_id)
