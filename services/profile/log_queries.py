"""修改记录 as it is read: what was done to entries, what was asked for and how statuses moved, as one list."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    DateTime,
    Integer,
    Select,
    Text,
    Uuid,
    cast,
    literal,
    null,
    select,
    tuple_,
    type_coerce,
    union_all,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from services.profile.models import ChangeRequest, LoggedChange, Record
from shared.auth import Role
from shared.catalogue import SECTIONS, display, summary
from shared.paging import CursorInvalid, cursor_of, key_of
from shared.workflow import StatusChange

ENTRY, MOVED, ASKED = "entry", "moved", "asked"
DIGITS = 19  # a number of fewer fits the database's bigint
COLUMNS: dict[str, Any] = {
    "at": DateTime(timezone=True),
    "source": Integer(),
    "number": BigInteger(),
    "kind": Text(),
    "deed": Text(),
    "role": Text(),
    "section": Text(),
    "subject": Text(),
    "old": JSONB(),
    "new": JSONB(),
    "old_status": Text(),
    "new_status": Text(),
    "reason": Text(),
    "request_id": Uuid(),
}

View = dict[str, Any]


def page_of(session: Session, person_id: UUID, cursor: str | None, limit: int) -> View:
    """A page of everything that happened to a record, newest first; raises CursorInvalid."""
    happened = union_all(_deeds(person_id), _moves(person_id), _request_moves(person_id), _wishes(person_id)).subquery()
    place = (happened.c.at, happened.c.source, happened.c.number)
    found = select(happened).order_by(*(column.desc() for column in place)).limit(limit + 1)
    if cursor is not None:
        found = found.where(tuple_(*place) < tuple_(*_end_of(cursor)))
    rows = session.execute(found).mappings().all()
    last = rows[limit - 1] if len(rows) > limit else None
    following = cursor_of(last["at"], last["source"], last["number"]) if last else None
    return {"items": [_view(dict(row)) for row in rows[:limit]], "next": following}


def _deeds(person_id: UUID) -> Select[Any]:
    """What was done to entries."""
    log = LoggedChange
    return _lines(
        at=log.at,
        source=literal(1),
        number=log.id,
        kind=literal(ENTRY),
        deed=type_coerce(log.deed, Text),
        role=log.role,
        section=log.section,
        subject=log.subject,
        old=log.old,
        new=log.new,
        request_id=log.request_id,
    ).where(log.record_id == person_id)


def _moves(person_id: UUID) -> Select[Any]:
    """How the record's status moved."""
    of_record = (StatusChange.kind == Record.KIND, StatusChange.subject_id == person_id)
    return _lines(**_move(2)).where(*of_record)


def _request_moves(person_id: UUID) -> Select[Any]:
    """How the status of the person's change requests moved."""
    asked = ChangeRequest
    moves = _lines(**_move(3), section=asked.section, old=asked.old, new=asked.new, request_id=asked.id)
    joined = moves.join_from(StatusChange, asked, StatusChange.subject_id == asked.id)
    return joined.where(StatusChange.kind == asked.KIND, asked.record_id == person_id)


def _wishes(person_id: UUID) -> Select[Any]:
    """The change requests that the person handed in."""
    asked = ChangeRequest
    return _lines(
        at=asked.submitted_at,
        source=literal(4),
        number=asked.number,
        kind=literal(asked.KIND),
        deed=literal(ASKED),
        role=literal(str(Role.PROFESSIONAL)),
        section=asked.section,
        old=asked.old,
        new=asked.new,
        reason=asked.reason,
        request_id=asked.id,
    ).where(asked.record_id == person_id)


def _move(source: int) -> View:
    move = StatusChange
    return {
        "at": move.at,
        "source": literal(source),
        "number": move.id,
        "kind": move.kind,
        "deed": literal(MOVED),
        "role": move.role,
        "old_status": move.old,
        "new_status": move.new,
        "reason": move.reason,
    }


def _lines(**known: Any) -> Select[Any]:
    """A select of all columns; those that are not known are empty."""
    return select(*(known.get(name, cast(null(), of_type)).label(name) for name, of_type in COLUMNS.items()))


def _view(row: View) -> View:
    """A line with its fields in words; a request is told by what its entry says."""
    content = row["new"] if row["old"] is None else row["old"]
    if row["section"] and row["subject"] is None:
        row["subject"] = summary(row["section"], content or {})
    fields = [] if row["deed"] == MOVED else _fields(row["section"], row["old"] or {}, row["new"] or {})
    return row | {"subject": row["subject"] or "", "fields": fields}


def _fields(section: str, old: View, new: View) -> list[View]:
    """What differs. Sensitive values are stored as their masks, which may be alike."""
    return [
        {
            "key": field.key,
            "label": field.label,
            "old_text": display(field, old[field.key], unmask=True) if field.key in old else "",
            "new_text": display(field, new[field.key], unmask=True) if field.key in new else "",
        }
        for field in SECTIONS[section].fields
        if old.get(field.key) != new.get(field.key) or (field.sensitive and field.key in old)
    ]


def _end_of(cursor: str) -> tuple[datetime, int, int]:
    at, source, number = key_of(cursor, 3)
    if not (source in {"1", "2", "3", "4"} and number.isdecimal() and len(number) < DIGITS):
        raise CursorInvalid
    try:
        return datetime.fromisoformat(at), int(source), int(number)
    except ValueError as error:
        raise CursorInvalid from error
