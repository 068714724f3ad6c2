"""What is shown of a record: composed for reading, never changed here."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from services.profile.models import (
    ChangeRequest,
    ChangeStatus,
    Correction,
    Draft,
    Entry,
    Person,
    Record,
    RecordStatus,
    Settlement,
    Share,
    Submission,
    Unit,
)
from services.profile.operations.drafts import drafts_of
from services.profile.operations.facts import Facts, facts_of, unit_facts
from services.profile.operations.passes import previous_of
from services.profile.operations.records import RecordNotReady, entries_of, problems_of
from services.profile.operations.snapshots import readable_content
from services.profile.operations.values import masked_values
from services.profile.window_queries import window_view
from shared.catalogue import SECTIONS, masked
from shared.workflow import history_of

ACTIONS = {
    RecordStatus.DRAFT: ("edit", "submit"),
    RecordStatus.RETURNED: ("edit", "submit"),
    RecordStatus.PENDING: ("edit_contact", "withdraw"),
    RecordStatus.APPROVED: ("edit_contact", "request_change", "share"),
}

BOUND = ("submit", "request_change")  # only while the collection windows allow it

View = dict[str, Any]

_superior = aliased(Unit)
_open_changes = select(func.count()).where(
    ChangeRequest.record_id == Record.id, ChangeRequest.status == ChangeStatus.PENDING
)
_newest_share = select(Share.status).where(Share.person_id == Record.id).order_by(Share.queued_at.desc()).limit(1)
SURROUNDINGS = (
    select(Record, Person, Unit, _superior, Submission.number, Submission.created_at)
    .add_columns(_open_changes.scalar_subquery().label("open_changes"), _newest_share.scalar_subquery().label("share"))
    .join(Person, Person.id == Record.id)
    .outerjoin(Unit, Unit.id == Person.unit_id)
    .outerjoin(_superior, _superior.id == Unit.superior_id)
    .outerjoin(Submission, Submission.id == Record.submission_id)
    .where(Record.id == bindparam("person_id"))
)
"""A record and all around it of which there is one, of its snapshot no more than the line; made once."""


def status_view(session: Session, person_id: UUID) -> View:
    """How the record stands: what a page polls while something is pending. Raises RecordNotReady."""
    return _status(session, _surroundings(session, person_id))


def record_view(session: Session, person_id: UUID) -> View:
    """The whole record for its owner: sections with entries, what is missing, history, and what can be done now.

    Raises RecordNotReady.
    """
    found = _surroundings(session, person_id)
    person, entries = found.Person, entries_of(session, person_id)
    facts = facts_of(session, person, entries["basic_info"])
    return _status(session, found) | {
        "id": person_id,
        "person": person_view(session, person),
        "sections": {key: [entry_view(entry, facts) for entry in found] for key, found in entries.items()},
        "problems": problems_of(person, entries),
        "drafts": [draft_view(draft) for draft in drafts_of(session, person_id)],
        "history": history_view(session, Record.KIND, person_id),
    }


def submission_view(session: Session, submission: Submission) -> View:
    """A snapshot as it was frozen, with the approved one before it."""
    previous = previous_of(session, submission)
    return _snapshot(submission) | {"previous": _snapshot(previous) if previous else None}


def person_view(session: Session, person: Person) -> View:
    """The facts that the administrator keeps of a person; the ID number masked."""
    unit = session.get(Unit, person.unit_id)
    return {
        "account": person.account,
        "name": person.name,
        "id_type": person.id_type,
        "id_number": masked(person.id_number),
        "unit_id": person.unit_id,
        "unit_name": unit.name if unit else "",
        "facts": unit_facts(session, person),
    }


def entry_view(entry: Entry, facts: Facts) -> View:
    """An entry with its values and the administrator's facts that its section shows, sensitive ones masked."""
    section = SECTIONS[entry.section]
    return {
        "id": entry.id,
        "section": entry.section,
        "version": entry.version,
        "content_version": entry.content_version,
        "updated_at": entry.updated_at,
        "data": masked_values(section, section.mirrored(facts) | entry.values),
    }


def draft_view(draft: Draft) -> View:
    """What was typed into a form and not saved."""
    return {
        "section": draft.section,
        "entry_id": draft.entry_id,
        "base_version": draft.base_version,
        "data": draft.values,
        "updated_at": draft.updated_at,
    }


def whole_entry_view(session: Session, entry: Entry) -> View:
    """The same of an entry alone; most sections show nothing but what was filled in."""
    facts: Facts = {}
    if any(field.locked for field in SECTIONS[entry.section].fields):
        basic_info = select(Entry).where(Entry.record_id == entry.record_id, Entry.section == "basic_info")
        person = session.get_one(Person, entry.record_id)
        facts = facts_of(session, person, session.scalars(basic_info).all())
    return entry_view(entry, facts)


def history_view(session: Session, kind: str, subject_id: UUID) -> list[View]:
    """Every move of a status: when, from, to, in which role and why; names of reviewers are not told."""
    return [
        {"at": move.at, "old": move.old, "new": move.new, "role": move.role, "reason": move.reason}
        for move in history_of(session, kind, subject_id)
    ]


def reconcilable(session: Session) -> View:
    """Every subject of a review and every share with its status, for comparison with what other services hold."""
    records = select(
        Record.id, Record.status, Record.version, Record.submission_id, Record.id.label("person_id")
    ).order_by(Record.id)
    changes = _wishes(ChangeRequest).order_by(ChangeRequest.id)
    corrections = _wishes(Correction).add_columns(Correction.kind).order_by(Correction.id)
    people = select(Person.id, Person.version, Person.merged_into).order_by(Person.id)
    units = select(Unit.id, Unit.version).order_by(Unit.id)
    settlements = select(Settlement.submission_id, Settlement.case_id, Settlement.outcome)
    shares = select(Share.id, Share.status, Share.version, Share.sequence, Share.person_id).order_by(Share.id)
    return {
        "subjects": [
            {"kind": kind, **row}
            for kind, rows in (("record", records), ("change", changes))
            for row in session.execute(rows).mappings()
        ]
        + [dict(row) for row in session.execute(corrections).mappings()],
        "people": [dict(row) for row in session.execute(people).mappings()],
        "units": [dict(row) for row in session.execute(units).mappings()],
        "settlements": [dict(row) for row in session.execute(settlements).mappings()],
        "shares": [dict(row) for row in session.execute(shares).mappings()],
    }


def _wishes(kind: type[ChangeRequest] | type[Correction]) -> Any:
    """Change requests or corrections: what is decided on is the wish itself."""
    told = (kind.id, kind.status, kind.version)
    return select(*told, kind.id.label("submission_id"), kind.record_id.label("person_id"))


def _surroundings(session: Session, person_id: UUID) -> Row[Any]:
    """While this is held the session knows the person and the units, and does not ask for them again."""
    found = session.execute(SURROUNDINGS, {"person_id": person_id}).one_or_none()
    if found is None:
        raise RecordNotReady
    return found


def _status(session: Session, found: Row[Any]) -> View:
    record: Record = found.Record
    window = window_view(session, record)
    line = {"id": record.submission_id, "number": found.number, "submitted_at": found.created_at}
    return {
        "status": record.status,
        "version": record.version,
        "updated_at": record.updated_at,
        "submission": line if record.submission_id else None,
        "holder_role": record.holder_role,
        "holder_unit": record.holder_unit,
        "reasons": record.last_reasons,
        "open_changes": found.open_changes,
        "share": found.share,
        "actions": [action for action in ACTIONS[record.status] if window["possible"] or action not in BOUND],
        "window": window,
    }


def _snapshot(submission: Submission) -> View:
    return readable_content(submission) | {
        "id": submission.id,
        "number": submission.number,
        "origin": submission.origin,
        "created_at": submission.created_at,
        "sha256": submission.sha256,
    }
