"""The pass that review signs for a case: which reviewer may see which submission, and for how long."""

from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.orm import Session

from services.profile.models import ChangeRequest, Correction, Submission
from services.profile.operations.snapshots import approved_snapshot
from services.profile.operations.values import file_ids
from services.profile.policy import may_see
from shared.auth import NotSignedIn, verify
from shared.catalogue import SECTIONS
from shared.errors import DomainError, NotFound


class PassNotValid(DomainError):
    """The pass has run out, or is another's."""

    status, error, message = 403, "case_pass_not_valid", "审核件的查看凭证已失效，请从审核列表重新打开该审核件。"


@dataclass(frozen=True)
class CasePass:
    """What a pass opens: one submission, change request or correction of a person; `decides` is who has the case."""

    person_id: UUID
    subject: UUID
    case_id: UUID = field(compare=False, default=UUID(int=0))
    decides: bool = field(compare=False, default=False)


def read_pass(token: str, reviewer_id: UUID) -> CasePass:
    """The pass that a request carries; raises PassNotValid unless review signed it for this very reviewer."""
    try:
        claims = verify(token, key="passes", audience="profile")
        decides = claims.get("decides") is True
        opened = CasePass(UUID(claims["person"]), UUID(claims["submission"]), UUID(claims["case"]), decides)
        holder = UUID(claims["sub"])
    except (NotSignedIn, KeyError, ValueError, TypeError, AttributeError) as error:
        raise PassNotValid from error
    if holder != reviewer_id:
        raise PassNotValid
    return opened


def open_submission(session: Session, submission_id: UUID, viewer_id: UUID, given: CasePass | None) -> Submission:
    """A submission for its owner or the holder of a pass to it; raises NotFound for everybody else."""
    submission = session.get(Submission, submission_id)
    if submission is None or not _may_see(submission.record_id, submission.id, viewer_id, given):
        raise NotFound
    return submission


def open_pair(
    session: Session, ids: tuple[UUID, UUID], viewer_id: UUID, given: CasePass | None
) -> tuple[Submission, Submission]:
    """Two snapshots of one record, for its owner or the holder of a pass to a case that shows both.

    A case shows what was handed in and the approved snapshot before it. Raises NotFound for all others.
    """
    first, second = session.get(Submission, ids[0]), session.get(Submission, ids[1])
    if first is None or second is None or first.record_id != second.record_id:
        raise NotFound
    if viewer_id != first.record_id and not {first.id, second.id} <= _snapshots_opened_by(session, given):
        raise NotFound
    return first, second


def open_change_request(session: Session, request_id: UUID, viewer_id: UUID, given: CasePass | None) -> ChangeRequest:
    """A change request for its owner or the holder of a pass to it; raises NotFound for everybody else."""
    request = session.get(ChangeRequest, request_id)
    if request is None or not _may_see(request.record_id, request.id, viewer_id, given):
        raise NotFound
    return request


def open_correction(session: Session, correction_id: UUID, viewer_id: UUID, given: CasePass | None) -> Correction:
    """A correction for its owner or the holder of a pass to it; raises NotFound for everybody else."""
    correction = session.get(Correction, correction_id)
    if correction is None or not _may_see(correction.record_id, correction.id, viewer_id, given):
        raise NotFound
    return correction


def previous_of(session: Session, submission: Submission) -> Submission | None:
    """The approved snapshot before this one, for comparison."""
    return approved_snapshot(session, submission.record_id, before=submission.number)


def files_opened_by(session: Session, given: CasePass) -> set[UUID]:
    """The files that a case names: those of its snapshot and the approved one before, or of its request."""
    submission = session.get(Submission, given.subject)
    if submission is not None and submission.record_id == given.person_id:
        previous = previous_of(session, submission)
        return _files_of_snapshot(submission) | (_files_of_snapshot(previous) if previous else set())
    request = session.get(ChangeRequest, given.subject)
    if request is not None and request.record_id == given.person_id:
        section = SECTIONS[request.section]
        evidence = {UUID(file["id"]) for file in request.files}
        return evidence | file_ids(section, request.old or {}) | file_ids(section, request.new or {})
    correction = session.get(Correction, given.subject)
    if correction is not None and correction.record_id == given.person_id:
        return {UUID(file["id"]) for file in correction.files}
    return set()


def _snapshots_opened_by(session: Session, given: CasePass | None) -> set[UUID]:
    submission = session.get(Submission, given.subject) if given else None
    if given is None or submission is None or submission.record_id != given.person_id:
        return set()
    previous = previous_of(session, submission)
    return {submission.id} | ({previous.id} if previous else set())


def _may_see(person_id: UUID, subject: UUID, viewer_id: UUID, given: CasePass | None) -> bool:
    opened = {given.subject} if given and given.person_id == person_id else set()
    return may_see(viewer_id, person_id, subject, opened)


def _files_of_snapshot(submission: Submission) -> set[UUID]:
    return {
        file
        for key, entries in submission.content["sections"].items()
        for entry in entries
        for file in file_ids(SECTIONS[key], entry["data"])
    }
