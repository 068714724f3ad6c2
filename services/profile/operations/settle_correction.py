"""What becomes of a correction: decided in review, applied by auth, and only then told."""

from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy.orm import Session

from services.profile.models import Correction, CorrectionKind, CorrectionStatus, Person, Record, Settlement
from services.profile.operations.apply_change import in_one_line
from services.profile.operations.corrections import correction_digest, move_seen
from services.profile.operations.settle import DecidedOnOtherContent
from shared.crypto import encrypt
from shared.errors import NotFound
from shared.messaging.contracts import (
    CaseAssigned,
    CaseDecided,
    Outcome,
    Reason,
    ReviewSettled,
)
from shared.messaging.corrections import CorrectionApplied, CorrectionApproved
from shared.messaging.outbox import publish


def settle(session: Session, decision: CaseDecided) -> None:
    """Let a decision take effect if the correction still waits for it: reject it, or have auth apply it.

    What is settled is answered again; while auth has yet to answer there is nothing to say. Raises NotFound for a
    correction that never was here, DecidedOnOtherContent if its content is not that which was decided on.
    """
    correction = _locked(session, decision.subject_id)
    settlement = session.get(Settlement, correction.id)
    if settlement is not None:
        _answer(session, correction, settlement)
        return
    if correction.status is CorrectionStatus.WITHDRAWN:
        _settle(session, correction, "withdrawn", decision, decision.role)
        return
    if correction.status is CorrectionStatus.PENDING:
        _take_effect(session, correction, decision)


def settle_applied(session: Session, applied: CorrectionApplied) -> None:
    """Auth has applied the correction or could not; only now is anybody told. Twice is once.

    Raises NotFound while the person's new state is on its way here: the message comes again, and whoever reads of an
    approval finds it done.
    """
    correction = _locked(session, applied.correction_id)
    if correction.status is not CorrectionStatus.APPLYING:
        return
    person = session.get_one(Person, correction.record_id)
    if person.version < applied.person_version:
        raise NotFound
    status = CorrectionStatus.CONFLICT if applied.obstacle else CorrectionStatus.APPROVED
    correction.move_to(status, by=None, role="system", reason=applied.obstacle)
    correction.reasons = [{"text": f"{applied.obstacle}。"}] if applied.obstacle else []
    _settle(session, correction, applied.outcome, correction, correction.decided_role)
    if status is CorrectionStatus.APPROVED and correction.kind is CorrectionKind.TRANSFER:
        publish(session, move_seen(correction, person, applied=True))


def note_holder(session: Session, assigned: CaseAssigned) -> None:
    """Note which role has the correction, for the person to see while it is pending."""
    correction = _locked(session, assigned.subject_id)
    if correction.status is CorrectionStatus.PENDING:
        correction.holder_role = assigned.reviewer_role
        correction.holder_unit = assigned.unit_name


def _locked(session: Session, correction_id: UUID) -> Correction:
    """The correction, its record always locked first."""
    found = session.get(Correction, correction_id)
    if found is None:
        raise NotFound
    Record.locked(session, found.record_id)
    return Correction.locked(session, correction_id)


def _take_effect(session: Session, correction: Correction, decision: CaseDecided) -> None:
    _ensure_same_content(correction, decision)
    approved = decision.decision == "approve"
    reasons = msgspec.to_builtins(decision.reasons)
    status = CorrectionStatus.APPLYING if approved else CorrectionStatus.REJECTED
    correction.move_to(status, by=decision.decided_by, role=decision.role, reason=in_one_line(reasons))
    correction.case_id, correction.decided_at = decision.case_id, decision.decided_at
    correction.decided_by, correction.decided_role = decision.decided_by, decision.role
    correction.reasons = reasons
    correction.holder_role = correction.holder_unit = None
    if approved:
        publish(session, _approved(correction))
    else:
        _settle(session, correction, "rejected", decision, decision.role)


def _ensure_same_content(correction: Correction, decision: CaseDecided) -> None:
    try:
        same = decision.content_sha256 in {None, correction_digest(correction)}
    except FileNotFoundError:
        same = False  # handed in before there were salts, and the key of then is gone: nobody can tell
    if not same:
        raise DecidedOnOtherContent(f"decided on {decision.content_sha256}")


def _approved(correction: Correction) -> CorrectionApproved:
    facts: dict[str, Any] = {}
    if correction.kind is CorrectionKind.TRANSFER:
        facts = {"from_unit_id": UUID(correction.old["unit_id"]), "unit_id": UUID(correction.new["unit_id"])}
    elif correction.numbers:
        place = f"correction.approved|{correction.id}"
        sealed = encrypt(correction.numbers.new, key="id-number", place=place)
        facts = {
            "person_name": correction.new["name"],
            "id_type": correction.new["id_type"],
            "id_number": sealed,
        }
    return CorrectionApproved(
        version=correction.version, correction_id=correction.id, person_id=correction.record_id, **facts
    )


def _settle(
    session: Session, correction: Correction, outcome: Outcome, decided: CaseDecided | Correction, role: str | None
) -> None:
    settlement = Settlement(
        submission_id=correction.id,
        kind=correction.kind.value,
        subject_id=correction.id,
        case_id=decided.case_id,
        outcome=outcome,
        reasons=correction.reasons,
        decided_by=decided.decided_by,
        role=role,
        decided_at=decided.decided_at,
    )
    session.add(settlement)
    _answer(session, correction, settlement)


def _answer(session: Session, correction: Correction, settlement: Settlement) -> None:
    publish(
        session,
        ReviewSettled(
            version=correction.version,
            kind=correction.kind.value,
            subject_id=correction.id,
            person_id=correction.record_id,
            case_id=settlement.case_id,
            outcome=msgspec.convert(settlement.outcome, Outcome),
            section=None,
            reasons=msgspec.convert(settlement.reasons, list[Reason]),
        ),
    )
