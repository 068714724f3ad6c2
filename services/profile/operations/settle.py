"""What reviewers decided takes effect here, or doesn't: the one place that settles the outcome of a review."""

import msgspec
from sqlalchemy.orm import Session

from services.profile.models import ChangeRequest, ChangeStatus, Record, RecordStatus, Settlement, Submission
from services.profile.operations.apply_change import in_one_line, settle_change
from services.profile.operations.change_requests import wish_digest
from services.profile.operations.sharing import renew_shares
from services.profile.operations.snapshots import is_as_frozen
from shared.errors import NotFound
from shared.messaging.contracts import CaseAssigned, CaseDecided, Outcome, Reason, ReviewSettled, SubjectKind
from shared.messaging.inbox import Refused
from shared.messaging.outbox import publish

Subject = Record | ChangeRequest


class DecidedOnOtherContent(Refused):
    """What the reviewer decided on is not what lies here: nothing may take effect until somebody has looked at it."""


def settle(session: Session, decision: CaseDecided) -> Settlement:
    """Let a decision take effect if what it is about still waits for it, and always answer review.

    The first decision about a submission settles it; any further one is answered with that same outcome. Raises
    NotFound for a subject that never was here, DecidedOnOtherContent if the content is not that which was decided on.
    """
    record, subject = _locked(session, decision.kind, decision)
    settlement = session.get(Settlement, decision.submission_id)
    if settlement is None:
        _ensure_same_content(session, subject, decision)
        if isinstance(subject, ChangeRequest):
            outcome = settle_change(session, record, subject, decision)
        else:
            outcome = _settle_record(session, record, decision)
        settlement = _settlement(decision, outcome)
        session.add(settlement)
    publish(session, _answer(record, subject, decision, settlement))
    return settlement


def note_holder(session: Session, assigned: CaseAssigned) -> None:
    """Note which role has what was handed in, for the person to see while it is pending."""
    _, subject = _locked(session, assigned.kind, assigned)
    if subject.status in {RecordStatus.PENDING, ChangeStatus.PENDING}:
        subject.holder_role = assigned.reviewer_role
        subject.holder_unit = assigned.unit_name


def _locked(session: Session, kind: SubjectKind, message: CaseDecided | CaseAssigned) -> tuple[Record, Subject]:
    """The record, always locked first, and what is under review: the record itself or one of its change requests."""
    if kind == "record":
        record = Record.locked(session, message.subject_id)
        return record, record
    request = session.get(ChangeRequest, message.subject_id)
    if request is None:
        raise NotFound
    record = Record.locked(session, request.record_id)
    return record, ChangeRequest.locked(session, request.id)


def _ensure_same_content(session: Session, subject: Subject, decision: CaseDecided) -> None:
    """Reckon the hash anew from what is stored: a row that was changed behind our back is found out here."""
    if decision.content_sha256 is None:  # decided on before hashes were told
        return
    if isinstance(subject, ChangeRequest):
        same = wish_digest(subject) == decision.content_sha256
    else:
        submission = session.get(Submission, decision.submission_id)
        same = submission is not None and is_as_frozen(submission, decision.content_sha256)
    if not same:
        raise DecidedOnOtherContent(f"decided on {decision.content_sha256}, here is something else")


def _settle_record(session: Session, record: Record, decision: CaseDecided) -> Outcome:
    if record.status is not RecordStatus.PENDING or record.submission_id != decision.submission_id:
        return "withdrawn"
    reasons = msgspec.to_builtins(decision.reasons)
    approved = decision.decision == "approve"
    status = RecordStatus.APPROVED if approved else RecordStatus.RETURNED
    record.move_to(status, by=decision.decided_by, role=decision.role, reason=in_one_line(reasons))
    record.last_reasons = [] if approved else reasons
    record.holder_role = record.holder_unit = None
    if approved:
        renew_shares(session, record.id)
    return "approved" if approved else "returned"


def _settlement(decision: CaseDecided, outcome: Outcome) -> Settlement:
    return Settlement(
        submission_id=decision.submission_id,
        kind=decision.kind,
        subject_id=decision.subject_id,
        case_id=decision.case_id,
        outcome=outcome,
        reasons=msgspec.to_builtins(decision.reasons),
        decided_by=decision.decided_by,
        role=decision.role,
        decided_at=decision.decided_at,
    )


def _answer(record: Record, subject: Subject, decision: CaseDecided, settlement: Settlement) -> ReviewSettled:
    return ReviewSettled(
        version=subject.version,
        kind=decision.kind,
        subject_id=subject.id,
        person_id=record.id,
        case_id=decision.case_id,
        outcome=msgspec.convert(settlement.outcome, Outcome),
        section=subject.section if isinstance(subject, ChangeRequest) else None,
        reasons=msgspec.convert(settlement.reasons, list[Reason]),
    )
