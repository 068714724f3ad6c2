"""A decision takes effect only on exactly the content that it was made about, known by its hash."""

from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import text

from services.profile.consumers import consumers
from services.profile.db import db
from services.profile.models import ChangeStatus, RecordStatus
from services.profile.operations.settle import DecidedOnOtherContent
from shared.messaging.contracts import CaseDecided
from tests.profile.builders import (
    ask,
    decide,
    decide_change,
    decided,
    make_record,
    messages,
    request_of,
    status_of,
    submissions_of,
)
from tests.profile.test_settlement import received

OTHER = "0" * 64


def told_hash() -> str:
    found: str = messages("review.requested")[-1]["content_sha256"]
    return found


def settle_by_message(message: CaseDecided) -> str | None:
    return consumers.receive(consumers.receivers["profile.settle"], received("profile.settle", message))


def test_a_decision_on_the_hash_that_was_told_takes_effect() -> None:
    person_id = make_record(RecordStatus.PENDING)
    submission = submissions_of(person_id)[0]

    assert told_hash() == submission.sha256
    assert decide(person_id, submission.id, "approve", content_sha256=told_hash()) == "approved"


def test_a_decision_on_the_hash_of_a_wish_takes_effect() -> None:
    request_id = ask(make_record(RecordStatus.APPROVED))

    assert decide_change(request_id, content_sha256=told_hash()) == "approved"


def test_two_wishes_that_differ_only_in_their_reason_have_different_hashes() -> None:
    hashes = set()
    person_id = make_record(RecordStatus.APPROVED)
    for reason in ("职务变动", "更正"):
        decide_change(ask(person_id, reason=reason), "return")
        hashes.add(told_hash())

    assert len(hashes) == 2


def record_to_decide() -> tuple[UUID, UUID, str]:
    person_id = make_record(RecordStatus.PENDING)
    return person_id, submissions_of(person_id)[0].id, "record"


def change_to_decide() -> tuple[UUID, UUID, str]:
    request_id = ask(make_record(RecordStatus.APPROVED))
    return request_id, request_id, "change"


@pytest.mark.parametrize("to_decide", [record_to_decide, change_to_decide])
@pytest.mark.parametrize("decision", ["approve", "return"])
def test_a_decision_on_other_content_is_refused_for_an_operator_to_see_and_changes_nothing(
    to_decide: Callable[[], tuple[UUID, UUID, str]], decision: str
) -> None:
    subject_id, submission_id, kind = to_decide()
    settled = messages("review.settled")

    outcome = settle_by_message(decided(subject_id, submission_id, decision, kind=kind, content_sha256=OTHER))

    assert (outcome or "").startswith(f"refused: decided on {OTHER}, here is ")
    assert messages("review.settled") == settled
    if kind == "record":
        assert status_of(subject_id) is RecordStatus.PENDING
    else:
        assert request_of(subject_id).status is ChangeStatus.PENDING


def test_a_wish_that_was_changed_in_the_database_after_the_decision_is_found_out() -> None:
    person_id = make_record(RecordStatus.APPROVED)
    request_id = ask(person_id)
    decided_on = told_hash()
    with db.transaction() as session:
        session.execute(text('UPDATE change_request SET new = new || \'{"duty": "院长"}\''))

    with pytest.raises(DecidedOnOtherContent):
        decide_change(request_id, content_sha256=decided_on)


def test_a_decision_of_the_previous_release_without_a_hash_is_settled_as_before() -> None:
    person_id = make_record(RecordStatus.PENDING)

    assert decide(person_id, submissions_of(person_id)[0].id, "approve", content_sha256=None) == "approved"


def test_a_repeated_decision_on_other_content_is_answered_with_what_is_settled() -> None:
    person_id = make_record(RecordStatus.PENDING)
    submission_id = submissions_of(person_id)[0].id
    decide(person_id, submission_id, "approve", content_sha256=told_hash())

    assert decide(person_id, submission_id, "return", content_sha256=OTHER) == "approved"
