"""Stages: each with its own assignment, deadline and decision; only the last approval takes effect."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from services.review.db import db
from services.review.models import Assignment, AssignmentReason, Case, CaseStatus, ChainStage, Resume, Stage
from services.review.operations.chains import set_chain
from shared.auth import Actor, Role
from shared.messaging.contracts import CaseOpened, ReviewRequested
from shared.workdays import deadline
from tests.review.builders import (
    bearer,
    case_of,
    change_staff,
    deliver,
    opened,
    person,
    requested,
    reviewer,
    sent,
    settled,
    staff,
    unit,
    withdrawn,
)
from tests.review.situations import APPROVAL, RETURN, decide, take_over

OWN = ChainStage(title="单位审核", levels_up=0, days=10)
SUPERIOR = ChainStage(title="主管部门审核", levels_up=1, days=15)
PROVINCE = ChainStage(title="省级审核", levels_up=2, days=20)


def chain(unit_id: UUID, *stages: ChainStage, resume: Resume = Resume.FIRST) -> None:
    with db.transaction() as session:
        set_chain(session, person((Role.SYSTEM_ADMIN, unit_id)), unit_id, stages, resume)


def assign(request: ReviewRequested) -> Case:
    deliver(CaseOpened(version=case_of(request).version, case_id=case_of(request).id))
    return case_of(request)


class Hospital:
    """A unit with a reviewer, below a city with a superior administrator, below a province with one."""

    def __init__(self, *stages: ChainStage, resume: Resume = Resume.FIRST) -> None:
        self.province = unit()
        self.city = unit(self.province)
        self.id = unit(self.city)
        self.reviewers = [
            reviewer(self.id),
            staff((Role.SUPERIOR_ADMIN, self.city)),
            staff((Role.SUPERIOR_ADMIN, self.province)),
        ]
        chain(self.province, *stages, resume=resume)


@pytest.mark.parametrize("stages", [[OWN], [OWN, SUPERIOR], [OWN, SUPERIOR, PROVINCE]])
def test_only_the_approval_of_the_last_stage_is_sent_for_settling(
    client: FlaskClient, stages: Sequence[ChainStage]
) -> None:
    hospital = Hospital(*stages)
    request = requested(hospital.id)
    opened(request)

    for position, _ in enumerate(stages):
        assert sent("case.decided") == []
        case = assign(request)
        assert (case.stage, case.reviewer_id) == (position + 1, hospital.reviewers[position].id)
        assert decide(client, hospital.reviewers[position], case.id, APPROVAL)[0] == 201

    assert case_of(request).status is CaseStatus.DECIDED
    (told,) = sent("case.decided")
    assert (told["decision"], told["decided_by"]) == ("approve", str(hospital.reviewers[len(stages) - 1].id))


@pytest.mark.parametrize("returning", [0, 1, 2])
def test_a_return_at_any_stage_goes_back_to_the_person_with_all_reasons(client: FlaskClient, returning: int) -> None:
    hospital = Hospital(OWN, SUPERIOR, PROVINCE)
    request = requested(hospital.id)
    opened(request)
    for holder in hospital.reviewers[:returning]:
        decide(client, holder, assign(request).id, APPROVAL)

    assert decide(client, hospital.reviewers[returning], assign(request).id, RETURN)[0] == 201

    (told,) = sent("case.decided")
    assert (told["decision"], len(told["reasons"])) == ("return", 2)
    deliver(settled(request, case_of(request).id, "returned"))
    assert case_of(request).outcome == "returned"


def test_each_stage_has_its_own_deadline_from_when_it_begins_its_own_assignment_and_decision(
    client: FlaskClient,
) -> None:
    hospital = Hospital(OWN, SUPERIOR)
    request = requested(hospital.id)
    case = opened(request)
    with db.reading() as session:
        first, second = session.scalars(select(Stage).order_by(Stage.position)).all()
    assert second.due_at is None
    assert first.due_at == case.due_at
    decide(client, hospital.reviewers[0], case.id, APPROVAL)
    assign(request)

    _, answer = decide(client, hospital.reviewers[1], case.id, APPROVAL)

    begun = datetime.fromisoformat(answer["chain"][0]["decided_at"])
    assert case_of(request).due_at == deadline(begun, 15)
    assert [(each["title"], each["status"]) for each in answer["chain"]] == [
        ("单位审核", "decided"),
        ("主管部门审核", "decided"),
    ]
    assert [(each["stage"], each["stage_title"]) for each in answer["decisions"]] == [
        (1, "单位审核"),
        (2, "主管部门审核"),
    ]
    with db.reading() as session:
        made = session.scalars(select(Assignment).order_by(Assignment.id)).all()
    assert [each.stage_id for each in made] == [first.id, second.id]


def test_the_history_says_how_the_case_went_through_its_stages(client: FlaskClient) -> None:
    hospital = Hospital(OWN, SUPERIOR)
    request = requested(hospital.id)
    opened(request)
    decide(client, hospital.reviewers[0], case_of(request).id, APPROVAL)

    _, answer = decide(client, hospital.reviewers[1], assign(request).id, APPROVAL)

    assert [move["reason"] for move in answer["history"]] == [
        "待审核件最少",
        "第1级审核通过，转第2级审核",
        "待审核件最少",
        "同意通过",
    ]


def test_a_change_of_the_chain_does_not_touch_running_cases(client: FlaskClient) -> None:
    hospital = Hospital(OWN, SUPERIOR)
    running = requested(hospital.id)
    opened(running)

    chain(hospital.id, OWN)
    later = requested(hospital.id)
    opened(later)

    for request in (running, later):
        decide(client, hospital.reviewers[0], case_of(request).id, APPROVAL)
    assert (case_of(running).status, case_of(running).stage) == (CaseStatus.QUEUED, 2)
    assert case_of(later).status is CaseStatus.DECIDED


@pytest.mark.parametrize(("resume", "position"), [(Resume.FIRST, 1), (Resume.RETURNED, 2)])
def test_a_resubmission_begins_where_the_chain_says(client: FlaskClient, resume: Resume, position: int) -> None:
    hospital = Hospital(OWN, SUPERIOR, resume=resume)
    first = requested(hospital.id)
    opened(first)
    decide(client, hospital.reviewers[0], case_of(first).id, APPROVAL)
    decide(client, hospital.reviewers[1], assign(first).id, RETURN)
    deliver(settled(first, case_of(first).id, "returned"))

    again = opened(requested(hospital.id, version=4, person_id=first.person_id))

    assert (again.stage, again.reviewer_id) == (position, hospital.reviewers[position - 1].id)


def returned_at_the_second_stage(client: FlaskClient, hospital: Hospital) -> ReviewRequested:
    request = requested(hospital.id)
    opened(request)
    decide(client, hospital.reviewers[0], case_of(request).id, APPROVAL)
    decide(client, hospital.reviewers[1], assign(request).id, RETURN)
    return request


@pytest.mark.parametrize("stages", [[SUPERIOR, OWN], [OWN], [OWN, SUPERIOR, PROVINCE]])
def test_a_resubmission_under_another_chain_begins_at_the_first_stage(
    client: FlaskClient, stages: Sequence[ChainStage]
) -> None:
    hospital = Hospital(OWN, SUPERIOR, resume=Resume.RETURNED)
    first = returned_at_the_second_stage(client, hospital)
    deliver(settled(first, case_of(first).id, "returned"))

    chain(hospital.id, *stages, resume=Resume.RETURNED)

    assert opened(requested(hospital.id, version=4, person_id=first.person_id)).stage == 1


def test_a_return_that_had_no_effect_lets_the_next_submission_begin_at_the_first_stage(client: FlaskClient) -> None:
    hospital = Hospital(OWN, SUPERIOR, resume=Resume.RETURNED)
    first = returned_at_the_second_stage(client, hospital)
    deliver(withdrawn(first))

    assert opened(requested(hospital.id, version=4, person_id=first.person_id)).stage == 1


def test_after_a_second_return_the_review_resumes_at_the_same_stage_again(client: FlaskClient) -> None:
    hospital = Hospital(OWN, SUPERIOR, resume=Resume.RETURNED)
    first = returned_at_the_second_stage(client, hospital)
    deliver(settled(first, case_of(first).id, "returned"))
    second = requested(hospital.id, version=4, person_id=first.person_id)
    opened(second)
    decide(client, hospital.reviewers[1], case_of(second).id, RETURN)
    deliver(settled(second, case_of(second).id, "returned"))

    assert opened(requested(hospital.id, version=6, person_id=first.person_id)).stage == 2


def test_nobody_decides_two_stages_of_a_case(client: FlaskClient) -> None:
    hospital = Hospital(OWN, OWN)
    both = staff((Role.UNIT_ADMIN, hospital.id))
    request = requested(hospital.id)
    opened(request)
    decide(client, hospital.reviewers[0], case_of(request).id, APPROVAL)

    assert assign(request).reviewer_id == both.id
    status, answer = take_over(client, hospital.reviewers[0], case_of(request).id)
    assert (status, answer["error"]) == (409, "case_already_decided")
    status, answer = decide(client, hospital.reviewers[0], case_of(request).id, APPROVAL)
    assert (status, answer["error"]) == (409, "case_already_decided")


def actions(client: FlaskClient, actor: Actor, case_id: UUID) -> Any:
    return client.get(f"/cases/{case_id}", headers=bearer(actor)).get_json()["actions"]


def test_a_stage_is_taken_over_only_by_those_of_its_level(client: FlaskClient) -> None:
    hospital = Hospital(OWN, SUPERIOR, PROVINCE)
    request = requested(hospital.id)
    case = opened(request)
    colleague = reviewer(hospital.id)
    for holder in hospital.reviewers[:2]:
        decide(client, holder, assign(request).id, APPROVAL)
    assign(request)

    assert actions(client, colleague, case.id) == []
    for lower in (colleague, staff((Role.SUPERIOR_ADMIN, hospital.city))):
        status, answer = take_over(client, lower, case.id)
        assert (status, answer["error"]) == (403, "not_your_stage")
    peer = staff((Role.SUPERIOR_ADMIN, hospital.province))
    assert "takeover" in actions(client, peer, case.id)
    assert take_over(client, peer, case.id)[0] == 201


def test_a_higher_stage_without_anybody_rises_further_and_one_beyond_the_top_stays_at_the_top() -> None:
    province = unit()
    city = unit(province)
    top = staff((Role.SUPERIOR_ADMIN, province))
    chain(province, SUPERIOR)

    assert opened(requested(unit(city))).reviewer_id == top.id
    assert opened(requested(province)).reviewer_id == top.id
    with db.reading() as session:
        reasons = session.scalars(select(Assignment.reason).order_by(Assignment.id)).all()
    assert reasons == [AssignmentReason.UNIT_ABOVE, AssignmentReason.FEWEST_CASES]


def test_a_superior_who_loses_the_unit_above_gives_the_second_stage_back(client: FlaskClient) -> None:
    hospital = Hospital(OWN, SUPERIOR)
    request = requested(hospital.id)
    opened(request)
    decide(client, hospital.reviewers[0], case_of(request).id, APPROVAL)
    assign(request)

    change_staff(hospital.reviewers[1], 2, grants=[(Role.UNIT_REVIEWER, hospital.id)])

    assert case_of(request).status is CaseStatus.QUEUED
    assert assign(request).reviewer_id == hospital.reviewers[2].id


def test_the_same_reviewer_again_at_each_stage(client: FlaskClient) -> None:
    hospital = Hospital(OWN, SUPERIOR)
    first = returned_at_the_second_stage(client, hospital)
    deliver(settled(first, case_of(first).id, "returned"))
    opened(requested(hospital.id))  # the first reviewers have more open cases than the others
    reviewer(hospital.id)
    staff((Role.SUPERIOR_ADMIN, hospital.city))

    again = requested(hospital.id, version=4, person_id=first.person_id)
    assert opened(again).reviewer_id == hospital.reviewers[0].id
    decide(client, hospital.reviewers[0], case_of(again).id, APPROVAL)
    assert assign(again).reviewer_id == hospital.reviewers[1].id
