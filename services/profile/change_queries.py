"""What is shown of change requests: composed for reading, never changed here."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.profile.models import ChangeRequest, ChangeStatus, Entry
from services.profile.queries import history_view
from shared.catalogue import free_fields, summary
from shared.paging import cursor_of, number_of

View = dict[str, Any]

SHOWN = (
    "id",
    "number",
    "status",
    "version",
    "section",
    "entry_id",
    "action",
    "old",
    "new",
    "reason",
    "files",
    "submitted_at",
    "decided_at",
    "decided_role",
    "reasons",
    "holder_role",
    "holder_unit",
)


def page_of(session: Session, person_id: UUID, cursor: str | None, limit: int) -> View:
    """A page of a person's requests, newest first; raises CursorInvalid."""
    found = select(ChangeRequest).where(ChangeRequest.record_id == person_id)
    if cursor is not None:
        found = found.where(ChangeRequest.number < number_of(cursor))
    rows = list(session.scalars(found.order_by(ChangeRequest.number.desc()).limit(limit + 1)))
    following = cursor_of(rows[limit - 1].number) if len(rows) > limit else None
    return {"items": [view(request) for request in rows[:limit]], "next": following}


def full_view(session: Session, request: ChangeRequest) -> View:
    """One request, what the record holds now in its place, and its history."""
    return view(request) | {
        "current": _current(session, request),
        "history": history_view(session, ChangeRequest.KIND, request.id),
    }


def view(request: ChangeRequest) -> View:
    """One request as lists show it."""
    shown = {name: getattr(request, name) for name in SHOWN}
    pending = request.status is ChangeStatus.PENDING
    return shown | {
        "subject": summary(request.section, request.old or request.new or {}),
        "actions": ["withdraw"] if pending else [],
    }


def _current(session: Session, request: ChangeRequest) -> View | None:
    """The entry as the record holds it now, without contact data; None if it isn't there (any more)."""
    entry = session.get(Entry, request.entry_id) if request.entry_id else None
    if entry is None:
        return None
    free = {field.key for field in free_fields(entry.section)}
    return {key: value for key, value in entry.data.items() if key not in free}
