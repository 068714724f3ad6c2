"""Freezing a record: what is submitted is what is reviewed, compared and shared, and no later value."""

import hashlib
import json
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from services.profile.models import Entry, Origin, Person, Record, Settlement, Submission, Unit
from services.profile.operations.certificate_numbers import note_numbers, numbers_of_snapshot
from services.profile.operations.facts import Facts, facts_of
from services.profile.operations.records import Sections
from shared.catalogue import SECTIONS, Section, masked, snapshot_fields
from shared.crypto import commitment, new_salt

Content = dict[str, Any]


def take_snapshot(session: Session, record: Record, origin: Origin, sections: Sections) -> Submission:
    """Freeze what the record holds under the next number, as its current snapshot. The record must be locked."""
    person = record.person
    last = session.scalar(select(func.max(Submission.number)).where(Submission.record_id == record.id))
    salt = new_salt()
    content = _content(session, person, sections, commitment(person.id_number, salt))
    submission = Submission(
        id=uuid4(), record_id=record.id, number=(last or 0) + 1, origin=origin, kept=content, sha256=digest(content)
    )
    submission.id_number, submission.salt = person.id_number, salt
    session.add(submission)
    record.submission_id = submission.id
    note_numbers(session, record.id, numbers_of_snapshot(content))
    return submission


def digest(content: Content) -> str:
    """SHA-256 of the content in its one written form."""
    return hashlib.sha256(written(content)).hexdigest()


def written(content: Content) -> bytes:
    """The content in its one written form."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def readable_content(submission: Submission) -> Content:
    """The content as an answer may carry it: the ID number masked where its commitment stands."""
    return _with_number(submission.content, masked(submission.id_number))


def content_in_full(submission: Submission) -> Content:
    """The content with the readable ID number, for comparing and for the person's own copy; no page shows it so."""
    return _with_number(submission.content, submission.id_number)


def is_as_frozen(submission: Submission, sha256: str) -> bool:
    """Whether content and ID number are still those of the hash."""
    content, salt = submission.content, submission.salt
    bound = salt is None or content == _with_number(content, commitment(submission.id_number, salt))
    return bound and digest(content) == sha256


def approved_snapshot(session: Session, record_id: UUID, *, before: int | None = None) -> Submission | None:
    """The newest snapshot that was approved or followed an approved change, optionally before a number."""
    approved = select(Settlement).where(
        Settlement.submission_id == Submission.id, Settlement.kind == "record", Settlement.outcome == "approved"
    )
    found = select(Submission).where(
        Submission.record_id == record_id, or_(Submission.origin == Origin.CHANGE, approved.exists())
    )
    if before is not None:
        found = found.where(Submission.number < before)
    return session.scalar(found.order_by(Submission.number.desc()).limit(1))


def _content(session: Session, person: Person, sections: Sections, id_number: str) -> Content:
    """The content with what stands for the number in it."""
    unit = session.get(Unit, person.unit_id)
    facts = facts_of(session, person, sections["basic_info"]) | {"id_number": id_number}
    return {
        "person": {
            "account": person.account,
            "unit_id": str(person.unit_id),
            "unit_name": unit.name if unit else "",
            "unit_code": unit.code if unit else "",
        },
        "sections": {
            key: [{"id": str(entry.id), "data": _frozen(SECTIONS[key], entry, facts)} for entry in entries]
            for key, entries in sections.items()
        },
    }


def _frozen(section: Section, entry: Entry, facts: Facts) -> dict[str, Any]:
    """The entry without contact data, with the administrator's facts that its section shows."""
    values = section.mirrored(facts) | entry.values
    return {field.key: values[field.key] for field in snapshot_fields(section.key) if field.key in values}


def _with_number(content: Content, number: str) -> Content:
    """The content with this number in every entry that has one."""
    sections = {
        key: [
            entry | {"data": entry["data"] | {"id_number": number}} if "id_number" in entry["data"] else entry
            for entry in entries
        ]
        for key, entries in content["sections"].items()
    }
    return content | {"sections": sections}
