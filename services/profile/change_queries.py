"""What is shown of change requests: composed for reading, never changed here."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, extract, func, select
from sqlalchemy.orm import Session

from services.profile.models import ChangeDraft, ChangeRequest, ChangeStatus, Entry, Record
from services.profile.operations.change_drafts import change_drafts_of
from services.profile.operations.rebase import rebased
from services.profile.operations.wishes import frozen
from services.profile.queries import history_view
from shared.beijing import BEIJING
from shared.catalogue import SECTIONS, compare, summary
from shared.paging import cursor_of, number_of
from shared.words import ACTION_WORDS

View = dict[str, Any]

SHOWN = (
    "id",
    "number",
    "bundle_id",
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


@dataclass(frozen=True)
class Wanted:
    """What a list is narrowed down to; `q` is looked for in item and content as people read them."""

    status: ChangeStatus | None = None
    section: str | None = None
    year: int | None = None
    q: str | None = None


def page_of(session: Session, person_id: UUID, cursor: str | None, limit: int, wanted: Wanted = Wanted()) -> View:
    """A page of a person's requests, newest first; raises CursorInvalid."""
    below = number_of(cursor) if cursor is not None else None
    found = select(ChangeRequest).where(ChangeRequest.record_id == person_id, *_narrowed(wanted))
    rows = list(islice(_containing(_newest_first(session, found, below, limit + 1), wanted.q), limit + 1))
    following = cursor_of(rows[limit - 1].number) if len(rows) > limit else None
    return {"items": [view(request) for request in rows[:limit]], "next": following}


def years_of(session: Session, person_id: UUID) -> list[int]:
    """The years, by the calendar of Beijing, in which a person handed requests in, newest first."""
    year = extract("year", func.timezone(BEIJING.key, ChangeRequest.submitted_at))
    found = select(year).where(ChangeRequest.record_id == person_id).distinct()
    return sorted((int(each) for each in session.scalars(found)), reverse=True)


def full_view(session: Session, request: ChangeRequest) -> View:
    """One request, what the record holds now in its place, what was handed in with it, and its history."""
    conflict = request.status is ChangeStatus.CONFLICT
    record = session.get_one(Record, request.record_id)
    return view(request) | {
        "current": _current(session, request),
        "rebase": rebased(session, record, request) if conflict else None,
        "bundle": _bundle(session, request),
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


def drafts_view(session: Session, person_id: UUID) -> list[View]:
    """What the person prepares and has not handed in, each beside what the record holds now."""
    return [draft_view(session, draft) for draft in change_drafts_of(session, person_id)]


def draft_view(session: Session, draft: ChangeDraft) -> View:
    """One change that is being prepared."""
    names = ("id", "section", "entry_id", "action", "base_version", "updated_at")
    entry = session.get(Entry, draft.entry_id) if draft.entry_id else None
    return {name: getattr(draft, name) for name in names} | draft.values | {"current": frozen(entry) if entry else None}


def _narrowed(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if wanted.status:
        yield ChangeRequest.status == wanted.status
    if wanted.section:
        yield ChangeRequest.section == wanted.section
    if wanted.year:
        yield ChangeRequest.submitted_at >= datetime(wanted.year, 1, 1, tzinfo=BEIJING)
        yield ChangeRequest.submitted_at < datetime(wanted.year + 1, 1, 1, tzinfo=BEIJING)


def _newest_first(
    session: Session, found: Select[ChangeRequest], below: int | None, at_once: int
) -> Iterator[ChangeRequest]:
    """All that were found under a number, read in pieces as they are asked for."""
    ordered = found.order_by(ChangeRequest.number.desc()).limit(at_once)
    while True:
        rows = session.scalars(ordered if below is None else ordered.where(ChangeRequest.number < below)).all()
        yield from rows
        if len(rows) < at_once:
            return
        below = rows[-1].number


def _containing(requests: Iterator[ChangeRequest], q: str | None) -> Iterator[ChangeRequest]:
    """Those whose words contain what is looked for: read here, since codes have no words in the database."""
    if not q:
        yield from requests
        return
    for request in requests:
        if q.casefold() in _words(request).casefold():
            yield request


def _words(request: ChangeRequest) -> str:
    rows = compare(request.section, request.old, request.new)
    said = [f"{row.label} {row.old_text} {row.new_text}" for row in rows if row.changed]
    title = SECTIONS[request.section].title
    return "\n".join(
        [title, ACTION_WORDS[request.action], summary(request.section, request.old or request.new or {}), *said]
    )


def _bundle(session: Session, request: ChangeRequest) -> list[View]:
    """The requests that were handed in together, in their order, this one among them; empty for one alone."""
    if request.bundle_id is None:
        return []
    together = select(ChangeRequest).where(
        ChangeRequest.record_id == request.record_id, ChangeRequest.bundle_id == request.bundle_id
    )
    return [
        {name: shown[name] for name in ("id", "number", "section", "action", "subject", "status")}
        for shown in map(view, session.scalars(together.order_by(ChangeRequest.number)))
    ]


def _current(session: Session, request: ChangeRequest) -> View | None:
    """The entry as the record holds it now, without contact data; None if it isn't there (any more)."""
    entry = session.get(Entry, request.entry_id) if request.entry_id else None
    return frozen(entry) if entry else None
