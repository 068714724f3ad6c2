"""Batches: what each deed does with many cases, what it leaves out and why, and that its asker's rights hold."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient

from services.review.db import db
from services.review.models import CaseStatus, ChainStage, Resume
from services.review.operations.chains import set_chain
from shared.auth import Role
from shared.jobs import working
from shared.messaging.long_work import BatchContinued
from tests.review.batches import APPROVE, REMIND, ask, begun, decisions, done, get, held, report, stored, work_off
from tests.review.builders import (
    change_staff,
    deliver,
    envelope,
    opened,
    person,
    requested,
    reviewer,
    sent,
    staff,
    unit,
    withdrawn,
)


def test_a_batch_approves_the_held_cases_without_warnings_and_says_why_it_left_the_others(client: FlaskClient) -> None:
    unit_id = unit()
    me = reviewer(unit_id)
    fine = held(unit_id, 2)
    warned = held(unit_id, 1, warnings=3)
    gone = requested(unit_id)
    taken_back = opened(gone).id
    deliver(withdrawn(gone))
    reviewer(unit_id)
    colleagues = held(unit_id, 1)
    queued = opened(requested(unit_id), assign=False).id
    elsewhere = held(unit(), 1)

    lines = done(
        client, me, [fine[0], *warned, taken_back, *colleagues, queued, *elsewhere, uuid4(), fine[1]], **APPROVE
    )

    assert [outcome for outcome, _ in lines] == ["done", *["failed"] * 6, "done"]
    reasons = [reason for _, reason in lines]
    assert reasons[:2] == ["已通过", "有 3 处提醒，请逐件审核。"]
    assert "已办结" in reasons[2]
    assert reasons[3] == reasons[4] == "该审核件目前不由您审核。如需处理，请先接手。"
    assert reasons[5] == reasons[6]
    assert reasons[6].startswith("没有找到")
    assert [stored(each).status for each in fine] == [CaseStatus.DECIDED] * 2
    assert decisions() == len(sent("case.decided")) == 2


def test_an_approval_of_a_first_stage_passes_the_cases_on(client: FlaskClient) -> None:
    unit_id = unit(unit())
    steps = [ChainStage(title="单位审核", levels_up=0, days=5), ChainStage(title="主管部门审核", levels_up=1, days=5)]
    with db.transaction() as session:
        set_chain(session, person((Role.SYSTEM_ADMIN, unit_id)), unit_id, steps, Resume.FIRST)
    me = reviewer(unit_id)
    cases = held(unit_id, 2)

    assert done(client, me, cases, **APPROVE) == [("done", "已通过，转第2级审核")] * 2


def test_nobody_approves_the_own_case_or_that_of_another_unit_by_a_batch(client: FlaskClient) -> None:
    unit_id, other = unit(), unit()
    me = reviewer(unit_id)
    reviewer(unit_id)
    own = opened(requested(unit_id, person_id=me.id)).id
    reviewer(other)
    theirs = held(other, 1)

    batch_id = begun(client, me, [own, *theirs], **APPROVE)
    work_off(batch_id)

    lines = get(client, me, f"/batches/{batch_id}/lines")["items"]
    assert {(line["outcome"], line["person_name"], line["account"], line["unit_name"]) for line in lines} == {
        ("failed", None, None, None)
    }
    assert decisions() == 0


def test_rights_are_those_of_the_moment_when_a_case_is_worked(client: FlaskClient) -> None:
    unit_id = unit()
    me, admin = reviewer(unit_id), staff((Role.UNIT_ADMIN, unit_id))
    cases = held(unit_id, 2)
    approving, reminding = begun(client, me, cases, **APPROVE), begun(client, admin, cases, **REMIND)
    change_staff(me, 2, grants=[(Role.UNIT_REVIEWER, unit())])
    change_staff(admin, 2, active=False)

    work_off(approving)
    work_off(reminding)

    for actor, batch_id in ((me, approving), (admin, reminding)):
        assert all(end == "failed" and why.startswith("没有找到") for end, why in report(client, actor, batch_id))
    assert (decisions(), sent("reviewer.reminded")) == (0, [])


def test_a_batch_done_twice_changes_nothing_more(client: FlaskClient) -> None:
    unit_id = unit()
    me, colleague = reviewer(unit_id), reviewer(unit_id, name="王审核")
    admin = staff((Role.UNIT_ADMIN, unit_id))
    cases = held(unit_id, 4)
    to = {"deed": "reassign", "reviewer_id": str(me.id)}
    assert {end for end, _ in done(client, admin, cases, **to)} == {"done"}
    versions = [stored(each).version for each in cases]

    assert {end for end, _ in done(client, admin, [*cases, *cases], **to)} == {"done"}
    assert [stored(each).version for each in cases] == versions
    assert {end for end, _ in done(client, me, cases, **APPROVE)} == {"done"}
    assert {end for end, _ in done(client, me, cases, **APPROVE)} == {"failed"}
    assert decisions() == len(cases)
    assert done(client, admin, cases, deed="reassign", reviewer_id=str(colleague.id))[0][0] == "failed"


def test_two_batches_over_the_same_cases_at_once_decide_each_case_once(client: FlaskClient) -> None:
    unit_id = unit()
    me = reviewer(unit_id)
    cases = held(unit_id, 6)
    batches = [begun(client, me, cases, **APPROVE), begun(client, me, cases[::-1], **APPROVE)]

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work_off, batches))

    ends = [[end for end, _ in report(client, me, batch_id)] for batch_id in batches]
    assert sorted(ends[0] + ends[1]) == ["done"] * 6 + ["failed"] * 6
    assert decisions() == 6


def test_an_administrator_gives_many_cases_to_a_colleague_who_may_have_them(client: FlaskClient) -> None:
    unit_id = unit()
    me = reviewer(unit_id)
    cases = held(unit_id, 2)
    colleague = reviewer(unit_id, name="王审核")
    own = opened(requested(unit_id, person_id=colleague.id)).id
    admin = staff((Role.UNIT_ADMIN, unit_id))

    lines = done(client, admin, [*cases, own], deed="reassign", reviewer_id=str(colleague.id))

    assert lines[:2] == [("done", "已转交给王审核")] * 2
    assert lines[2][0] == "failed"
    assert {stored(each).reviewer_id for each in cases} == {colleague.id}
    assert stored(own).reviewer_id == me.id


def test_an_administrator_puts_many_cases_back_to_be_assigned_anew(client: FlaskClient) -> None:
    unit_id = unit()
    reviewer(unit_id)
    cases = held(unit_id, 2)
    admin = staff((Role.UNIT_ADMIN, unit_id))

    assert done(client, admin, cases, deed="reassign", reason="工作调整") == [("done", "已退回待分配")] * 2
    assert {stored(each).status for each in cases} == {CaseStatus.QUEUED}


def test_each_holder_is_reminded_once_of_all_cases_and_the_oldest_and_not_again_the_same_day(
    client: FlaskClient,
) -> None:
    unit_id = unit()
    first = reviewer(unit_id, name="王审核")
    cases = held(unit_id, 2, person_name="古丽")
    second = reviewer(unit_id, name="李审核")
    cases += held(unit_id, 1)
    admin = staff((Role.UNIT_ADMIN, unit_id))
    own = opened(requested(unit_id)).id
    assert done(client, admin, [own], deed="reassign", reviewer_id=str(admin.id))[0][0] == "done"
    queued = opened(requested(unit_id), assign=False).id

    lines = done(client, admin, [*cases[::-1], own, queued], **REMIND)

    assert [reason for _, reason in lines[:3]] == ["已提醒李审核", "已提醒王审核", "已提醒王审核"]
    assert [end for end, _ in lines[3:]] == ["failed", "failed"]
    told = {message["reviewer_id"]: message for message in sent("reviewer.reminded")}
    assert {reviewer_id: message["cases"] for reviewer_id, message in told.items()} == {
        str(first.id): 2,
        str(second.id): 1,
    }
    assert told[str(first.id)]["oldest_person"] == "古丽"
    assert {end for end, _ in done(client, admin, cases, **REMIND)} == {"failed"}
    assert len(sent("reviewer.reminded")) == 2


@pytest.mark.parametrize("wish", [{"deed": "reassign", "reason": "调整"}, REMIND])
def test_only_administrators_reassign_and_remind_and_only_their_own_units_cases(
    client: FlaskClient, wish: dict[str, str]
) -> None:
    unit_id = unit()
    me = reviewer(unit_id)
    cases = held(unit_id, 1)

    assert ask(client, me, cases, **wish)[0] == 403
    mixed = staff((Role.UNIT_REVIEWER, unit_id), (Role.UNIT_ADMIN, unit()))
    assert done(client, mixed, cases, **wish) == [("failed", "您不是该单位的管理员，不能进行这项操作。")]
    assert stored(cases[0]).reviewer_id == me.id


def test_a_killed_worker_and_repeated_or_late_chunks_change_nothing(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working, "CHUNK_LINES", 2)
    unit_id = unit()
    me = reviewer(unit_id)
    cases = held(unit_id, 5)
    batch_id = begun(client, me, cases, **APPROVE)
    first = envelope(BatchContinued(version=1, job_id=UUID(batch_id)))

    assert deliver(first, first) == ["applied", "applied"]
    assert get(client, me, f"/batches/{batch_id}")["done"] == 2
    work_off(batch_id)
    again = [
        envelope(BatchContinued(version=chunk["version"], job_id=UUID(batch_id))) for chunk in sent("batch.continued")
    ]

    assert deliver(*again[::-1]) == ["applied", "stale", "stale"]
    assert decisions() == 5
    assert report(client, me, batch_id) == [("done", "已通过")] * 5
