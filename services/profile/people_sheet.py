"""Writing the Excel file of many people: read in parts, written row by row, in little memory."""

import hashlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from services.profile.counted_people import COLUMNS, TITLE, Cells, everybody, how_many, rows_of
from services.profile.db import db
from services.profile.models import Job, JobStatus
from services.profile.operations import people_sheets
from services.profile.operations.figures import LEDGER
from services.profile.operations.people_sheets import KeptSheet, Request
from shared.errors import DomainError
from shared.figures.reading import Scope, scope_of
from shared.files import file_store
from shared.messaging.long_work import PeopleSheetRequested
from shared.workbook import Sheet, write_workbook

PART = 1000  # people read, and noted as written, at a time


@dataclass(frozen=True)
class Made:
    """What became of a sheet; without `kept` it was refused."""

    job_id: UUID
    kept: KeptSheet | None


@dataclass
class Writing:
    """The rows of a sheet as they are read; how many there were is noted after each part, for whoever waits."""

    job_id: UUID
    request: Request
    scope: Scope
    total: int
    written: int = 0

    def __iter__(self) -> Iterator[Cells]:
        """Every person once, by account."""
        with db.transaction() as session:  # a cursor of the database lives in one
            for part in everybody(session, self.scope, self.request.wanted, self.request.bar, PART):
                self._note()
                rows = rows_of(session, part)
                yield from rows
                self.written += len(rows)

    def _note(self) -> None:
        with db.transaction() as session:
            people_sheets.note_progress(session, self.job_id, self.written, self.total)


def make_sheet(message: PeopleSheetRequested) -> Made | None:
    """Write a sheet that is waited for and put it into the store; None if nobody waits any more. Raises StoreAway.

    A worker that is killed meanwhile is followed by another that begins at the first person.
    """
    with db.reading() as session:
        job = session.get(Job, message.job_id)
        if job is None or job.status is JobStatus.DONE:
            return None
        request = people_sheets.request_of(job)
        try:
            scope = scope_of(session, LEDGER, request.asker, request.wanted)
            total = how_many(session, scope, request.wanted, request.bar)
            people_sheets.ensure_short(total)
        except DomainError:
            return Made(job.id, None)
    return Made(message.job_id, _keep(Writing(message.job_id, request, scope, total)))


def _keep(rows: Writing) -> KeptSheet:
    stored_as = uuid4().hex
    with tempfile.TemporaryFile() as file:
        write_workbook(file, [Sheet(TITLE, COLUMNS, rows)])
        size = file.seek(0, 2)
        file.seek(0)
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        file_store().keep(people_sheets.key_of(rows.job_id, stored_as), file)
    return KeptSheet(stored_as, size, sha256, rows.written)


def sheet_shown(job: Job) -> dict[str, Any]:
    """How a sheet stands, for whoever asked for it."""
    request = people_sheets.request_of(job)
    return {
        "id": job.id,
        "state": _state(job),
        "dimension": request.bar.dimension,
        "value": request.bar.value,
        "unit_name": job.parameters["unit_name"],
        "below": not request.wanted.alone,
        "series": request.wanted.series,
        "total": job.total,
        "done": job.done,
        "asked_at": job.asked_at,
        "expires_at": people_sheets.expires_at(job),
        "size": job.size,
    }


def _state(job: Job) -> str:
    if job.status is not JobStatus.DONE:
        return str(job.status)
    if job.failed:
        return "failed"
    return "expired" if people_sheets.has_expired(job) else "ready"
