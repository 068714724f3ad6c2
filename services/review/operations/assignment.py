"""Finding a reviewer for a case, handing it to another, and putting it back into the queue."""

from uuid import UUID

import structlog
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.review.models import Assignment, AssignmentReason, Case, CaseStatus, Unit
from services.review.operations.candidates import best_candidate
from services.review.operations.stages import current_stage
from services.review.queries import names_of
from shared.auth import Role
from shared.locks import Lock, wait_for
from shared.messaging.contracts import CaseAssigned, CaseOpened, ReviewerMissed
from shared.messaging.outbox import publish

log = structlog.get_logger()


def one_at_a_time(session: Session) -> None:
    """Let no other assignment and no change of staff happen until this transaction ends.

    One lock for all units: somebody may review for several, and a case may rise to the unit above, so the loads that
    are compared are everybody's. An assignment takes milliseconds and nobody's request waits for it.
    """
    wait_for(session, Lock.ASSIGNING)


def assign_case(session: Session, case_id: UUID) -> None:
    """Give a queued case to whoever should review it; does nothing if it has been given or closed meanwhile.

    Without anybody it stays queued, and is tried again when staff or units change. If the unit itself has nobody, the
    system administrators hear of it.
    """
    one_at_a_time(session)
    case = Case.locked(session, case_id)
    if case.status is not CaseStatus.QUEUED:
        return
    chosen = best_candidate(session, case)
    if chosen:
        hand_to(session, case, chosen.person_id, chosen.role, chosen.reason, open_cases=chosen.open_cases)
    else:
        log.warning("nobody can review", case_id=str(case.id), unit_id=str(case.unit_id))
    if chosen is None or chosen.reason is AssignmentReason.UNIT_ABOVE:
        _tell_missed(session, case, rose_to=chosen.unit_id if chosen else None)


def hand_to(
    session: Session,
    case: Case,
    reviewer_id: UUID,
    role: Role,
    reason: AssignmentReason,
    *,
    open_cases: int,
    by: UUID | None = None,
) -> None:
    """Put a case into somebody's hands, with the reason on record, and tell the others."""
    stage = current_stage(session, case)
    case.move_to(CaseStatus.ASSIGNED, by=by, role=role if by else "system", reason=reason.word)
    case.reviewer_id = stage.reviewer_id = reviewer_id
    case.reviewer_role = role
    session.add(
        Assignment(
            case_id=case.id,
            stage_id=stage.id,
            reviewer_id=reviewer_id,
            role=role,
            reason=reason,
            open_cases=open_cases,
            by=by,
        )
    )
    _tell_assigned(session, case, reviewer_id, role)


def put_back(session: Session, case: Case, reason: str, *, by: UUID | None = None, role: str = "system") -> None:
    """Put an assigned case back into the queue, for somebody else to be found."""
    stage = current_stage(session, case)
    case.move_to(CaseStatus.QUEUED, by=by, role=role, reason=reason)
    case.reviewer_id = stage.reviewer_id = None
    case.reviewer_role = None
    publish(session, CaseOpened(version=case.version, case_id=case.id))


def open_cases_of(session: Session, reviewer_id: UUID) -> int:
    """How many cases wait for somebody's decision."""
    number = func.count(Case.together_id.distinct())
    waiting = select(number).where(Case.reviewer_id == reviewer_id, Case.status == CaseStatus.ASSIGNED)
    return session.scalar(waiting) or 0


def _tell_missed(session: Session, case: Case, *, rose_to: UUID | None) -> None:
    names = names_of(session, [case.unit_id, *([rose_to] if rose_to else [])])
    publish(
        session,
        ReviewerMissed(
            version=case.version,
            case_id=case.id,
            unit_id=case.unit_id,
            unit_name=names.get(case.unit_id, ""),
            rose_to=names[rose_to] if rose_to else None,
        ),
    )


def _tell_assigned(session: Session, case: Case, reviewer_id: UUID, role: Role) -> None:
    unit = session.get(Unit, case.unit_id)
    publish(
        session,
        CaseAssigned(
            version=case.version,
            case_id=case.id,
            kind=case.kind,
            subject_id=case.subject_id,
            person_name=case.person_name,
            reviewer_id=reviewer_id,
            reviewer_role=role,
            unit_name=unit.name if unit else "",
            bundle_id=case.bundle_id,
        ),
    )
