"""What reviewers decided takes effect here, or doesn't: the one place that settles the outcome of a review."""

import msgspec
from sqlalchemy.orm import Session

from services.profile.models import ChangeRequest, ChangeStatus, Record, RecordStatus, Settlement
from services.profile.operations.apply_change import in_one_line, settle_change
from services.profile.operations.sharing import renew_share
from shared.errors import NotFound
from shared.messaging.contracts import CaseAssigned, CaseDecided, Outcome, Reason, ReviewSettled, SubjectKind
from shared.messaging.outbox import publish

Subject = Record | ChangeRequest


def settle(session: Session, decision: CaseDecided) -> Settlement:
    """Let a decision take effect if what it is about still waits for it, and always answer review.

    The first decision about a submission settles it; any further one is answered with that same outcome. Raises
    NotFound for a subject that never was here.
    """
    record, subject = _locked(session, decision.kind, decision)
    settlement = session.get(Settlement, decision.submission_id)
    if settlement is None:
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
        renew_share(session, record.id)
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
