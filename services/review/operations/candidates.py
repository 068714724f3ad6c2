"""Who may get a case, and who of them should."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.review.models import (
    Assignment,
    AssignmentReason,
    Case,
    CaseStatus,
    Decision,
    Recusal,
    Staff,
    StaffGrant,
    Stage,
    Substitute,
)
from services.review.policy import ADMINISTRATIVE, line_of, line_of_stage
from services.review.queries import present, stages_of
from shared.auth import Role

Step = tuple[Role, UUID, AssignmentReason]


@dataclass(frozen=True)
class Candidate:
    """Somebody who may get a case: in which role and for which unit, with how many open cases, and why that person."""

    person_id: UUID
    name: str
    open_cases: int
    role: Role
    unit_id: UUID
    reason: AssignmentReason


def best_candidate(session: Session, case: Case) -> Candidate | None:
    """The one who should get the case; None if there is nobody.

    First the substitute of whoever is away and had it, or had the person's last case; then the one who had the
    person's last case at this stage; then the least loaded of the first who are asked.
    """
    last = _last_reviewer(session, case)
    stand_in = _substitute_of(session, _last_holder(session, case) or last)
    if stand_in:
        for candidate in possible_reviewers(session, case):
            if candidate.person_id == stand_in:
                return replace(candidate, reason=AssignmentReason.SUBSTITUTE)
    for step in _steps(session, case):
        candidates = _candidates(session, case, step)
        same = next((each for each in candidates if each.person_id == last), None)
        if same and same.reason is AssignmentReason.FEWEST_CASES:
            return replace(same, reason=AssignmentReason.SAME_REVIEWER)
        if candidates:
            return same or candidates[0]
    return None


def possible_reviewers(session: Session, case: Case) -> list[Candidate]:
    """Everybody who may get the case, in the order in which they are asked, each in the first role that fits."""
    found: dict[UUID, Candidate] = {}
    for step in _steps(session, case):
        for candidate in _candidates(session, case, step):
            found.setdefault(candidate.person_id, candidate)
    return list(found.values())


def _steps(session: Session, case: Case) -> Iterator[Step]:
    """Whom to ask, in turn, for a stage of the own unit or of one above it.

    In the own unit its reviewers, then its administrators; further up the superior administrators there; and if there
    is nobody, the superior of each level upwards. Where only administrators decide, reviewers are not asked, and that
    a second administrator is found above is nothing amiss.
    """
    administrative = case.kind in ADMINISTRATIVE
    fewest, above = AssignmentReason.FEWEST_CASES, AssignmentReason.UNIT_ABOVE
    line, levels_up = line_of(session, case.unit_id), present(case, stages_of(session, [case])[case.id]).levels_up
    if levels_up == 0 and line and administrative:
        yield Role.UNIT_ADMIN, line[0], fewest
        above = AssignmentReason.NO_OTHER_ADMIN
    elif levels_up == 0 and line:
        yield Role.UNIT_REVIEWER, line[0], fewest
        yield Role.UNIT_ADMIN, line[0], AssignmentReason.UNIT_ADMIN
    for distance, unit_id in enumerate(line_of_stage(line, levels_up)):
        meant = levels_up > 0 and distance == 0
        yield Role.SUPERIOR_ADMIN, unit_id, fewest if meant else above


def _candidates(session: Session, case: Case, step: Step) -> list[Candidate]:
    """Those who hold the role there and may get the case, the least loaded first."""
    role, unit_id, reason = step
    load = (
        select(func.count(Case.together_id.distinct()))
        .where(Case.reviewer_id == Staff.person_id, Case.status == CaseStatus.ASSIGNED)
        .scalar_subquery()
    )
    took_part = select(Decision.decided_by).where(Decision.case_id == case.id)
    recused = select(Recusal.reviewer_id).where(Recusal.person_id == case.person_id)
    able = (
        select(Staff.person_id, Staff.name, load)
        .join(StaffGrant, StaffGrant.person_id == Staff.person_id)
        .where(StaffGrant.role == role, StaffGrant.unit_id == unit_id, Staff.active, ~Staff.on_leave)
        .where(Staff.person_id != case.person_id, Staff.person_id.not_in(took_part), Staff.person_id.not_in(recused))
    )
    found = session.execute(able.order_by(load, Staff.person_id))
    return [Candidate(person_id, name, open_cases, role, unit_id, reason) for person_id, name, open_cases in found]


def _last_reviewer(session: Session, case: Case) -> UUID | None:
    """Who reviewed this stage of the person's last case."""
    return session.scalar(
        select(Stage.reviewer_id)
        .join(Case, Case.id == Stage.case_id)
        .where(Case.person_id == case.person_id, Case.id != case.id)
        .where(Stage.position == case.stage, Stage.reviewer_id.is_not(None))
        .order_by(Case.opened_at.desc())
        .limit(1)
    )


def _last_holder(session: Session, case: Case) -> UUID | None:
    """Who was given this very stage last, before it was put back."""
    given = select(Assignment.reviewer_id).join(Stage, Stage.id == Assignment.stage_id)
    of_stage = given.where(Assignment.case_id == case.id, Stage.position == case.stage)
    return session.scalar(of_stage.order_by(Assignment.id.desc()).limit(1))


def _substitute_of(session: Session, reviewer_id: UUID | None) -> UUID | None:
    """The substitute of somebody who is away."""
    away = select(Substitute.substitute_id).join(Staff, Staff.person_id == Substitute.person_id)
    return session.scalar(away.where(Substitute.person_id == reviewer_id, Staff.on_leave | ~Staff.active))
