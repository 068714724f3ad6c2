"""A decided correction: applied by auth, once, whatever arrives, and only then told."""

from uuid import UUID

import pytest

from services.profile.db import db
from services.profile.models import CorrectionKind, CorrectionStatus
from services.profile.operations.mirrors import mirror_person
from services.profile.operations.settle import DecidedOnOtherContent
from shared.crypto import decrypt
from shared.errors import NotFound
from shared.workflow import TransitionNotAllowed, history_of
from tests.profile.builders import (
    ID_NUMBER,
    UNIT,
    at_once,
    messages,
)
from tests.profile.correcting import ask, bring_to, correction_of, decide, hear, make_movable, moved, take_back


@pytest.fixture
def person_id() -> UUID:
    return make_movable()


def test_nobody_is_told_before_auth_has_applied_it(person_id: UUID) -> None:
    correction_id = bring_to(CorrectionStatus.APPLYING, person_id)

    assert len(messages("review.settled")) == 1  # that of the record
    (approved,) = messages("correction.approved")
    assert decrypt(approved["id_number"], place=f"correction.approved|{correction_id}") == ID_NUMBER
    assert (approved["person_name"], approved["unit_id"]) == ("章晓梅", None)

    hear(correction_id)

    assert messages("review.settled")[-1]["outcome"] == "approved"
    assert correction_of(correction_id).status is CorrectionStatus.APPROVED


def test_whoever_reads_of_an_approval_finds_it_done(person_id: UUID) -> None:
    correction_id = bring_to(CorrectionStatus.APPLYING, person_id)

    with pytest.raises(NotFound):  # the message comes again
        hear(correction_id, person_version=2)
    with db.transaction() as session:
        mirror_person(session, moved(person_id, name="章晓梅", unit_id=UNIT, version=2))
    hear(correction_id, person_version=2)

    assert messages("review.settled")[-1]["outcome"] == "approved"


def test_what_auth_could_not_apply_is_a_conflict_with_its_reason(person_id: UUID) -> None:
    correction_id = bring_to(CorrectionStatus.CONFLICT, person_id)

    answer = messages("review.settled")[-1]
    assert (answer["outcome"], answer["reasons"][0]["text"]) == ("conflict", "该证件号码属于另一个账号。")
    assert correction_of(correction_id).reasons == [{"text": "该证件号码属于另一个账号。"}]


@pytest.mark.parametrize("kind", CorrectionKind)
@pytest.mark.parametrize("status", CorrectionStatus)
def test_a_decision_takes_effect_on_a_pending_one_only_and_is_answered_once_settled(
    person_id: UUID, kind: CorrectionKind, status: CorrectionStatus
) -> None:
    correction_id = bring_to(status, person_id, kind.value)
    version, answers = correction_of(correction_id).version, len(messages("review.settled"))

    decide(correction_id, "return", kind.value)

    after = correction_of(correction_id)
    pending, applying = status is CorrectionStatus.PENDING, status is CorrectionStatus.APPLYING
    assert after.status is (CorrectionStatus.REJECTED if pending else status)
    assert after.version == version + pending
    assert len(messages("review.settled")) == answers + (not applying)
    if not applying:
        assert messages("review.settled")[-1]["outcome"] == after.status.value


@pytest.mark.parametrize("status", set(CorrectionStatus) - {CorrectionStatus.APPLYING})
def test_an_answer_of_auth_changes_only_what_waits_for_it(person_id: UUID, status: CorrectionStatus) -> None:
    correction_id = bring_to(status, person_id)
    answers = len(messages("review.settled"))

    hear(correction_id)

    assert correction_of(correction_id).status is status
    assert len(messages("review.settled")) == answers


@pytest.mark.parametrize("status", set(CorrectionStatus) - {CorrectionStatus.PENDING})
def test_only_a_pending_one_can_be_taken_back(person_id: UUID, status: CorrectionStatus) -> None:
    correction_id = bring_to(status, person_id)

    with pytest.raises(TransitionNotAllowed):
        take_back(person_id, correction_id)

    assert correction_of(correction_id).status is status


@pytest.mark.parametrize("turn", range(4))
def test_taking_back_beats_a_simultaneous_decision_or_loses_cleanly(person_id: UUID, turn: int) -> None:
    correction_id = ask(person_id)
    deeds = [lambda: take_back(person_id, correction_id), lambda: decide(correction_id)]

    at_once(*(deeds if turn % 2 else reversed(deeds)))

    status, sent = correction_of(correction_id).status, len(messages("correction.approved"))
    assert (status, sent) in {(CorrectionStatus.WITHDRAWN, 0), (CorrectionStatus.APPLYING, 1)}
    with db.reading() as session:
        assert len(history_of(session, "correction", correction_id)) == 1


def test_of_two_decisions_at_once_one_takes_effect(person_id: UUID) -> None:
    correction_id = ask(person_id)

    at_once(*[lambda: decide(correction_id), lambda: decide(correction_id, "return")] * 2)

    applying = correction_of(correction_id).status is CorrectionStatus.APPLYING
    assert len(messages("correction.approved")) == applying
    with db.reading() as session:
        assert len(history_of(session, "correction", correction_id)) == 1


def test_what_was_changed_behind_the_reviewers_back_takes_no_effect(person_id: UUID) -> None:
    correction_id = ask(person_id)

    with pytest.raises(DecidedOnOtherContent):
        decide(correction_id, content_sha256="0" * 64)

    assert correction_of(correction_id).status is CorrectionStatus.PENDING
    decide(correction_id, content_sha256=messages("review.requested")[-1]["content_sha256"])
    assert correction_of(correction_id).status is CorrectionStatus.APPLYING


def test_the_unit_that_is_left_is_told_when_a_move_is_asked_for_and_when_it_is_done(person_id: UUID) -> None:
    correction_id = ask(person_id, "transfer")
    assert [told["applied"] for told in messages("move.seen")] == [False]

    decide(correction_id, kind="transfer")
    assert len(messages("move.seen")) == 1, "approved, but not applied yet"
    hear(correction_id)

    asked, done = messages("move.seen")
    assert (asked["from_unit_id"], asked["unit_name"], done["applied"]) == (str(UNIT), "石家庄市第二医院", True)


@pytest.mark.parametrize("ending", [CorrectionStatus.REJECTED, CorrectionStatus.CONFLICT, CorrectionStatus.WITHDRAWN])
def test_of_a_move_that_came_to_nothing_the_unit_hears_no_more(person_id: UUID, ending: CorrectionStatus) -> None:
    bring_to(ending, person_id, "transfer")

    assert [told["applied"] for told in messages("move.seen")] == [False]
