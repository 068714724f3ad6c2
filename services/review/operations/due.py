"""What is due: each reviewer is told once a working day, and overdue cases are taken to administrators, once a step."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from services.review.models import WAITING, Case, CaseStatus, Escalation, Staff, StaffGrant, Stage
from services.review.policy import line_of
from services.review.queries import names_of
from shared.auth import Role
from shared.beijing import day_of, end_of
from shared.messaging.clocks import CasesDue, CasesEscalated, DigestsDue, EscalationsDue
from shared.messaging.outbox import publish
from shared.workdays import deadline, is_workday, warn_of_unknown_year

REVIEWERS, CASES = 200, 200  # at a time
UNIT, ABOVE = 1, 2
DAYS_UNTIL_ABOVE = 3  # working days after the deadline


def look_at_due(session: Session, now: datetime) -> None:
    """Begin the digests and escalations of a working day; on other days nobody is there to read them."""
    today = day_of(now)
    warn_of_unknown_year(today)
    if is_workday(today):
        publish(session, DigestsDue(version=1, day=today, after=None))
        publish(session, EscalationsDue(version=1, day=today))


def digest_some(session: Session, due: DigestsDue, now: datetime) -> None:
    """Tell the next reviewers how many of their cases are due, and let those behind them be next."""
    today, soon = end_of(day_of(now)), deadline(now, 1)
    number = func.count(Case.together_id.distinct())
    held = select(
        Case.reviewer_id,
        number.filter(Case.due_at <= now),
        number.filter(Case.due_at > now, Case.due_at <= today),
        number.filter(Case.due_at > today),
    ).where(Case.status == CaseStatus.ASSIGNED, Case.due_at <= soon)
    if due.after:
        held = held.where(Case.reviewer_id > due.after)
    found = session.execute(held.group_by(Case.reviewer_id).order_by(Case.reviewer_id).limit(REVIEWERS)).all()
    for reviewer_id, overdue, due_today, due_next in found:
        if reviewer_id:
            counts = {"overdue": overdue, "today": due_today, "next": due_next}
            publish(session, CasesDue(version=due.day.toordinal(), reviewer_id=reviewer_id, **counts))
    if len(found) == REVIEWERS:
        publish(session, DigestsDue(version=due.version + 1, day=due.day, after=found[-1][0]))


def escalate_some(session: Session, due: EscalationsDue, now: datetime) -> None:
    """Take some overdue cases one step further and note it; if there may be more, they are next."""
    taken = 0
    for step, overdue_since in ((UNIT, now), (ABOVE, _overdue_long(now))):
        cases = _not_taken(session, step, overdue_since)
        by_unit: dict[tuple[UUID, int], list[tuple[Case, Stage]]] = {}
        for case, stage in cases:
            by_unit.setdefault((case.unit_id, stage.levels_up), []).append((case, stage))
        for (unit_id, levels_up), found in by_unit.items():
            _take(session, step, unit_id, levels_up, found)
        taken = max(taken, len(cases))
    if taken == CASES:
        publish(session, EscalationsDue(version=due.version + 1, day=due.day))


def _overdue_long(now: datetime) -> datetime:
    """Deadlines up to this moment are so many working days ago."""
    day, left = day_of(now), DAYS_UNTIL_ABOVE
    while left:
        day -= timedelta(days=1)
        left -= is_workday(day)
    return end_of(day - timedelta(days=1))


def _not_taken(session: Session, step: int, overdue_since: datetime) -> Sequence[tuple[Case, Stage]]:
    taken = exists().where(Escalation.stage_id == Stage.id, Escalation.step == step)
    overdue = (
        select(Case, Stage)
        .join(Stage, (Stage.case_id == Case.id) & (Stage.position == Case.stage))
        .where(Case.status.in_(WAITING), Case.due_at <= overdue_since, ~taken)
        .order_by(Case.due_at, Case.id)
        .limit(CASES)
        .with_for_update(key_share=True, of=Case, skip_locked=True)
    )
    return [(case, stage) for case, stage in session.execute(overdue)]


def _take(session: Session, step: int, unit_id: UUID, levels_up: int, found: list[tuple[Case, Stage]]) -> None:
    recipients = _administrators(session, step, unit_id, levels_up)
    session.add_all(Escalation(case_id=case.id, stage_id=stage.id, step=step, told=recipients) for case, stage in found)
    if recipients:
        escalated = CasesEscalated(
            version=1,
            escalation_id=uuid4(),
            unit_name=names_of(session, [unit_id]).get(unit_id, ""),
            step=step,
            cases=len({case.together_id for case, _ in found}),
            recipients=recipients,
        )
        publish(session, escalated)


def _administrators(session: Session, step: int, unit_id: UUID, levels_up: int) -> list[UUID]:
    """Those of the nearest unit that has any: first for the stage's own unit, then further up."""
    line = line_of(session, unit_id)
    levels = [(Role.UNIT_ADMIN, unit) for unit in line[:1] if levels_up == 0]
    levels += [(Role.SUPERIOR_ADMIN, unit) for unit in line[max(levels_up, 1) :]]
    levels = levels if step == UNIT else levels[1:]
    for role, unit in levels:
        held = select(Staff.person_id).join(StaffGrant, StaffGrant.person_id == Staff.person_id)
        there = held.where(StaffGrant.role == role, StaffGrant.unit_id == unit, Staff.active)
        if found := list(session.scalars(there.order_by(Staff.person_id))):
            return found
    return []
