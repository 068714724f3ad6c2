"""回避, 转交, back to the queue, substitutes, and notes for colleagues: who may, what follows, what is on record."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient

from services.review.models import AssignmentReason, CaseStatus
from shared.auth import Actor, Role
from shared.messaging.contracts import CaseOpened, ReviewRequested
from tests.review.builders import (
    bearer,
    case_of,
    change_staff,
    decided,
    deliver,
    opened,
    person,
    requested,
    reviewer,
    sent,
    settled,
    staff,
    unit,
)
from tests.review.situations import take_over


def ask(client: FlaskClient, actor: Actor, path: str, body: Any = None, method: str = "POST") -> tuple[int, Any]:
    answer = client.open(path, method=method, json=body, headers=bearer(actor))
    return answer.status_code, answer.get_json(silent=True)


def assign(request: ReviewRequested) -> UUID | None:
    deliver(CaseOpened(version=case_of(request).version, case_id=case_of(request).id))
    return case_of(request).reviewer_id


def admin_of(unit_id: UUID) -> Actor:
    return staff((Role.UNIT_ADMIN, unit_id))


def test_who_keeps_away_gets_no_case_of_that_person_again(client: FlaskClient) -> None:
    request = requested(unit())
    relative = reviewer(request.unit_id)
    case = opened(request)
    colleague = admin_of(request.unit_id)

    status, answer = ask(client, relative, f"/cases/{case.id}/recusal", {"reason": "与申请人有亲属关系"})

    assert (status, answer["status"], answer["reviewer"]) == (201, "queued", None)
    last = answer["history"][-1]
    assert (last["new"], last["by"], last["role"], last["reason"]) == (
        "queued",
        str(relative.id),
        "unit_reviewer",
        "回避：与申请人有亲属关系",
    )
    assert assign(request) == colleague.id
    assert take_over(client, relative, case.id)[1]["error"] == "recused"
    change = requested(request.unit_id, person_id=request.person_id, subject_id=uuid4(), kind="change")
    assert opened(change).reviewer_id == colleague.id
    assert opened(requested(request.unit_id)).reviewer_id == relative.id


def test_only_the_reviewer_of_a_waiting_case_keeps_away_from_it(client: FlaskClient) -> None:
    request = requested(unit())
    holder = reviewer(request.unit_id)
    case = opened(request)
    body = {"reason": "亲属"}

    assert ask(client, reviewer(request.unit_id), f"/cases/{case.id}/recusal", body)[0] == 403
    assert ask(client, reviewer(unit()), f"/cases/{case.id}/recusal", body)[0] == 404
    assert ask(client, holder, f"/cases/{case.id}/recusal", {"reason": " "})[0] == 422
    assert case_of(request).reviewer_id == holder.id


@pytest.mark.parametrize("role", [Role.UNIT_ADMIN, Role.SUPERIOR_ADMIN])
def test_an_administrator_gives_a_case_to_a_colleague(client: FlaskClient, role: Role) -> None:
    request = requested(unit())
    reviewer(request.unit_id)
    case = opened(request)
    colleague = reviewer(request.unit_id, name="王审核")
    admin = staff((role, request.unit_id))

    offered = ask(client, admin, f"/cases/{case.id}/reviewers", method="GET")[1]
    assert {"person_id": str(colleague.id), "name": "王审核", "role": "unit_reviewer", "open_cases": 0} in offered
    for _ in range(2):
        status, answer = ask(client, admin, f"/cases/{case.id}/reassignment", {"reviewer_id": str(colleague.id)})
        assert (status, answer["reviewer"]["id"]) == (201, str(colleague.id))

    assert [(made["reason"], made["by"]) for made in answer["assignments"]] == [
        ("fewest_cases", None),
        ("reassigned", str(admin.id)),
    ]


def test_a_case_is_given_only_to_somebody_who_may_review_it(client: FlaskClient) -> None:
    unit_id = unit()
    applicant, holder, away = reviewer(unit_id), reviewer(unit_id), reviewer(unit_id)
    change_staff(away, 2, on_leave=True)
    request = requested(unit_id, person_id=applicant.id)
    case = opened(request)
    admin = admin_of(unit_id)

    for unfit in (applicant, away, reviewer(unit()), person()):
        status, answer = ask(client, admin, f"/cases/{case.id}/reassignment", {"reviewer_id": str(unfit.id)})
        assert (status, answer["error"]) == (422, "cannot_review")
    assert case_of(request).reviewer_id == holder.id


def test_an_administrator_puts_a_case_back_into_the_queue(client: FlaskClient) -> None:
    request = requested(unit())
    reviewer(request.unit_id)
    case = opened(request)
    admin = admin_of(request.unit_id)

    for _ in range(2):
        assert ask(client, admin, f"/cases/{case.id}/release", {"reason": "工作调整"})[0] == 201

    assert (case_of(request).status, case_of(request).version) == (CaseStatus.QUEUED, case.version + 1)
    assert len(sent("case.opened")) == 2


@pytest.mark.parametrize(
    ("deed", "body"), [("release", {"reason": "调整"}), ("reassignment", {"reviewer_id": str(uuid4())})]
)
def test_only_administrators_hand_out_cases_and_only_waiting_ones(
    client: FlaskClient, deed: str, body: dict[str, str]
) -> None:
    request = requested(unit())
    holder = reviewer(request.unit_id)
    decided(request, holder)
    path = f"/cases/{case_of(request).id}/{deed}"

    assert ask(client, holder, path, body)[0] == 403
    assert ask(client, admin_of(unit()), path, body)[0] == 404
    assert ask(client, admin_of(request.unit_id), path, body)[0] == 409
    mixed = staff((Role.UNIT_REVIEWER, request.unit_id), (Role.UNIT_ADMIN, unit()))
    waiting = opened(requested(request.unit_id))
    assert ask(client, mixed, f"/cases/{waiting.id}/{deed}", body)[0] == 403


def test_the_substitute_gets_the_cases_of_a_reviewer_on_leave_and_new_ones_of_the_same_people(
    client: FlaskClient,
) -> None:
    unit_id = unit()
    leaving = reviewer(unit_id)
    first, running = requested(unit_id), requested(unit_id)
    deliver(settled(first, decided(first, leaving).id, "approved"))
    opened(running)
    stand_in, other = reviewer(unit_id), reviewer(unit_id)
    for _ in range(3):
        opened(requested(unit_id))
    body = {"substitute_id": str(stand_in.id)}
    assert ask(client, admin_of(unit_id), f"/staff/{leaving.id}/substitute", body, "PUT")[0] == 204

    change_staff(leaving, 2, on_leave=True)
    again = requested(unit_id, version=4, person_id=first.person_id)
    deliver(again)

    assert [assign(running), assign(again)] == [stand_in.id] * 2
    answer = ask(client, other, f"/cases/{case_of(again).id}", method="GET")[1]
    assert answer["assignments"][-1]["reason"] == AssignmentReason.SUBSTITUTE


@pytest.mark.parametrize("absence", [{"on_leave": True}, {"active": False}])
def test_without_a_fit_substitute_the_least_loaded_gets_the_case(client: FlaskClient, absence: dict[str, bool]) -> None:
    unit_id = unit()
    leaving, request = reviewer(unit_id), requested(unit_id)
    opened(request)
    stand_in, other, admin = reviewer(unit_id), reviewer(unit_id), admin_of(unit_id)
    path = f"/staff/{leaving.id}/substitute"
    ask(client, admin, path, {"substitute_id": str(stand_in.id)}, "PUT")
    change_staff(stand_in, 2, on_leave=True)

    change_staff(leaving, 2, **absence)  # type: ignore[arg-type]

    assert assign(request) == other.id
    assert ask(client, admin, path, method="DELETE")[0] == 204


def test_substitutes_are_named_by_administrators_of_the_unit(client: FlaskClient) -> None:
    unit_id = unit()
    leaving, stand_in, admin = reviewer(unit_id), reviewer(unit_id), admin_of(unit_id)
    path, body = f"/staff/{leaving.id}/substitute", {"substitute_id": str(stand_in.id)}

    assert ask(client, leaving, path, body, "PUT")[0] == 403
    assert ask(client, admin_of(unit()), path, body, "PUT")[0] == 404
    assert ask(client, admin, f"/staff/{uuid4()}/substitute", body, "PUT")[0] == 404
    assert ask(client, admin, path, {"substitute_id": str(uuid4())}, "PUT")[0] == 404
    status, answer = ask(client, admin, path, {"substitute_id": str(leaving.id)}, "PUT")
    assert (status, answer["error"]) == (422, "own_substitute")


def test_notes_for_colleagues_stay_with_the_record_and_within_reach(client: FlaskClient) -> None:
    request = requested(unit())
    holder = reviewer(request.unit_id, name="王审核")
    case = opened(request)

    status, _ = ask(client, holder, f"/cases/{case.id}/notes", {"text": "已电话核实学历"})
    deliver(settled(request, case.id, "returned"))
    again = opened(requested(request.unit_id, version=4, person_id=request.person_id))

    assert status == 201
    (note,) = ask(client, holder, f"/cases/{again.id}", method="GET")[1]["notes"]
    assert (note["text"], note["name"], note["role"]) == ("已电话核实学历", "王审核", "unit_reviewer")
    assert ask(client, reviewer(unit()), f"/cases/{case.id}/notes", {"text": "x"})[0] == 404
    assert ask(client, holder, f"/cases/{case.id}/notes", {"text": ""})[0] == 422
    applicant = staff((Role.UNIT_REVIEWER, request.unit_id), person_id=request.person_id)
    assert ask(client, applicant, f"/cases/{case.id}", method="GET")[0] == 404
