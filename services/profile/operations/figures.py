"""统计: what is counted of a person. A message of the service to itself, so that no request waits for a sum."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import bindparam, func, inspect, select
from sqlalchemy.orm import Session

from services.profile.models import Counted, Entry, Figure, Origin, Person, Record, Submission, Unit
from services.profile.operations.records import entries_of, problems_of
from shared.beijing import day_of
from shared.catalogue import SECTIONS, Severity
from shared.figures.ledger import Ledger
from shared.figures.tables import Mark
from shared.messaging.figures import RecordWritten
from shared.messaging.outbox import publish

LEDGER = Ledger(Counted, Figure, Unit)
REQUIRED = frozenset(key for key, section in SECTIONS.items() if section.required)

_submitted = Submission.record_id == Record.id, Submission.origin == Origin.SUBMISSION
COUNTED = (
    select(Person, Record.status, select(func.min(Submission.created_at)).where(*_submitted).scalar_subquery())
    .join(Record, Record.id == Person.id)
    .where(Person.id == bindparam("person_id"), Person.is_professional, Person.active)
)
"""Of somebody who counts: the person, how the record stands, when it was first handed in."""


def count_person(session: Session, person_id: UUID) -> None:
    """Bring the figures to what is true of a person now, whatever was counted before and however often."""
    LEDGER.keep_apart(session, person_id)
    LEDGER.note(session, person_id, marks_of(session, person_id))


def marks_of(session: Session, person_id: UUID) -> set[Mark]:
    """What a person counts as; nobody who is no professional or is disabled counts."""
    found = session.execute(COUNTED, {"person_id": person_id}).one_or_none()
    if found is None:
        return set()
    person, status, first = found
    entries = entries_of(session, person_id)
    title = _marked(entries["title_qualification"], "is_current")
    values = {
        "status": str(status),
        "completeness": str(_completeness(person, entries)),
        "level": title.get("level", ""),
        "education": _marked(entries["education"], "is_highest").get("education_level", ""),
        "born": _marked(entries["basic_info"]).get("birth_date", "")[:4],
    }
    if first:
        values["submitted"] = str(day_of(first))
    series = title.get("series", "")
    return {Mark(person.unit_id, dimension, value, series) for dimension, value in values.items()}


def _completeness(person: Person, entries: Mapping[str, Sequence[Entry]]) -> int:
    """How many of a hundred required sections are complete, as the meter above the person's record shows it."""
    problems = problems_of(person, entries)
    faulty = {problem["section"] for problem in problems if problem["severity"] is Severity.ERROR}
    return 100 * len(REQUIRED - faulty) // len(REQUIRED)


def _marked(entries: Sequence[Entry], mark: str | None = None) -> Mapping[str, str]:
    """The entry that bears a mark such as 最高学历, or the only one; what is not filled in is missing."""
    found = (entry.values for entry in entries)
    return next((values for values in found if mark is None or values.get(mark) is True), {})


def person_of(written: object) -> UUID | None:
    """Whom to count again after this was written; None for what nobody counts."""
    match written:
        case Record():  # an autosave notes there when somebody was at work
            return written.id if inspect(written).attrs.status.history.has_changes() else None
        case Person():
            return written.id
        case Entry():
            return written.record_id
    return None


def tell_written(session: Session, person_id: UUID) -> None:
    """Have a person counted, after this transaction."""
    publish(session, RecordWritten(version=1, person_id=person_id))
