"""Who gets a case: the least loaded reviewer, the same again, never the applicant; else the admin, else above."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from random import Random
from uuid import uuid4

import pytest
from sqlalchemy import select

from services.review.db import db
from services.review.models import Assignment, AssignmentReason, Case, CaseStatus
from services.review.operations.assignment import assign_case
from services.review.operations.cases import open_case
from shared.auth import Actor, Role
from shared.messaging.contracts import CaseOpened
from shared.workflow import history_of
from tests.review.builders import (
    case_of,
    change_staff,
    decided,
    deliver,
    opened,
    requested,
    reviewer,
    sent,
    settled,
    staff,
    unit,
)


def assignments() -> list[Assignment]:
    with db.reading() as session:
        return list(session.scalars(select(Assignment).order_by(Assignment.id)))


def assign_queued() -> None:
    """Deliver every message that a case waits, as the relay would."""
    for told in sent("case.opened"):
        deliver(CaseOpened(version=told["version"], case_id=told["case_id"]))


def test_a_case_goes_to_the_reviewer_of_the_unit_with_the_fewest_open_cases() -> None:
    unit_id = unit()
    reviewers = {reviewer(unit_id).id for _ in range(3)}

    loads = Counter(opened(requested(unit_id)).reviewer_id for _ in range(9))

    assert loads == dict.fromkeys(reviewers, 3)


def test_the_choice_is_on_record_with_its_reason_and_the_others_are_told() -> None:
    unit_id = unit(name="第一人民医院")
    chosen = reviewer(unit_id, name="王审核")

    case = opened(requested(unit_id))

    assert [(made.reviewer_id, made.role, made.reason, made.by) for made in assignments()] == [
        (chosen.id, Role.UNIT_REVIEWER, AssignmentReason.FEWEST_CASES, None)
    ]
    with db.reading() as session:
        assert [(move.new, move.reason) for move in history_of(session, "case", case.id)] == [
            ("assigned", "待审核件最少")
        ]
    told = sent("case.assigned")
    assert [(each["reviewer_id"], each["unit_name"], each["version"]) for each in told] == [
        (str(chosen.id), "第一人民医院", 2)
    ] * 2  # one for each receiver


def test_the_same_reviewer_again_for_a_resubmission_though_others_have_fewer() -> None:
    unit_id = unit()
    first = requested(unit_id, version=2)
    same = reviewer(unit_id)
    case = decided(first, same)
    deliver(settled(first, case.id, "approved"))
    opened(requested(unit_id))
    reviewer(unit_id)

    again = opened(requested(unit_id, version=4, person_id=first.person_id))

    assert again.reviewer_id == same.id
    assert assignments()[-1].reason is AssignmentReason.SAME_REVIEWER


def test_the_same_reviewer_again_for_a_change_request_of_the_same_person() -> None:
    unit_id = unit()
    first = requested(unit_id)
    same = reviewer(unit_id)
    case = decided(first, same)
    deliver(settled(first, case.id, "approved"))
    for _ in range(3):
        reviewer(unit_id)

    change = requested(unit_id, person_id=first.person_id, subject_id=unit_id, kind="change", section="education")

    assert opened(change).reviewer_id == same.id


def test_nobody_gets_the_case_about_themselves() -> None:
    unit_id = unit()
    applicant = reviewer(unit_id)
    admin = staff((Role.UNIT_ADMIN, unit_id))

    case = opened(requested(unit_id, person_id=applicant.id))

    assert (case.reviewer_id, case.reviewer_role) == (admin.id, Role.UNIT_ADMIN)


@pytest.mark.parametrize("absence", [{"on_leave": True}, {"active": False}, {"grants": []}])
def test_nobody_who_is_away_or_has_lost_the_role_gets_a_case(absence: dict[str, object]) -> None:
    unit_id = unit()
    away = reviewer(unit_id)
    present = reviewer(unit_id)
    change_staff(away, 2, **absence)  # type: ignore[arg-type]

    assert {opened(requested(unit_id)).reviewer_id for _ in range(3)} == {present.id}


def test_without_a_reviewer_the_administrator_of_the_unit_gets_the_case() -> None:
    unit_id = unit(unit())
    admin = staff((Role.UNIT_ADMIN, unit_id))

    assert opened(requested(unit_id)).reviewer_id == admin.id
    assert assignments()[-1].reason is AssignmentReason.UNIT_ADMIN


def test_without_anybody_in_the_unit_the_superior_of_the_nearest_unit_above_gets_the_case() -> None:
    province = unit()
    city = unit(province)
    county = unit(city)
    hospital = unit(county)
    staff((Role.SUPERIOR_ADMIN, province))
    nearest = staff((Role.SUPERIOR_ADMIN, city))
    staff((Role.SUPERIOR_ADMIN, unit(province)))

    assert opened(requested(hospital)).reviewer_id == nearest.id
    assert assignments()[-1].reason is AssignmentReason.UNIT_ABOVE


def test_the_system_administrators_hear_that_a_unit_has_no_reviewer() -> None:
    city = unit(name="某市")
    hospital = unit(city, name="某医院")
    opened(requested(hospital))
    staff((Role.SUPERIOR_ADMIN, city))
    assign_queued()
    reviewer(hospital)
    opened(requested(hospital))

    told = [(each["unit_id"], each["unit_name"], each["rose_to"]) for each in sent("reviewer.missed")]

    assert told == [(str(hospital), "某医院", None), (str(hospital), "某医院", "某市")]


def test_reviewers_of_the_unit_above_or_beside_are_not_asked() -> None:
    city = unit()
    hospital = unit(city)
    reviewer(city)
    reviewer(unit(city))

    assert opened(requested(hospital)).status is CaseStatus.QUEUED


def test_a_case_for_which_nobody_was_found_is_assigned_when_somebody_comes() -> None:
    request = requested(unit())
    opened(request)
    assert case_of(request).status is CaseStatus.QUEUED

    newcomer = reviewer(request.unit_id)
    assign_queued()

    assert case_of(request).reviewer_id == newcomer.id


def test_a_submission_from_a_unit_not_yet_known_or_without_its_way_up_comes_again_until_it_is() -> None:
    unit_id, city = uuid4(), uuid4()
    somebody = reviewer(unit_id)
    request = requested(unit_id)
    assert deliver(request) == [None]
    unit(city, unit_id=unit_id)
    assert deliver(request) == [None]

    unit(unit_id=city)

    assert opened(request).reviewer_id == somebody.id


def go_on_leave(actor: Actor) -> None:
    change_staff(actor, 2, on_leave=True)


def be_disabled(actor: Actor) -> None:
    change_staff(actor, 2, active=False)


def lose_the_role(actor: Actor) -> None:
    change_staff(actor, 2, grants=[(Role.UNIT_REVIEWER, unit())])


@pytest.mark.parametrize("leave", [go_on_leave, be_disabled, lose_the_role])
def test_cases_of_a_reviewer_who_leaves_go_to_the_others(leave: Callable[[Actor], None]) -> None:
    unit_id = unit()
    leaving = reviewer(unit_id)
    requests = [requested(unit_id) for _ in range(4)]
    for request in requests:
        opened(request)
    others = {reviewer(unit_id).id for _ in range(2)}

    leave(leaving)
    assert {case_of(request).status for request in requests} == {CaseStatus.QUEUED}
    assign_queued()

    assert Counter(case_of(request).reviewer_id for request in requests) == dict.fromkeys(others, 2)


def test_a_decision_is_not_taken_away_from_a_reviewer_who_leaves() -> None:
    request = requested(unit())
    leaving = reviewer(request.unit_id)
    decided(request, leaving)

    be_disabled(leaving)

    assert case_of(request).status is CaseStatus.DECIDED


def test_an_older_word_about_a_reviewer_changes_nothing() -> None:
    request = requested(unit())
    present = reviewer(request.unit_id)
    change_staff(present, 5)
    opened(request)

    be_disabled(present)  # version 2

    assert case_of(request).reviewer_id == present.id


def test_being_told_twice_that_a_case_waits_assigns_it_once() -> None:
    unit_id = unit()
    reviewer(unit_id)
    case = opened(requested(unit_id))

    deliver(CaseOpened(version=1, case_id=case.id), CaseOpened(version=1, case_id=case.id))

    assert len(assignments()) == 1


@pytest.mark.parametrize("each", [50, pytest.param(250, marks=pytest.mark.long)])
def test_two_workers_assign_cases_once_each_and_evenly(each: int) -> None:
    unit_id = unit()
    reviewers = {reviewer(unit_id).id for _ in range(4)}
    with db.transaction() as session:
        waiting = [open_case(session, requested(unit_id)).id for _ in range(4 * each)]

    def work(seed: int) -> None:
        for case_id in Random(seed).sample(waiting, len(waiting)):
            with db.transaction() as session:
                assign_case(session, case_id)

    with ThreadPoolExecutor(2) as workers:
        list(workers.map(work, range(2)))

    with db.reading() as session:
        loads = Counter(session.scalars(select(Case.reviewer_id).where(Case.status == CaseStatus.ASSIGNED)))
    assert loads == dict.fromkeys(reviewers, each)
    assert len({made.case_id for made in assignments()}) == len(assignments()) == 4 * each
    # At every moment within one of each other: each load was the smallest four times, once for each reviewer.
    assert Counter(made.open_cases for made in assignments()) == dict.fromkeys(range(each), 4)


def test_cases_of_many_units_that_rise_to_the_same_superiors_are_spread_evenly_by_two_workers() -> None:
    city = unit()
    superiors = {staff((Role.SUPERIOR_ADMIN, city)).id for _ in range(3)}
    for _ in range(6):
        below = unit(city)
        for _ in range(10):
            opened(requested(below), assign=False)
    waiting = [CaseOpened(version=1, case_id=told["case_id"]) for told in sent("case.opened")]

    with ThreadPoolExecutor(2) as workers:
        list(workers.map(lambda half: deliver(*half), (waiting[::2], waiting[1::2])))

    assert Counter(made.reviewer_id for made in assignments()) == dict.fromkeys(superiors, 20)
