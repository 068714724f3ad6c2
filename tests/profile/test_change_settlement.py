"""A decided change request: applied whole or not at all, once, whatever arrives."""

from contextlib import suppress
from itertools import permutations
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from services.profile.db import db
from services.profile.models import ChangeAction, ChangeRequest, ChangeStatus, Entry, RecordStatus
from services.profile.operations.entries import change_entry
from shared.workflow import TransitionNotAllowed, history_of
from tests.profile.builders import (
    ask,
    at_once,
    basic_info,
    bearer,
    correct_entry,
    decide_change,
    entry_of,
    make_record,
    messages,
    request_of,
    submissions_of,
    take_back,
    work,
)
from tests.profile.expert_site import Site, consent, deliver_due, let_time_pass


@pytest.fixture
def person_id() -> UUID:
    return make_record(RecordStatus.APPROVED)


def test_an_approved_change_is_in_the_record_and_in_a_new_snapshot(person_id: UUID) -> None:
    request_id = ask(person_id)

    assert decide_change(request_id) == "approved"

    assert entry_of(person_id, "work_experience").data["duty"] == "副主任医师"
    newest = submissions_of(person_id)[-1]
    assert (newest.number, newest.origin) == (2, "change")
    assert newest.content["sections"]["work_experience"][0]["data"]["duty"] == "副主任医师"


@pytest.mark.parametrize("_", range(6))
def test_approved_and_told_but_never_applied_cannot_happen(person_id: UUID, _: int) -> None:
    request_id = ask(person_id)
    deeds = [lambda: take_back(person_id, request_id), lambda: decide_change(request_id)]

    at_once(*(deeds if _ % 2 else reversed(deeds)))

    (settled,) = messages("review.settled")[1:]
    applied = entry_of(person_id, "work_experience").data["duty"] == "副主任医师"
    approved = request_of(request_id).status is ChangeStatus.APPROVED
    assert applied == approved == (settled["outcome"] == "approved") == (len(submissions_of(person_id)) == 2)
    assert approved or request_of(request_id).status is ChangeStatus.WITHDRAWN
    with db.reading() as session:
        assert len(history_of(session, "change", request_id)) == 1


def test_of_two_decisions_at_once_one_takes_effect(person_id: UUID) -> None:
    request_id = ask(person_id)

    results = at_once(*[lambda: decide_change(request_id), lambda: decide_change(request_id, "return")] * 2)

    assert len(set(results)) == 1
    assert request_of(request_id).status.value == results[0]
    assert len(submissions_of(person_id)) == (2 if results[0] == "approved" else 1)


def test_an_approval_that_arrives_twice_is_applied_once(person_id: UUID) -> None:
    request_id = ask(person_id, action=ChangeAction.ADD, entry_id=None, data=work(duty="兼职讲师", end_month="2010-01"))

    assert [decide_change(request_id) for _ in range(2)] == ["approved", "approved"]

    with db.reading() as session:
        assert session.query(Entry).filter_by(record_id=person_id, section="work_experience").count() == 2


def test_a_rejected_change_leaves_the_record_and_keeps_the_reason(person_id: UUID) -> None:
    request_id = ask(person_id)

    assert decide_change(request_id, "return") == "rejected"

    request = request_of(request_id)
    assert (request.status, request.decided_role) == (ChangeStatus.REJECTED, "unit_reviewer")
    assert request.reasons[0]["text"] == "学历证书不清晰"
    assert len(submissions_of(person_id)) == 1


def test_an_entry_can_be_added_and_deleted(person_id: UUID) -> None:
    added = ask(person_id, action=ChangeAction.ADD, entry_id=None, data=work(duty="住院医师", end_month="2008-07"))
    decide_change(added)
    deleted = ask(person_id, action=ChangeAction.DELETE, data={})
    decide_change(deleted)

    assert entry_of(person_id, "work_experience").data["duty"] == "住院医师"
    assert request_of(deleted).new is None


def test_what_was_asked_for_from_an_older_version_becomes_a_conflict(person_id: UUID, client: FlaskClient) -> None:
    request_id = ask(person_id)
    with db.transaction() as session:  # as an administrator's correction would
        entry = session.get_one(Entry, entry_of(person_id, "work_experience").id)
        entry.values = entry.values | {"duty": "院长"}
        entry.content_version += 1

    assert decide_change(request_id) == "conflict"

    shown = client.get(f"/change-requests/{request_id}", headers=bearer(person_id)).json
    versions = [shown[side]["duty"] for side in ("old", "new", "current")]
    assert versions == ["主治医师", "副主任医师", "院长"]
    assert len(submissions_of(person_id)) == 1


def test_new_contact_data_is_no_conflict(person_id: UUID) -> None:
    with db.transaction() as session:
        data = basic_info(session, person_id, ethnicity="11")
    contact = {"mobile": "13900000000", "email": "li@example.com"}
    request_id = ask(person_id, "basic_info", data={key: value for key, value in data.items() if key not in contact})
    entry = entry_of(person_id, "basic_info")
    with db.transaction() as session:
        change_entry(session, person_id, entry.id, contact, expected=entry.version)

    assert decide_change(request_id) == "approved"

    values = entry_of(person_id, "basic_info").values
    assert (values["ethnicity"], values["mobile"]) == ("11", "13900000000")


@pytest.mark.parametrize("status", sorted(set(ChangeStatus) - {ChangeStatus.PENDING}))
def test_only_a_pending_request_can_be_withdrawn(person_id: UUID, status: ChangeStatus) -> None:
    request_id = ask(person_id)
    with db.transaction() as session:
        request = session.get_one(ChangeRequest, request_id)
        request.status, request.decided_at = status, request.submitted_at

    with pytest.raises(TransitionNotAllowed):
        take_back(person_id, request_id)

    assert messages("review.withdrawn") == []


def test_a_withdrawn_request_is_not_applied_and_review_is_told(person_id: UUID) -> None:
    request_id = ask(person_id)
    take_back(person_id, request_id)

    assert decide_change(request_id) == "withdrawn"

    assert messages("review.withdrawn")[0]["subject_id"] == str(request_id)
    assert entry_of(person_id, "work_experience").data["duty"] == "主治医师"


def do(deed: str, person_id: UUID, request_id: UUID) -> None:
    """One of the three that may meet at a request."""
    if deed == "decision":
        decide_change(request_id)
    elif deed == "withdrawal":
        take_back(person_id, request_id)
    else:
        correct_entry(person_id, duty="院长")


@pytest.mark.parametrize("order", list(permutations(["decision", "withdrawal", "correction"])))
def test_decision_withdrawal_and_correction_settle_once_in_every_order(person_id: UUID, order: tuple[str, ...]) -> None:
    request_id = ask(person_id)

    for deed in order:
        with suppress(TransitionNotAllowed):
            do(deed, person_id, request_id)
    again = decide_change(request_id)

    first = min(order.index(deed) for deed in ("decision", "withdrawal"))
    corrected_before = order.index("correction") < order.index("decision")
    ended = "withdrawn" if order[first] == "withdrawal" else "conflict" if corrected_before else "approved"
    assert (request_of(request_id).status, again) == (ended, ended)
    with db.reading() as session:
        assert len(history_of(session, "change", request_id)) == 1
    assert len(submissions_of(person_id)) == (2 if ended == "approved" else 1)
    outcomes = {told["outcome"] for told in messages("review.settled") if told["kind"] == "change"}
    assert outcomes == {ended}


def test_until_the_decision_has_arrived_the_person_reads_pending(person_id: UUID, client: FlaskClient) -> None:
    request_id = ask(person_id)

    shown = client.get(f"/change-requests/{request_id}", headers=bearer(person_id)).json

    assert (shown["status"], shown["actions"], shown["decided_at"]) == ("pending", ["withdraw"], None)


@pytest.mark.parametrize(("values", "sent"), [({"duty": "副主任医师"}, 2), ({"witness": "李国栋"}, 1)])
def test_what_is_shared_is_sent_again_only_if_it_is_concerned(
    site: Site, person_id: UUID, values: dict[str, str], sent: int
) -> None:
    consent(person_id, ["basic_info.name", "work_experience.unit_name", "work_experience.duty"])
    deliver_due()

    decide_change(ask(person_id, data=work(**values)))
    let_time_pass()
    deliver_due()

    assert len(site.received()) == sent
