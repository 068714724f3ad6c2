"""Corrections as cases: decided by administrators, two of them for an identity, the new unit's for a move."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient

from services.review.db import db
from services.review.models import Case, CaseStatus
from services.review.operations.decisions import record_decision
from shared.auth import Actor, Role
from shared.errors import DomainError
from shared.messaging.contracts import CaseOpened, ReviewRequested
from tests.review.builders import bearer, case_of, change_staff, deliver, opened, requested, reviewer, sent, staff, unit
from tests.review.situations import APPROVAL, RETURN, decide, take_over


def admin(unit_id: UUID, **more: Any) -> Actor:
    return staff((Role.UNIT_ADMIN, unit_id), **more)


def correction(kind: str, unit_id: UUID, **more: Any) -> ReviewRequested:
    subject_id = uuid4()
    facts = {"kind": kind, "subject_id": subject_id, "submission_id": subject_id, "person_id": uuid4(), "version": 1}
    return requested(unit_id, **facts | more)


def assigned_again(request: ReviewRequested) -> Case:
    case = case_of(request)
    deliver(CaseOpened(version=case.version, case_id=case.id))
    return case_of(request)


@pytest.mark.parametrize("kind", ["identity", "transfer"])
def test_no_reviewer_gets_a_correction_or_takes_it_over(client: FlaskClient, kind: str) -> None:
    city = unit()
    hospital = unit(city)
    colleague, administrator = reviewer(hospital), admin(hospital)

    case = opened(correction(kind, hospital, from_unit_id=city if kind == "transfer" else None))

    assert (case.reviewer_id, case.reviewer_role) == (administrator.id, Role.UNIT_ADMIN)
    assert take_over(client, colleague, case.id)[1]["error"] == "not_your_stage"
    assert client.get(f"/cases/{case.id}", headers=bearer(colleague)).json["actions"] == []


def test_an_identity_takes_two_administrators_and_nobody_is_both(client: FlaskClient) -> None:
    hospital = unit()
    people = {one.id: one for one in (admin(hospital), admin(hospital))}
    request = correction("identity", hospital)
    first = people.pop(opened(request).reviewer_id)
    (second,) = people.values()

    assert decide(client, first, case_of(request).id, APPROVAL)[0] == 201
    assert sent("case.decided") == []
    case = assigned_again(request)

    assert (case.stage, case.reviewer_id) == (2, second.id)
    assert take_over(client, first, case.id)[1]["error"] == "case_already_decided"
    assert decide(client, second, case.id, APPROVAL)[0] == 201
    (told,) = sent("case.decided")
    assert (told["kind"], told["decision"], told["decided_by"]) == ("identity", "approve", str(second.id))


def test_where_a_unit_has_one_administrator_the_second_is_found_above_and_nobody_is_alarmed(
    client: FlaskClient,
) -> None:
    city = unit()
    hospital = unit(city)
    first, second = admin(hospital), staff((Role.SUPERIOR_ADMIN, city))
    request = correction("identity", hospital)
    opened(request)

    decide(client, first, case_of(request).id, APPROVAL)

    assert assigned_again(request).reviewer_id == second.id
    assert sent("reviewer.missed") == []


def test_where_nobody_else_is_found_the_case_waits(client: FlaskClient) -> None:
    hospital = unit()
    only = admin(hospital)
    request = correction("identity", hospital)
    opened(request)
    decide(client, only, case_of(request).id, APPROVAL)

    assert assigned_again(request).status is CaseStatus.QUEUED
    assert sent("reviewer.missed") != []


def test_an_administrator_decides_nothing_about_themselves(client: FlaskClient) -> None:
    city = unit()
    hospital = unit(city)
    oneself, above = admin(hospital), staff((Role.SUPERIOR_ADMIN, city))

    case = opened(correction("identity", hospital, person_id=oneself.id))

    assert case.reviewer_id == above.id
    assert client.get(f"/cases/{case.id}", headers=bearer(oneself)).status_code == 404


@pytest.mark.parametrize("stage", [1, 2])
def test_either_administrator_may_refuse_and_that_is_the_end(client: FlaskClient, stage: int) -> None:
    hospital = unit()
    people = {one.id: one for one in (admin(hospital), admin(hospital))}
    request = correction("identity", hospital)
    opened(request)
    if stage == 2:
        decide(client, people[case_of(request).reviewer_id], case_of(request).id, APPROVAL)
        assigned_again(request)

    decide(client, people[case_of(request).reviewer_id], case_of(request).id, RETURN)

    assert case_of(request).status is CaseStatus.DECIDED
    assert sent("case.decided")[0]["decision"] == "return"


def test_a_move_is_decided_by_the_new_unit_alone_and_seen_by_both(client: FlaskClient) -> None:
    old, new = unit(), unit()
    theirs, ours, other = admin(old), admin(new), admin(unit())
    request = correction("transfer", new, from_unit_id=old)

    case = opened(request)

    assert (case.reviewer_id, case.unit_id, case.from_unit_id) == (ours.id, new, old)
    shown = client.get(f"/cases/{case.id}", headers=bearer(theirs))
    assert (shown.status_code, shown.json["actions"]) == (200, [])
    assert decide(client, theirs, case.id, APPROVAL)[1]["error"] == "not_assigned_to_you"
    assert take_over(client, theirs, case.id)[1]["error"] == "not_your_stage"
    assert client.get(f"/cases/{case.id}", headers=bearer(other)).status_code == 404
    listed = client.get("/cases", query_string={"kind": "transfer"}, headers=bearer(theirs)).json["items"]
    assert [line["id"] for line in listed] == [str(case.id)]

    assert decide(client, ours, case.id, APPROVAL)[0] == 201
    assert case_of(request).status is CaseStatus.DECIDED


def test_a_chain_of_the_unit_is_not_for_corrections(client: FlaskClient) -> None:
    hospital = unit()
    admin(hospital)
    for kind, titles in (("identity", ["管理员审核", "另一管理员复核"]), ("transfer", ["调入单位审核"])):
        case = opened(correction(kind, hospital, from_unit_id=unit() if kind == "transfer" else None))
        actor = admin(hospital)
        shown = client.get(f"/cases/{case.id}", headers=bearer(actor)).json
        assert [stage["title"] for stage in shown["chain"]] == titles


def test_a_case_that_an_administrator_may_no_longer_hold_goes_back_though_a_reviewers_role_is_left() -> None:
    hospital = unit()
    administrator = admin(hospital)
    request = correction("identity", hospital)
    opened(request)

    change_staff(administrator, version=2, grants=[(Role.UNIT_REVIEWER, hospital)])

    assert case_of(request).status is CaseStatus.QUEUED


@pytest.mark.parametrize("_", range(3))
def test_one_administrator_deciding_twice_at_once_decides_one_stage(_: int) -> None:
    hospital = unit()
    holder = admin(hospital)
    case = opened(correction("identity", hospital))

    def approve() -> bool:
        try:
            with db.transaction() as session:
                record_decision(session, holder, case.id, "approve", [])
        except DomainError:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        done = [pool.submit(approve) for _ in range(2)]

    assert sorted(one.result() for one in done) == [False, True]
    assert sent("case.decided") == []
