"""All that happened to cases, looked up at once for all that came together."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from services.review.models import Assignment, Case, Decision, Escalation, Note, Reopening
from shared.statements import among
from shared.workflow import StatusChange

_DECISIONS = select(Decision).where(among(Decision.subject_id, "subjects")).order_by(Decision.decided_at)
_NOTES = select(Note).where(among(Note.subject_id, "subjects")).order_by(Note.id)
_HISTORY = (
    select(StatusChange)
    .where(StatusChange.kind == Case.KIND, among(StatusChange.subject_id, "cases"))
    .order_by(StatusChange.version)
)
_ASSIGNMENTS = select(Assignment).where(among(Assignment.case_id, "cases")).order_by(Assignment.id)
_ESCALATIONS = select(Escalation).where(among(Escalation.case_id, "cases")).order_by(Escalation.id)
_REOPENINGS = select(Reopening).where(among(Reopening.case_id, "cases"))


@dataclass(frozen=True)
class Course:
    """What happened, each kind in its order.

    Decisions and notes are those about the subject, earlier submissions included; the others are of the case alone.
    """

    decisions: Sequence[Decision]
    notes: Sequence[Note]
    history: Sequence[StatusChange]
    assignments: Sequence[Assignment]
    escalations: Sequence[Escalation]
    reopenings: Sequence[Reopening]

    @property
    def people(self) -> set[UUID | None]:
        """Who had a part in it."""
        return {
            *(decision.decided_by for decision in self.decisions),
            *(note.by for note in self.notes),
            *(move.by for move in self.history),
            *(reopening.by for reopening in self.reopenings),
            *(assignment.reviewer_id for assignment in self.assignments),
            *(person for escalation in self.escalations for person in escalation.told),
        }


def courses_of(session: Session, cases: Sequence[Case]) -> dict[UUID, Course]:
    """The course of each case."""
    ids = {"cases": [case.id for case in cases], "subjects": [case.subject_id for case in cases]}
    decisions, notes, moves = (_by(session, one, "subject_id", ids) for one in (_DECISIONS, _NOTES, _HISTORY))
    of_cases = [_by(session, one, "case_id", ids) for one in (_ASSIGNMENTS, _ESCALATIONS, _REOPENINGS)]
    return {
        case.id: Course(
            decisions[case.subject_id], notes[case.subject_id], moves[case.id], *(found[case.id] for found in of_cases)
        )
        for case in cases
    }


def _by(session: Session, wanted: Select[Any], key: str, ids: Mapping[str, list[UUID]]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for one in session.scalars(wanted, ids):
        found[getattr(one, key)].append(one)
    return found
