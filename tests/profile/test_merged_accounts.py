"""An account went into another: what waited is taken back, the content follows where the other one has none."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import msgspec
import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from services.profile.db import db
from services.profile.models import (
    ChangeStatus,
    CorrectionStatus,
    Entry,
    File,
    Record,
    RecordStatus,
    ShareStatus,
    Submission,
)
from services.profile.operations import collecting
from services.profile.operations.mirrors import mirror_person
from services.profile.operations.records import AccountMerged
from services.profile.operations.submit import submit_record
from shared.auth import Role
from shared.errors import NotFound
from shared.workflow import history_of
from tests.profile import correcting
from tests.profile.builders import (
    ask,
    at_once,
    bearer,
    decide,
    make_person,
    make_record,
    messages,
    person_changed,
    request_of,
    status_of,
    submissions_of,
)
from tests.profile.expert_site import Site, consent, share_of

SYSTEM = "system"


def empty_account() -> UUID:
    with db.transaction() as session:
        return make_person(session)


def hear(gone: UUID, kept: UUID, version: int = 2) -> None:
    """Auth's message that one account went into the other."""
    told = person_changed(gone, professional=False, version=version)
    with db.transaction() as session:
        mirror_person(session, msgspec.structs.replace(told, active=False, merged_into=kept))


def entries_of(person_id: UUID) -> int:
    with db.reading() as session:
        return session.scalar(select(func.count()).where(Entry.record_id == person_id)) or 0


def files_of(person_id: UUID) -> set[UUID]:
    with db.reading() as session:
        return set(session.scalars(select(File.id).where(File.owner_id == person_id)))


@pytest.mark.parametrize("status", RecordStatus)
def test_the_content_follows_as_a_draft_and_history_stays(status: RecordStatus) -> None:
    gone, kept = make_record(status), empty_account()
    filled, files, snapshots = entries_of(gone), files_of(gone), len(submissions_of(gone))

    for _ in range(2):
        hear(gone, kept)

    assert (entries_of(gone), entries_of(kept), status_of(kept)) == (0, filled, RecordStatus.DRAFT)
    assert (files_of(gone), files_of(kept)) == (set(), files)
    assert status_of(gone) is (RecordStatus.DRAFT if status is RecordStatus.PENDING else status)
    assert (len(submissions_of(gone)), submissions_of(kept)) == (snapshots, [])
    assert len(messages("review.withdrawn")) == (status is RecordStatus.PENDING)
    with db.transaction() as session:
        assert submit_record(session, kept).number == 1
    assert messages("review.requested")[-1]["warnings"] == 0  # no certificate is another person's


@pytest.mark.parametrize("status", RecordStatus)
@pytest.mark.parametrize("of_kept", RecordStatus)
def test_the_record_that_stays_is_left_as_it_is(status: RecordStatus, of_kept: RecordStatus) -> None:
    gone, kept = make_record(status), make_record(of_kept)
    before = entries_of(gone), entries_of(kept)

    hear(gone, kept)

    assert (entries_of(gone), entries_of(kept)) == before
    assert status_of(kept) is of_kept
    assert status_of(gone) is (RecordStatus.DRAFT if status is RecordStatus.PENDING else status)


def test_every_wish_is_taken_back_and_a_late_decision_changes_nothing(site: Site) -> None:
    gone, kept = make_record(RecordStatus.APPROVED), empty_account()
    consent(gone)
    change, correction = ask(gone), correcting.ask(gone)

    hear(gone, kept)

    assert request_of(change).status is ChangeStatus.WITHDRAWN
    assert correcting.correction_of(correction).status is CorrectionStatus.WITHDRAWN
    assert {told["subject_id"] for told in messages("review.withdrawn")} == {str(change), str(correction)}
    with db.reading() as session:
        (move,) = history_of(session, "change", change)
    assert (move.role, move.reason) == (SYSTEM, "账号已并入本人的另一个账号")
    assert decide(change, change, "approve", kind="change") == "withdrawn"
    assert share_of(gone).status is ShareStatus.REVOKING


def test_a_decision_that_comes_after_the_merger_settles_as_withdrawn() -> None:
    gone, kept = make_record(RecordStatus.PENDING), empty_account()
    (submission,) = submissions_of(gone)
    hear(gone, kept)

    assert decide(gone, submission.id, "approve") == "withdrawn"
    assert status_of(gone) is RecordStatus.DRAFT


def test_whoever_is_still_signed_in_to_it_changes_nothing(client: FlaskClient) -> None:
    gone, kept = make_record(), make_record()
    hear(gone, kept)

    answer = client.post("/record/submission", headers=bearer(gone))

    assert (answer.status_code, answer.json["error"]) == (409, "account_merged")


def test_a_submission_and_the_merger_at_once_leave_nothing_under_review() -> None:
    gone, kept = make_record(), empty_account()

    def submit() -> None:
        with db.transaction() as session:
            submit_record(session, gone)

    said, _ = at_once(submit, lambda: hear(gone, kept))

    assert said is None or isinstance(said, AccountMerged), said
    assert status_of(gone) is RecordStatus.DRAFT
    assert len(messages("review.requested")) == len(messages("review.withdrawn"))


def test_messages_in_any_order_lead_to_the_account_that_is_left() -> None:
    first, second, third = make_record(), empty_account(), empty_account()
    hear(second, third)
    hear(first, second)
    assert (entries_of(first), entries_of(second)) == (0, 0)
    assert entries_of(third) > 0

    with pytest.raises(NotFound):
        hear(make_record(), uuid4())  # of whom nothing has been heard: the message comes again


def test_files_of_earlier_snapshots_are_kept_when_the_content_is_deleted() -> None:
    gone, kept = make_record(RecordStatus.APPROVED), empty_account()
    hear(gone, kept)
    with db.transaction() as session:
        for entry in session.scalars(select(Entry).where(Entry.record_id == kept)):
            session.delete(entry)

    with db.transaction() as session:
        later = datetime.now(UTC) + timedelta(hours=1)
        assert collecting.condemn(session, kept, uploaded_before=later) == 0
    assert files_of(kept)


def test_the_comparison_tells_numbers_and_no_contents(client: FlaskClient) -> None:
    person_id = make_record(RecordStatus.PENDING)
    headers = bearer(uuid4(), Role.SYSTEM_ADMIN)

    told = client.get(f"/people/{person_id}/holdings", headers=headers).json
    nobody = client.get(f"/people/{uuid4()}/holdings", headers=headers).json

    assert (told["status"], told["submissions"], told["shares"]) == ("pending", 1, 0)
    assert {"title": "基本信息", "entries": 1} in told["sections"] or told["sections"]
    assert (nobody["status"], nobody["sections"], nobody["submissions"]) == (None, [], 0)
    with db.reading() as session:
        assert session.scalar(select(func.count()).select_from(Submission)) == 1
        assert session.scalar(select(func.count()).select_from(Record)) == 1
