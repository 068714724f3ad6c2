"""What the routes of imports do, whatever the rows of the sheet are about."""

from typing import Any
from uuid import UUID, uuid4, uuid5

from flask import Response
from werkzeug.datastructures import FileStorage

from services.auth import import_views
from services.auth.db import db
from services.auth.operations.imports import Import, Wish, start_check, start_import
from shared.auth import current_actor
from shared.idempotency import given_key
from shared.jobs import own_job, page_of_jobs, page_of_lines
from shared.workbook import sent_workbook

FILE = {"type": "string", "format": "binary"}

View = dict[str, Any]


def upload(imported: Import, file: FileStorage) -> View:
    """Have a sheet checked; the same Idempotency-Key again is the same check. Raises SheetRefused."""
    actor, key, content = current_actor(), given_key(), file.read()
    with db.transaction() as session:
        job_id = uuid5(actor.id, key) if key else uuid4()
        job = start_check(session, imported, actor, job_id, file.filename or "", content)
        return import_views.imports_shown(session, [job])[0]


def listed(imported: Import, page: View) -> View:
    """One's own imports, newest first."""
    with db.reading() as session:
        checks, following = page_of_jobs(session, imported.check.name, current_actor().id, **page)
        return {"items": import_views.imports_shown(session, checks), "next": following}


def lines(imported: Import, import_id: UUID, query: View) -> View:
    """The rows of the sheet with what was found; raises NotFound for what one has not begun."""
    with db.reading() as session:
        check = own_job(session, imported.check.name, current_actor().id, import_id)
        page, following = page_of_lines(session, check, **query)
        return {"items": import_views.lines_shown(session, check, page), "next": following}


def report(imported: Import, import_id: UUID) -> Response:
    """The sheet as it was sent, with what was found; raises NotFound, CheckUnfinished and CheckExpired."""
    with db.reading() as session:
        check = own_job(session, imported.check.name, current_actor().id, import_id)
        name, content = import_views.report(session, imported, check)
    return sent_workbook(name, content)


def run(imported: Import, import_id: UUID, wish: Wish) -> View:
    """Import what is wished, once; raises what `start_import` raises."""
    with db.transaction() as session:
        start_import(session, imported, current_actor(), import_id, wish)
        check = own_job(session, imported.check.name, current_actor().id, import_id)
        return import_views.imports_shown(session, [check])[0]
