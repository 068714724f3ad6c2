"""Finding a reviewer for a case, handing it to another, and putting it back into the queue."""

from collections.abc import Iterator, Sequence
from uuid import UUID

import structlog
from sqlalchemy import Row, func, select, text
from sqlalchemy.orm import Session

from services.review.models import (
    Assignment,
    AssignmentReason,
    Case,
    CaseStatus,
    Decision,
    Staff,
    StaffGrant,
    Stage,
    Unit,
)
from services.review.operations.stages import current_stage
from services.review.policy import line_of, line_of_stage
from services.review.queries import unit_names
from shared.auth import Role
from shared.messaging.contracts import CaseAssigned, CaseOpened, ReviewerMissed
from shared.messaging.outbox import publish

LOCK = 7_253_002

log = structlog.get_logger()

Step = tuple[Role, UUID, AssignmentReason]


def one_at_a_time(session: Session) -> None:
    """Let no other assignment and no change of staff happen until this transaction ends.

    One lock for all units: somebody may review for several, and a case may rise to the unit above, so the loads that
    are compared are everybody's. An assignment takes milliseconds and nobody's request waits for it.
    """
    session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})


def assign_case(session: Session, case_id: UUID) -> None:
    """Give a queued case to whoever should review it; does nothing if it has been given or closed meanwhile.

    Without anybody it stays queued, and is tried again when staff or units change. If the unit itself has nobody, the
    system administrators hear of it.
    """
    one_at_a_time(session)
    case = Case.locked(session, case_id)
    if case.status is not CaseStatus.QUEUED:
        return
    line, levels_up = line_of(session, case.unit_id), current_stage(session, case).levels_up
    for role, unit_id, reason in _steps(line, levels_up):
        candidates = _candidates(session, case, role, unit_id)
        if candidates:
            chosen, open_cases, same = _choose(session, case, candidates)
            why = AssignmentReason.SAME_REVIEWER if same and reason is AssignmentReason.FEWEST_CASES else reason
            hand_to(session, case, chosen, role, why, open_cases=open_cases)
            if reason is AssignmentReason.UNIT_ABOVE:
                _tell_missed(session, case, rose_to=unit_id)
            return
    log.warning("nobody can review", case_id=str(case.id), unit_id=str(case.unit_id))
    _tell_missed(session, case, rose_to=None)


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


def put_back(session: Session, case: Case, reason: str) -> None:
    """Put an assigned case back into the queue, for somebody else to be found."""
    stage = current_stage(session, case)
    case.move_to(CaseStatus.QUEUED, by=None, role="system", reason=reason)
    case.reviewer_id = stage.reviewer_id = None
    case.reviewer_role = None
    publish(session, CaseOpened(version=case.version, case_id=case.id))


def open_cases_of(session: Session, reviewer_id: UUID) -> int:
    """How many cases wait for somebody's decision."""
    waiting = select(func.count()).where(Case.reviewer_id == reviewer_id, Case.status == CaseStatus.ASSIGNED)
    return session.scalar(waiting) or 0


def _steps(line: Sequence[UUID], levels_up: int) -> Iterator[Step]:
    """Whom to ask, in turn, for a stage of the own unit or of one above it.

    In the own unit its reviewers, then its administrators; further up the superior administrators there; and if there
    is nobody, the superior of each level upwards.
    """
    if levels_up == 0:
        yield Role.UNIT_REVIEWER, line[0], AssignmentReason.FEWEST_CASES
        yield Role.UNIT_ADMIN, line[0], AssignmentReason.UNIT_ADMIN
    for distance, unit_id in enumerate(line_of_stage(line, levels_up)):
        meant = levels_up > 0 and distance == 0
        yield Role.SUPERIOR_ADMIN, unit_id, AssignmentReason.FEWEST_CASES if meant else AssignmentReason.UNIT_ABOVE


def _candidates(session: Session, case: Case, role: Role, unit_id: UUID) -> Sequence[Row[UUID, int]]:
    """Those who hold the role there and may get the case, with their loads, the least loaded first."""
    load = (
        select(func.count())
        .where(Case.reviewer_id == Staff.person_id, Case.status == CaseStatus.ASSIGNED)
        .scalar_subquery()
    )
    took_part = select(Decision.decided_by).where(Decision.case_id == case.id)
    able = (
        select(Staff.person_id, load)
        .join(StaffGrant, StaffGrant.person_id == Staff.person_id)
        .where(StaffGrant.role == role, StaffGrant.unit_id == unit_id)
        .where(Staff.active, ~Staff.on_leave, Staff.person_id != case.person_id, Staff.person_id.not_in(took_part))
    )
    return session.execute(able.order_by(load, Staff.person_id)).all()


def _choose(session: Session, case: Case, candidates: Sequence[Row[UUID, int]]) -> tuple[UUID, int, bool]:
    """The one who reviewed this stage of the person's last case if possible, else the least loaded."""
    last = session.scalar(
        select(Stage.reviewer_id)
        .join(Case, Case.id == Stage.case_id)
        .where(Case.person_id == case.person_id, Case.id != case.id)
        .where(Stage.position == case.stage, Stage.reviewer_id.is_not(None))
        .order_by(Case.opened_at.desc())
        .limit(1)
    )
    for person_id, load in candidates:
        if person_id == last:
            return person_id, load, True
    person_id, load = candidates[0]
    return person_id, load, False


def _tell_missed(session: Session, case: Case, *, rose_to: UUID | None) -> None:
    names = unit_names(session, [case.unit_id, *([rose_to] if rose_to else [])])
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
        ),
    )
