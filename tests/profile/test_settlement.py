"""Who settles: the profile service alone, once for each submission, whatever arrives and in whatever order."""

from uuid import UUID, uuid4

import msgspec
import pytest
from flask.testing import FlaskClient

from services.profile.consumers import consumers
from services.profile.db import db
from services.profile.models import Record, RecordStatus
from services.profile.operations.settle import note_holder
from services.profile.operations.submit import NotPending, submit_record
from shared.messaging.contracts import CaseAssigned
from shared.messaging.envelope import Envelope
from shared.messaging.message import Message
from shared.workflow import history_of
from tests.profile.builders import (
    REVIEWER,
    at_once,
    bearer,
    decide,
    decided,
    make_record,
    messages,
    person_changed,
    status_of,
    submissions_of,
    withdraw,
)


def received(receiver: str, message: Message, sender: str = "review") -> Envelope:
    return Envelope(
        id=uuid4(),
        sender=sender,
        receiver=receiver,
        name=message.name,
        schema_version=message.schema_version,
        aggregate_type=message.aggregate,
        aggregate_id=message.aggregate_id,
        aggregate_version=message.version,
        payload=msgspec.to_builtins(message),
        headers={},
    )


def assigned(subject_id: UUID, role: str = "unit_reviewer") -> CaseAssigned:
    return CaseAssigned(
        version=2,
        case_id=uuid4(),
        kind="record",
        subject_id=subject_id,
        person_name="张晓梅",
        reviewer_id=REVIEWER,
        reviewer_role=role,
        unit_name="石家庄市第一医院",
    )


def outcomes() -> list[str]:
    return [settled["outcome"] for settled in messages("review.settled")]


@pytest.mark.parametrize(
    ("decision", "status"), [("approve", RecordStatus.APPROVED), ("return", RecordStatus.RETURNED)]
)
def test_a_decision_takes_effect_and_review_is_told(decision: str, status: RecordStatus) -> None:
    person_id = make_record(RecordStatus.PENDING)

    outcome = decide(person_id, submissions_of(person_id)[0].id, decision)

    assert outcome == status.value == outcomes()[-1]
    assert status_of(person_id) is status


def test_the_person_sees_the_reasons_of_a_return_until_the_record_is_approved(client: FlaskClient) -> None:
    person_id = make_record(RecordStatus.RETURNED)
    seen = client.get("/record/status", headers=bearer(person_id)).json["reasons"]
    with db.transaction() as session:
        submission_id = submit_record(session, person_id).id
    decide(person_id, submission_id, "approve")

    assert seen == [{"text": "学历证书不清晰", "section": "education", "entry": None, "field": None}]
    assert client.get("/record/status", headers=bearer(person_id)).json["reasons"] == []


def test_a_message_that_comes_twice_settles_once() -> None:
    person_id = make_record(RecordStatus.PENDING)
    message = decided(person_id, submissions_of(person_id)[0].id, "approve")
    envelope = received("profile.settle", message)
    receiver = consumers.receivers["profile.settle"]

    assert [consumers.receive(receiver, envelope) for _ in range(2)] == ["applied", "applied"]

    assert outcomes() == ["approved"]
    with db.reading() as session:
        assert [move.new for move in history_of(session, "record", person_id)] == ["pending", "approved"]


def test_a_decision_sent_anew_is_answered_with_the_same_outcome() -> None:
    person_id = make_record(RecordStatus.PENDING)
    submission_id = submissions_of(person_id)[0].id

    assert [decide(person_id, submission_id, "approve") for _ in range(2)] == ["approved", "approved"]
    assert outcomes() == ["approved", "approved"]


def test_of_two_decisions_at_once_the_first_holds_for_both() -> None:
    person_id = make_record(RecordStatus.PENDING)
    submission_id = submissions_of(person_id)[0].id

    results = at_once(
        lambda: decide(person_id, submission_id, "approve"), lambda: decide(person_id, submission_id, "return")
    )

    assert len(set(results)) == 1
    assert status_of(person_id).value == results[0]
    assert outcomes() == results
    with db.reading() as session:
        assert len(history_of(session, "record", person_id)) == 2


def test_a_withdrawn_submission_is_not_approved_and_review_is_told_so() -> None:
    person_id = make_record(RecordStatus.PENDING)
    withdraw(person_id)

    outcome = decide(person_id, submissions_of(person_id)[0].id, "approve")

    assert (outcome, outcomes()) == ("withdrawn", ["withdrawn"])
    assert status_of(person_id) is RecordStatus.DRAFT


def test_a_settled_record_cannot_be_withdrawn() -> None:
    person_id = make_record(RecordStatus.APPROVED)

    with pytest.raises(NotPending):
        withdraw(person_id)

    assert messages("review.withdrawn") == []
    assert status_of(person_id) is RecordStatus.APPROVED


@pytest.mark.parametrize("_", range(8))
def test_withdrawal_against_approval_ends_in_one_state_on_both_sides(_: int) -> None:
    person_id = make_record(RecordStatus.PENDING)
    submission_id = submissions_of(person_id)[0].id
    deeds = [lambda: withdraw(person_id), lambda: decide(person_id, submission_id, "approve")]

    results = at_once(*(deeds if _ % 2 else reversed(deeds)))

    if status_of(person_id) is RecordStatus.APPROVED:
        assert any(isinstance(result, NotPending) for result in results)
        assert (outcomes(), messages("review.withdrawn")) == (["approved"], [])
    else:
        assert status_of(person_id) is RecordStatus.DRAFT
        assert (outcomes(), len(messages("review.withdrawn"))) == (["withdrawn"], 1)


def test_a_late_decision_about_a_withdrawn_submission_leaves_the_next_one_alone() -> None:
    person_id = make_record(RecordStatus.PENDING)
    first = submissions_of(person_id)[0].id
    withdraw(person_id)
    with db.transaction() as session:
        submit_record(session, person_id)

    assert decide(person_id, first, "return") == "withdrawn"
    assert status_of(person_id) is RecordStatus.PENDING


def test_the_person_sees_which_role_has_the_case_but_no_name(client: FlaskClient) -> None:
    person_id = make_record(RecordStatus.PENDING)
    with db.transaction() as session:
        note_holder(session, assigned(person_id))

    state = client.get("/record/status", headers=bearer(person_id)).json

    assert (state["holder_role"], state["holder_unit"]) == ("unit_reviewer", "石家庄市第一医院")
    assert str(REVIEWER) not in str(state)


def test_nobody_has_what_is_settled() -> None:
    person_id = make_record(RecordStatus.APPROVED)
    with db.transaction() as session:
        note_holder(session, assigned(person_id))

    with db.reading() as session:
        assert session.get_one(Record, person_id).holder_role is None


def test_a_professional_gets_a_draft_once_and_others_get_none() -> None:
    professional, other = uuid4(), uuid4()
    receiver = consumers.receivers["profile.mirror_person"]
    for person_id, is_professional in ((professional, True), (other, False)):
        for version in (1, 2):
            message = person_changed(person_id, professional=is_professional, version=version)
            consumers.receive(receiver, received(receiver.name, message, sender="auth"))

    assert status_of(professional) is RecordStatus.DRAFT
    with db.reading() as session:
        assert session.get(Record, other) is None


def test_an_older_message_about_a_person_changes_nothing(client: FlaskClient) -> None:
    person_id = uuid4()
    receiver = consumers.receivers["profile.mirror_person"]
    newer, older = (person_changed(person_id, name=name, version=n) for n, name in ((2, "张晓楣"), (1, "张晓梅")))

    heard = [consumers.receive(receiver, received(receiver.name, each, sender="auth")) for each in (newer, older)]

    assert heard == ["applied", "stale"]
    assert client.get("/record", headers=bearer(person_id)).json["person"]["name"] == "张晓楣"
