"""What was handed in over time: the numbered snapshots of a record, and any two of them beside each other."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from services.profile.models import Settlement, Submission
from services.profile.operations.snapshots import content_in_full
from shared.catalogue import SECTIONS, Section, compare, summary
from shared.paging import cursor_of, number_of

PERSON_WORDS = {"account": "账号", "unit_name": "单位", "unit_code": "统一社会信用代码"}

View = dict[str, Any]


def page_of(session: Session, person_id: UUID, cursor: str | None, limit: int) -> View:
    """A page of a person's snapshots in one line each, newest first; raises CursorInvalid."""
    found = _lines().where(Submission.record_id == person_id)
    if cursor is not None:
        found = found.where(Submission.number < number_of(cursor))
    rows = session.execute(found.order_by(Submission.number.desc()).limit(limit + 1)).all()
    following = cursor_of(rows[limit - 1][0].number) if len(rows) > limit else None
    return {"items": [_line(*row) for row in rows[:limit]], "next": following}


def comparison(session: Session, earlier: Submission, later: Submission) -> View:
    """Two snapshots beside each other, section by section.

    Entries are told apart by their ids. Sensitive values are compared in full and shown masked.
    """
    old, new = content_in_full(earlier), content_in_full(later)
    return {
        "from": _line_of(session, earlier),
        "to": _line_of(session, later),
        "person": _person(old["person"], new["person"]),
        "sections": [
            _section(part, old["sections"].get(part.key, []), new["sections"].get(part.key, []))
            for part in SECTIONS.values()
        ],
    }


def _person(old: Mapping[str, str], new: Mapping[str, str]) -> list[View]:
    """Account and unit, which the administrator keeps."""
    return [
        {"key": key, "label": label, "old_text": old[key], "new_text": new[key], "changed": old[key] != new[key]}
        for key, label in PERSON_WORDS.items()
    ]


def _section(part: Section, old: list[View], new: list[View]) -> View:
    """A section's entries as they stand in the later snapshot, then those that are in the earlier one only."""
    before, after = ({entry["id"]: entry["data"] for entry in entries} for entries in (old, new))
    gone = [key for key in before if key not in after]
    entries = [_entry(part, key, before.get(key), after.get(key)) for key in [*after, *gone]]
    reordered = _common(before, after) != _common(after, before)
    changed = reordered or any(entry["state"] != "same" for entry in entries)
    return {"key": part.key, "title": part.title, "changed": changed, "reordered": reordered, "entries": entries}


def _entry(part: Section, entry_id: str, old: View | None, new: View | None) -> View:
    rows = compare(part.key, old, new)
    if old is None or new is None:
        state = "added" if old is None else "removed"
    else:
        state = "changed" if any(row.changed for row in rows) else "same"
    return {"id": entry_id, "title": summary(part.key, new or old or {}), "state": state, "fields": rows}


def _common(these: Iterable[str], those: Mapping[str, Any]) -> list[str]:
    """Those of these that are also there, in their order here."""
    return [key for key in these if key in those]


def _lines() -> Any:
    """Snapshots with the outcome of their review, if it has one."""
    decided = and_(Settlement.submission_id == Submission.id, Settlement.kind == "record")
    return select(Submission, Settlement.outcome).outerjoin(Settlement, decided)


def _line_of(session: Session, snapshot: Submission) -> View:
    return _line(*session.execute(_lines().where(Submission.id == snapshot.id)).one())


def _line(snapshot: Submission, outcome: str | None) -> View:
    return {
        "id": snapshot.id,
        "number": snapshot.number,
        "origin": snapshot.origin,
        "created_at": snapshot.created_at,
        "sha256": snapshot.sha256,
        "outcome": outcome,
    }
