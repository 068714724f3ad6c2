"""What is shown of corrections: composed for reading, never changed here; ID numbers only masked."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from services.profile.models import Correction, CorrectionStatus, Unit
from services.profile.queries import history_view
from shared.catalogue import masked
from shared.paging import cursor_of, number_of

MOST_UNITS = 20
SHOWN = (
    "id",
    "number",
    "kind",
    "status",
    "version",
    "reason",
    "files",
    "submitted_at",
    "decided_at",
    "decided_role",
    "reasons",
    "holder_role",
    "holder_unit",
)

View = dict[str, Any]


def page_of(session: Session, person_id: UUID, cursor: str | None, limit: int) -> View:
    """A page of a person's corrections, newest first; raises CursorInvalid."""
    found = select(Correction).where(Correction.record_id == person_id)
    if cursor is not None:
        found = found.where(Correction.number < number_of(cursor))
    rows = list(session.scalars(found.order_by(Correction.number.desc()).limit(limit + 1)))
    following = cursor_of(rows[limit - 1].number) if len(rows) > limit else None
    return {"items": [view(correction) for correction in rows[:limit]], "next": following}


def full_view(session: Session, correction: Correction) -> View:
    """One correction with its history."""
    return view(correction) | {"history": history_view(session, Correction.KIND, correction.id)}


def view(correction: Correction) -> View:
    """One correction as lists show it."""
    numbers = correction.numbers
    old, new = ({"id_number": masked(number)} for number in numbers) if numbers else ({}, {})
    shown = {name: getattr(correction, name) for name in SHOWN}
    return shown | {
        "old": correction.old | old,
        "new": correction.new | new,
        "number_changed": numbers is not None and numbers.old != numbers.new,
        "actions": ["withdraw"] if correction.status is CorrectionStatus.PENDING else [],
    }


def units_named(session: Session, q: str) -> list[View]:
    """The open units whose name contains this or whose code begins with it, by name."""
    named: ColumnElement[bool] = Unit.name.contains(q, autoescape=True)
    found = select(Unit).where(~Unit.closed, or_(named, Unit.code.startswith(q.upper(), autoescape=True)))
    units = session.scalars(found.order_by(Unit.name, Unit.id).limit(MOST_UNITS))
    return [{"id": unit.id, "name": unit.name, "code": unit.code} for unit in units]
