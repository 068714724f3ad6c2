"""统计: what is counted of a case. A message of the service to itself, so that no request waits for a sum."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.review.models import WAITING, Case, CaseStatus, Counted, Decision, Figure, Stage, Unit
from shared.beijing import day_of
from shared.figures.ledger import Ledger
from shared.figures.tables import Mark
from shared.messaging.figures import CaseWritten
from shared.messaging.outbox import publish

# The load of reviewers is that of the unit for which they review, whichever unit the case comes from.
LEDGER = Ledger(Counted, Figure, Unit, own_only=frozenset({"held", "decided_by"}))


def count_case(session: Session, case_id: UUID) -> None:
    """Bring the figures to what is true of a case now, whatever was counted before and however often."""
    LEDGER.keep_apart(session, case_id)
    LEDGER.note(session, case_id, marks_of(session, case_id))


def marks_of(session: Session, case_id: UUID) -> set[Mark]:
    """What a case counts as."""
    case = session.get(Case, case_id)
    if case is None:
        return set()
    decisions = session.scalars(select(Decision).where(Decision.case_id == case_id).order_by(Decision.decided_at)).all()
    series = case.title_series or ""
    marks = {
        Mark(decision.stage.unit_id, "decided_by", str(decision.decided_by), series, str(day_of(decision.decided_at)))
        for decision in decisions
    }
    if case.status in WAITING:
        marks |= set(_waiting(session, case, series))
    elif case.outcome != "withdrawn":
        marks |= set(_concluded(case, decisions, series))
    return marks


def _waiting(session: Session, case: Case, series: str) -> Iterator[Mark]:
    """The days since which it waits and until which it should not, and whose it is."""
    last_day = str(day_of(case.due_at - timedelta(microseconds=1)))  # it is due at the end of that day
    yield Mark(case.unit_id, "open", str(day_of(case.submitted_at)), series)
    yield Mark(case.unit_id, "due", last_day, series)
    if case.status is CaseStatus.ASSIGNED:
        stage = session.scalars(select(Stage).where(Stage.case_id == case.id, Stage.position == case.stage)).one()
        yield Mark(stage.unit_id, "held", str(case.reviewer_id), series, last_day)


def _concluded(case: Case, decisions: Sequence[Decision], series: str) -> Iterator[Mark]:
    """The day of the last decision, how many days the person waited for it, and what was named as wrong."""
    for decision in decisions[-1:]:
        day = day_of(decision.decided_at)
        waited = day - day_of(case.submitted_at)
        yield Mark(case.unit_id, "decided", str(day), series, str(max(waited.days, 0)))
    for decision in decisions:
        for place in {_place(reason) for reason in decision.reasons}:
            yield Mark(case.unit_id, "returned", str(day_of(decision.decided_at)), series, place)


def _place(reason: dict[str, str | None]) -> str:
    """Where a fault lies: `education.end_month`, `education`, or nothing for a remark about the whole."""
    return ".".join(part for part in (reason.get("section"), reason.get("field")) if part)


def case_of(written: object) -> UUID | None:
    """Which case to count again after this was written; None for what nobody counts."""
    match written:
        case Case():
            return written.id
        case Stage() | Decision():
            return written.case_id
    return None


def tell_written(session: Session, case_id: UUID) -> None:
    """Have a case counted, after this transaction."""
    publish(session, CaseWritten(version=1, case_id=case_id))
