"""The stages of a case: laid out once from the chain in force, then gone through one after the other."""

from datetime import UTC, datetime
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.review.models import Case, CaseStatus, ChainStage, Decision, Resume, Stage
from services.review.policy import line_of, line_of_stage, whole_line_of
from services.review.queries import FIXED_CHAINS, chain_for
from shared.auth import Actor, Role
from shared.messaging.contracts import CaseOpened
from shared.messaging.outbox import publish
from shared.words import stage_word
from shared.workdays import deadline


def lay_out(session: Session, case: Case) -> None:
    """Give a new case its stages and begin with the first; a later change of the chain does not touch them.

    A resubmission begins, where the chain says so, with the stage that returned it: those before it have approved.
    """
    line = line_of(session, case.unit_id)
    chain = FIXED_CHAINS.get(case.kind) or chain_for(session, line)
    start = _stage_that_returned(session, case, chain.stages) if chain.resume is Resume.RETURNED else 1
    laid_out = [
        Stage(
            case_id=case.id,
            position=position,
            unit_id=line_of_stage(line, step.levels_up)[0],
            **msgspec.to_builtins(step),
        )
        for position, step in enumerate(chain.stages, 1)
        if position >= start
    ]
    session.add_all(laid_out)
    case.stage = start
    _begin(case, laid_out[0])


def current_stage(session: Session, case: Case) -> Stage:
    """The stage that the case is in."""
    return session.scalars(select(Stage).where(Stage.case_id == case.id, Stage.position == case.stage)).one()


def following_stage(session: Session, case: Case) -> Stage | None:
    """The stage that comes after an approval of the present one; None after the last."""
    return session.scalar(select(Stage).where(Stage.case_id == case.id, Stage.position == case.stage + 1))


def pass_on(session: Session, actor: Actor, role: Role, case: Case, following: Stage) -> None:
    """Let the case, approved by this stage, wait for a reviewer of the next; nothing takes effect before the last."""
    reason = f"{stage_word(case.stage)}审核通过，转{stage_word(following.position)}审核"
    case.move_to(CaseStatus.QUEUED, by=actor.id, role=role, reason=reason)
    case.reviewer_id = case.reviewer_role = None
    case.stage = following.position
    following.unit_id = line_of_stage(line_of(session, case.unit_id), following.levels_up)[0]
    _begin(case, following)
    publish(session, CaseOpened(version=case.version, case_id=case.id))


def move_to_unit(session: Session, case: Case, unit_id: UUID) -> None:
    """Let the case lie with another unit; its stages stay as they were laid out, since they know levels, not units.

    Raises NotFound while the unit or one above it is not known here.
    """
    stage = current_stage(session, case)
    stage.unit_id = line_of_stage(whole_line_of(session, unit_id), stage.levels_up)[0]
    case.unit_id = unit_id


def _begin(case: Case, stage: Stage) -> None:
    case.due_at = stage.due_at = deadline(datetime.now(UTC), stage.days)


def _stage_that_returned(session: Session, case: Case, stages: list[ChainStage]) -> int:
    """The position of the stage that returned the submission before; 1 if none did or the chain is another now."""
    before = session.scalar(
        select(Case)
        .where(Case.subject_id == case.subject_id, Case.subject_version < case.subject_version)
        .order_by(Case.subject_version.desc())
        .limit(1)
    )
    if before is None or before.outcome == "withdrawn":
        return 1
    returned_by: UUID | None = session.scalar(
        select(Decision.stage_id).where(Decision.case_id == before.id, Decision.decision == "return")
    )
    gone_through = session.scalars(select(Stage).where(Stage.case_id == before.id).order_by(Stage.position)).all()
    known = [(stage.position, stage.levels_up) for stage in gone_through]
    now = [(position, step.levels_up) for position, step in enumerate(stages, 1)]
    if before.unit_id != case.unit_id or now[-len(known) :] != known:
        return 1
    return next((stage.position for stage in gone_through if stage.id == returned_by), 1)
