"""Batches: a deed on many accounts, done in the background, with a report line by line."""

from typing import Any
from uuid import UUID, uuid4, uuid5

from flask import Response
from flask_smorest import Blueprint
from marshmallow import RAISE

from services.auth import account_batch_views as views
from services.auth.db import db
from services.auth.operations.account_batches import BATCH, MOST, start_batch
from services.auth.people_search import ids_of_people
from services.auth.routes.people import SEEING
from services.auth.schemas.account_batches import (
    AccountBatchBody,
    AccountBatchPage,
    AccountBatchPageQuery,
    AccountBatchShown,
    AccountLinesPage,
    AccountLinesQuery,
)
from shared.audit import recorded
from shared.auth import current_actor, roles
from shared.idempotency import REPEATABLE, given_key
from shared.jobs import own_job, page_of_jobs, page_of_lines
from shared.limits import exporting
from shared.workbook import XLSX, sent_workbook

blueprint = Blueprint("account_batches", __name__, url_prefix="/account-batches", description="人员批量任务")


@blueprint.post("")
@blueprint.arguments(AccountBatchBody)
@blueprint.response(202, AccountBatchShown)
@blueprint.alt_response(403, description="confirmation_needed")
@blueprint.alt_response(422, description="too_many_people")
@blueprint.doc(parameters=[REPEATABLE])
@roles(*SEEING, recently_confirmed=True)
def start(body: dict[str, Any]) -> dict[str, Any]:
    """Begin a batch on these people, or on all of a filter; the same key again is the same batch (批量办理人员)."""
    actor, key = current_actor(), given_key()
    batch_id = uuid5(actor.id, f"batch|{key}") if key else uuid4()
    with db.transaction() as session:
        narrowed = body.get("filter")
        people = ids_of_people(session, actor, narrowed, MOST) if narrowed else body.get("person_ids", [])
        return views.shown(start_batch(session, actor, batch_id, body["deed"], body["reason"], people))


@blueprint.get("")
@blueprint.arguments(AccountBatchPageQuery, location="query", unknown=RAISE)
@blueprint.response(200, AccountBatchPage)
@roles(*SEEING)
def batches(page: dict[str, Any]) -> dict[str, Any]:
    """Your batches, newest first."""
    with db.reading() as session:
        jobs, following = page_of_jobs(session, BATCH.name, current_actor().id, **page)
        return {"items": [views.shown(job) for job in jobs], "next": following}


@blueprint.get("/<uuid:batch_id>")
@blueprint.response(200, AccountBatchShown)
@blueprint.alt_response(404, description="None of yours")
@roles(*SEEING)
def batch(batch_id: UUID) -> dict[str, Any]:
    """One of your batches: how far it has come."""
    with db.reading() as session:
        return views.shown(own_job(session, BATCH.name, current_actor().id, batch_id))


@blueprint.get("/<uuid:batch_id>/lines")
@blueprint.arguments(AccountLinesQuery, location="query", unknown=RAISE)
@blueprint.response(200, AccountLinesPage)
@blueprint.alt_response(404, description="None of yours")
@roles(*SEEING)
def lines(query: dict[str, Any], batch_id: UUID) -> dict[str, Any]:
    """The report: what became of each person."""
    with db.reading() as session:
        job = own_job(session, BATCH.name, current_actor().id, batch_id)
        page, following = page_of_lines(session, job, **query)
        return {"items": [views.line_shown(line) for line in page], "next": following}


@blueprint.get("/<uuid:batch_id>/report")
@blueprint.response(200, {"type": "string", "format": "binary"}, content_type=XLSX)
@blueprint.alt_response(404, description="None of yours")
@roles(*SEEING)
@recorded
@exporting
def report(batch_id: UUID) -> Response:
    """The report as an Excel file, as far as it has come (导出批量办理报告)."""
    with db.reading() as session:
        job = own_job(session, BATCH.name, current_actor().id, batch_id)
        name, content = views.report(session, job)
    return sent_workbook(name, content)
