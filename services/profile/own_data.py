"""Everything that this service knows of a person, in codes and words: the content of `data.json` in their copy."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.profile import change_queries, correction_queries, log_queries, snapshot_queries
from services.profile.models import (
    Consent,
    Correction,
    DataExport,
    ExportStatus,
    File,
    Person,
    Record,
    Share,
    Submission,
)
from services.profile.operations.data_exports import has_expired
from services.profile.operations.drafts import drafts_of
from services.profile.operations.records import context_of, entries_of, find_record
from services.profile.operations.snapshots import content_in_full
from services.profile.queries import draft_view, history_view, person_view
from shared.catalogue import SECTIONS, Section, compare, display

FORMAT, VERSION = "zhicheng-own-data", 1
PAGE = 100
SHOWN_EXPORTS = 5

View = dict[str, Any]
Page = Callable[[Session, UUID, str | None, int], View]


def own_data(session: Session, person_id: UUID) -> View:
    """All of it but the files, which the archive lists itself."""
    person = session.get_one(Person, person_id)
    return {
        "format": FORMAT,
        "format_version": VERSION,
        "made_at": datetime.now(UTC),
        "person": person_view(session, person) | {"id_number": person.id_number},
        "record": _record(session, person),
        "snapshots": [_snapshot(session, line) for line in _all(session, snapshot_queries.page_of, person_id)],
        "history": history_view(session, Record.KIND, person_id),
        "log": list(_all(session, log_queries.page_of, person_id)),
        "change_drafts": change_queries.drafts_view(session, person_id),
        "change_requests": [_request(view) for view in _all(session, change_queries.page_of, person_id)],
        "corrections": [_correction(session, view) for view in _all(session, correction_queries.page_of, person_id)],
        "consents": _consents(session, person_id),
        "shares": _shares(session, person_id),
    }


def own_files(session: Session, person_id: UUID) -> list[File]:
    """Every file that the person uploaded, oldest first."""
    return list(session.scalars(select(File).where(File.owner_id == person_id).order_by(File.created_at, File.id)))


def exports_of(session: Session, person_id: UUID) -> list[View]:
    """The person's newest copies, newest first."""
    found = select(DataExport).where(DataExport.person_id == person_id)
    newest = found.order_by(DataExport.requested_at.desc()).limit(SHOWN_EXPORTS)
    return [export_view(export) for export in session.scalars(newest)]


def export_view(export: DataExport) -> View:
    """How a copy stands; one whose day is over says so before it is cleared away."""
    shown = ("id", "requested_at", "ready_at", "expires_at", "size", "sha256")
    over = export.status is ExportStatus.READY and has_expired(export)
    status = ExportStatus.EXPIRED if over else export.status
    return {name: getattr(export, name) for name in shown} | {"status": status}


def _record(session: Session, person: Person) -> View:
    record = find_record(session, person.id)
    facts = context_of(person).mirrored()
    sections = {
        key: [
            {"id": entry.id, "data": SECTIONS[key].mirrored(facts) | entry.values, "updated_at": entry.updated_at}
            for entry in entries
        ]
        for key, entries in entries_of(session, person.id).items()
    }
    return {
        "status": record.status,
        "version": record.version,
        "updated_at": record.updated_at,
        "sections": _in_words(sections),
        "drafts": [draft_view(draft) for draft in drafts_of(session, person.id)],
    }


def _snapshot(session: Session, line: View) -> View:
    content = content_in_full(session.get_one(Submission, line["id"]))
    return line | {"person": content["person"], "sections": _in_words(content["sections"])}


def _request(view: View) -> View:
    """A change request with both sides in words."""
    return view | {"fields": compare(view["section"], view["old"], view["new"], unmask=True)}


def _correction(session: Session, view: View) -> View:
    """A correction with the readable ID numbers."""
    numbers = session.get_one(Correction, view["id"]).numbers
    if numbers is None:
        return view
    return view | {"old": view["old"] | {"id_number": numbers.old}, "new": view["new"] | {"id_number": numbers.new}}


def _consents(session: Session, person_id: UUID) -> list[View]:
    shown = ("id", "partner_id", "text_version", "fields", "submission_number", "given_at")
    found = session.scalars(select(Consent).where(Consent.person_id == person_id).order_by(Consent.given_at))
    return [{name: getattr(consent, name) for name in shown} for consent in found]


def _shares(session: Session, person_id: UUID) -> list[View]:
    shown = ("id", "partner_id", "status", "link", "queued_at")
    return [
        {name: getattr(share, name) for name in shown} | {"history": history_view(session, Share.KIND, share.id)}
        for share in session.scalars(select(Share).where(Share.person_id == person_id))
    ]


def _in_words(sections: Mapping[str, Iterable[View]]) -> list[View]:
    """Sections in the order of the form; one that the catalogue no longer has keeps its bare values."""
    known = [
        {"key": key, "title": part.title, "entries": _entries(part, sections.get(key, ()))}
        for key, part in SECTIONS.items()
    ]
    gone = [
        {"key": key, "title": key, "entries": list(found)} for key, found in sections.items() if key not in SECTIONS
    ]
    return known + gone


def _entries(part: Section, entries: Iterable[View]) -> list[View]:
    return [
        {name: value for name, value in entry.items() if name != "data"} | {"fields": _fields(part, entry["data"])}
        for entry in entries
    ]


def _fields(part: Section, data: View) -> list[View]:
    """Each filled field with its code and its words."""
    return [
        {
            "key": field.key,
            "label": field.label,
            "value": data[field.key],
            "text": display(field, data[field.key], unmask=True),
        }
        for field in part.fields
        if field.key in data
    ]


def _all(session: Session, page_of: Page, person_id: UUID) -> Iterator[View]:
    """Every item of a list that is read in pages."""
    cursor: str | None = None
    while True:
        page = page_of(session, person_id, cursor, PAGE)
        yield from page["items"]
        cursor = page["next"]
        if cursor is None:
            return
