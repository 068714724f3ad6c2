"""A wish whose ground has moved, put onto the record as it is now: what was, what was wished, what is."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from services.profile.models import ChangeAction, ChangeRequest, Entry, Record, RecordStatus
from services.profile.operations.records import entries_of, find_section
from services.profile.operations.wishes import frozen
from shared.catalogue.values import is_empty

Values = Mapping[str, Any]


class Ground(StrEnum):
    """How the record stands to a wish that came to a conflict."""

    CHANGED = "changed"
    GONE = "gone"
    FULL = "full"
    LAST = "last"
    ALREADY = "already"
    NOT_APPROVED = "not_approved"


@dataclass(frozen=True)
class Rebase:
    """What would be asked for now; no action where nothing is left to ask for.

    `clashes` are the fields that the wish and the record have changed both, each to something else: in `data` they
    have the wished value, and the person has to choose.
    """

    ground: Ground
    action: ChangeAction | None = None
    entry_id: UUID | None = None
    data: Values | None = None
    clashes: tuple[str, ...] = ()


def rebased(session: Session, record: Record, request: ChangeRequest) -> Rebase:
    """The wish of a request on top of the record as it is now."""
    if record.status is not RecordStatus.APPROVED:
        return Rebase(Ground.NOT_APPROVED)
    section = find_section(request.section)
    entries = entries_of(session, record.id)[section.key]
    entry = next((entry for entry in entries if entry.id == request.entry_id), None)
    if entry is not None:
        return _on_entry(request, entry, is_last=section.required and len(entries) == 1)
    if request.new is None:
        return Rebase(Ground.GONE)
    ground = Ground.GONE if request.entry_id else Ground.CHANGED
    if len(entries) >= section.max_entries:
        return Rebase(Ground.FULL)
    return Rebase(ground, ChangeAction.ADD, None, request.new)


def merged(old: Values, wished: Values, current: Values) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The wish applied field by field onto the current values, and the fields that both have changed."""
    data: dict[str, Any] = {}
    clashes = []
    for key in {**current, **wished, **old}:
        was, wish, now = (None if is_empty(side.get(key)) else side.get(key) for side in (old, wished, current))
        value = now if wish == was else wish
        if value is not None:
            data[key] = value
        if was not in (wish, now) and wish != now:
            clashes.append(key)
    return data, tuple(clashes)


def _on_entry(request: ChangeRequest, entry: Entry, *, is_last: bool) -> Rebase:
    if request.new is None:
        return Rebase(Ground.LAST) if is_last else Rebase(Ground.CHANGED, ChangeAction.DELETE, entry.id)
    current = frozen(entry)
    data, clashes = merged(request.old or {}, request.new, current)
    if data == merged(current, current, current)[0]:
        return Rebase(Ground.ALREADY)
    return Rebase(Ground.CHANGED, ChangeAction.MODIFY, entry.id, data, clashes)
