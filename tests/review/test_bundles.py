"""What a person hands in together: one case to the people who look at it, decided part by part."""

from typing import Any
from uuid import uuid4

import msgspec
import pytest
from flask.testing import FlaskClient

from services.review.db import db
from services.review.models import Case, ChainStage, Resume
from services.review.operations.chains import set_chain
from services.review.operations.decisions import record_decision, take_over
from services.review.operations.handing import reassign, recuse
from shared.auth import Actor, Role
from shared.messaging.contracts import Reason, ReviewRequested
from tests.review.builders import (
    bearer,
    case_of,
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

Json = dict[str, Any]
WHY = [Reason(text="证明材料不清楚")]


def handed_in_together(many: int, unit_id: Any = None) -> list[ReviewRequested]:
    """Several change requests of one person."""
    first, bundle = requested(unit_id or unit(), version=1), uuid4()
    return [
        msgspec.structs.replace(
            first, kind="change", subject_id=subject, submission_id=subject, number=number, bundle_id=bundle
        )
        for number, subject in enumerate((uuid4() for _ in range(many)), 1)
    ]


def listed(client: FlaskClient, actor: Actor, **narrowed: str) -> list[Json]:
    found: list[Json] = client.get("/cases", query_string=narrowed, headers=bearer(actor)).json["items"]
    return found


def counts(client: FlaskClient, actor: Actor) -> dict[str, int]:
    found: dict[str, int] = client.get("/cases", headers=bearer(actor)).json["counts"]
    return found


def decide(actor: Actor, case: Case, decision: Any = "approve") -> None:
    with db.transaction() as session:
        record_decision(session, actor, case.id, decision, WHY if decision == "return" else [])


def holders(requests: list[ReviewRequested]) -> set[Any]:
    return {case_of(request).reviewer_id for request in requests}


def test_all_go_to_the_same_reviewer_for_whom_they_are_one_case(client: FlaskClient) -> None:
    requests = handed_in_together(3)
    colleagues = [reviewer(requests[0].unit_id) for _ in range(3)]

    cases = [opened(request) for request in requests]
    (me,) = [each for each in colleagues if each.id == cases[0].reviewer_id]

    assert len({case.id for case in cases}) == 3
    assert holders(requests) == {me.id}
    (row,) = listed(client, me)
    assert [part["id"] for part in row["bundle"]] == [str(case.id) for case in cases]
    assert counts(client, me)["assigned"] == 1
    assert listed(client, me, holder="mine", status="assigned")[0]["id"] == row["id"]


def test_the_least_loaded_is_whoever_has_the_fewest_cases_a_bundle_being_one(client: FlaskClient) -> None:
    requests = handed_in_together(5)
    one, other = reviewer(requests[0].unit_id), reviewer(requests[0].unit_id)
    (held,) = {opened(request).reviewer_id for request in requests}
    two = [opened(requested(requests[0].unit_id)).reviewer_id for _ in range(2)]

    third = opened(requested(requests[0].unit_id)).reviewer_id

    assert {one.id, other.id} == {held, two[0]}
    assert two[1] in {one.id, other.id}
    assert third != two[1], "two cases each by now: the first of the bundle counts once"


def test_one_page_shows_every_part_in_full_with_a_pass_of_its_own(client: FlaskClient) -> None:
    requests = handed_in_together(2)
    actor = reviewer(requests[0].unit_id)
    first, second = (opened(request) for request in requests)
    decide(actor, first)

    for case in (first, second):
        together = client.get(f"/cases/{case.id}", headers=bearer(actor)).json["bundle"]
        assert [(each["id"], each["status"], "decide" in each["actions"]) for each in together] == [
            (str(first.id), "decided", False),
            (str(second.id), "assigned", True),
        ]
        assert [len(each["decisions"]) for each in together] == [1, 0]
        assert len({each["pass"] for each in together}) == 2


def test_it_is_over_when_the_last_part_is(client: FlaskClient) -> None:
    requests = handed_in_together(3)
    actor = reviewer(requests[0].unit_id)
    first, second, third = (opened(request) for request in requests)

    decide(actor, first, "return")
    deliver(settled(requests[0], first.id, "rejected"), withdrawn(requests[1]))

    assert [row["id"] for row in listed(client, actor, status="assigned")] == [str(third.id)]
    assert listed(client, actor, status="closed") == []
    assert [row["id"] for row in listed(client, actor)] == [str(third.id)]

    decide(actor, third)
    assert listed(client, actor, status="closed") == []
    deliver(settled(requests[2], third.id, "conflict"))

    assert [row["id"] for row in listed(client, actor, status="closed")] == [str(first.id)]
    outcomes = [part["outcome"] for part in listed(client, actor)[0]["bundle"]]
    assert outcomes == ["rejected", "withdrawn", "conflict"]
    assert case_of(requests[1]).id == second.id


def test_parts_at_different_stages_stand_once_with_each_of_their_reviewers(client: FlaskClient) -> None:
    city = unit()
    requests = handed_in_together(3, unit(city))
    steps = [ChainStage(title=f"第{levels + 1}级", levels_up=levels, days=5) for levels in (0, 1)]
    with db.transaction() as session:
        set_chain(session, person((Role.SYSTEM_ADMIN, city)), requests[0].unit_id, steps, Resume.FIRST)
    actor, superior = reviewer(requests[0].unit_id), staff((Role.SUPERIOR_ADMIN, city))
    cases = [opened(request) for request in requests]

    for case in cases[:2]:
        decide(actor, case)
    for request in requests[:2]:
        opened(request)

    assert [row["id"] for row in listed(client, actor, holder="mine")] == [str(cases[2].id)]
    assert [row["id"] for row in listed(client, superior, holder="mine")] == [str(cases[0].id)]
    assert len(listed(client, superior)) == 2


def test_warnings_are_found_at_whatever_part_they_are(client: FlaskClient) -> None:
    requests = handed_in_together(2)
    actor = reviewer(requests[0].unit_id)
    requests[1] = msgspec.structs.replace(requests[1], warnings=2)
    cases = [opened(request) for request in requests]

    assert [row["id"] for row in listed(client, actor, warnings="true")] == [str(cases[1].id)]


def test_the_next_case_is_none_of_the_same_bundle(client: FlaskClient) -> None:
    requests = handed_in_together(2)
    actor = reviewer(requests[0].unit_id)
    first, second = (opened(request) for request in requests)
    other = opened(requested(requests[0].unit_id))

    for case in (first, second):
        answer = client.get(f"/cases/next?after={case.id}", headers=bearer(actor)).json
        assert answer["id"] == str(other.id)


@pytest.mark.parametrize("deed", ["takeover", "reassignment", "recusal"])
def test_what_lies_in_the_same_hands_changes_them_together(client: FlaskClient, deed: str) -> None:
    requests = handed_in_together(3)
    unit_id = requests[0].unit_id
    actor = reviewer(unit_id)
    cases = [opened(request) for request in requests]
    decide(actor, cases[0])
    colleague, administrator = reviewer(unit_id), staff((Role.UNIT_ADMIN, unit_id))

    with db.transaction() as session:
        if deed == "takeover":
            take_over(session, colleague, cases[1].id)
        elif deed == "reassignment":
            reassign(session, administrator, cases[1].id, colleague.id)
        else:
            recuse(session, actor, cases[1].id, "亲属")

    expected = None if deed == "recusal" else colleague.id
    assert holders(requests[1:]) == {expected}
    assert case_of(requests[0]).reviewer_id == actor.id


def test_a_case_that_came_alone_has_no_bundle(client: FlaskClient) -> None:
    request = requested(unit())
    actor = reviewer(request.unit_id)

    assert client.get(f"/cases/{opened(request).id}", headers=bearer(actor)).json["bundle"] == []
    assert listed(client, actor)[0]["bundle"] == []


def test_reviewers_are_told_which_cases_came_together() -> None:
    requests = handed_in_together(2)
    reviewer(requests[0].unit_id)
    for request in requests:
        opened(request)

    told = [each["bundle_id"] for each in sent("case.assigned")]
    assert set(told) == {str(requests[0].bundle_id)}
