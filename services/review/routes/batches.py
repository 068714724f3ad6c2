"""Batches: a deed on many cases, done in the background, with a report line by line."""

from typing import Any
from uuid import UUID, uuid4, uuid5

from flask import Response, jsonify, request
from flask_smorest import Blueprint
from marshmallow import RAISE

from services.review import batch_views
from services.review.db import db
from services.review.operations.batches import BATCH, start_batch
from services.review.schemas.batches import (
    BatchBody,
    BatchPage,
    BatchPageQuery,
    BatchShown,
    LinesPage,
    LinesQuery,
    Outlook,
    OutlookQuery,
)
from shared.audit import recorded
from shared.auth import REVIEWING, current_actor, roles
from shared.idempotency import REPEATABLE, given_key
from shared.jobs import own_job, page_of_jobs, page_of_lines
from shared.limits import exporting
from shared.workbook import XLSX, sent_workbook

blueprint = Blueprint("batches", __name__, url_prefix="/batches", description="批量任务")


@blueprint.get("/outlook")
@blueprint.arguments(OutlookQuery, location="query", unknown=RAISE)
@blueprint.response(200, Outlook)
@roles(*REVIEWING)
def outlook(query: dict[str, Any]) -> dict[str, Any]:
    """What a batch would do: which cases it would leave out, and why."""
    with db.reading() as session:
        return batch_views.outlook(session, current_actor(), query["deed"], query["case_id"])


@blueprint.post("")
@blueprint.arguments(BatchBody)
@blueprint.response(202, BatchShown)
@blueprint.alt_response(403, description="Only administrators reassign and remind")
@blueprint.doc(parameters=[REPEATABLE])
@roles(*REVIEWING)
def start(body: dict[str, Any]) -> dict[str, Any]:
    """Begin a batch; the same `Idempotency-Key` again is the same batch (开始批量任务)."""
    actor, key = current_actor(), given_key()
    batch_id = uuid5(actor.id, key) if key else uuid4()
    with db.transaction() as session:
        job = start_batch(session, actor, batch_id, body["wish"], body["case_ids"])
        return batch_views.batches_shown(session, [job])[0]


@blueprint.get("")
@blueprint.arguments(BatchPageQuery, location="query", unknown=RAISE)
@blueprint.response(200, BatchPage)
@roles(*REVIEWING)
def batches(page: dict[str, Any]) -> dict[str, Any]:
    """Your batches, newest first."""
    with db.reading() as session:
        jobs, following = page_of_jobs(session, BATCH.name, current_actor().id, **page)
        return {"items": batch_views.batches_shown(session, jobs), "next": following}


@blueprint.get("/<uuid:batch_id>")
@blueprint.response(200, BatchShown)
@blueprint.alt_response(304, description="No news (If-None-Match)")
@blueprint.alt_response(404, description="None of yours")
@roles(*REVIEWING)
def batch(batch_id: UUID) -> Response:
    """One of your batches: how far it has come."""
    with db.reading() as session:
        job = own_job(session, BATCH.name, current_actor().id, batch_id)
        response = jsonify(BatchShown().dump(batch_views.batches_shown(session, [job])[0]))
    response.set_etag(str(job.version))
    return response.make_conditional(request)  # type: ignore[return-value]


@blueprint.get("/<uuid:batch_id>/lines")
@blueprint.arguments(LinesQuery, location="query", unknown=RAISE)
@blueprint.response(200, LinesPage)
@blueprint.alt_response(404, description="None of yours")
@roles(*REVIEWING)
def lines(query: dict[str, Any], batch_id: UUID) -> dict[str, Any]:
    """The report: what became of each case, in the order in which they were chosen."""
    with db.reading() as session:
        job = own_job(session, BATCH.name, current_actor().id, batch_id)
        page, following = page_of_lines(session, job, **query)
        return {"items": [batch_views.line_shown(line) for line in page], "next": following}


@blueprint.get("/<uuid:batch_id>/report")
@blueprint.response(200, {"type": "string", "format": "binary"}, content_type=XLSX)
@blueprint.alt_response(404, description="None of yours")
@roles(*REVIEWING)
@recorded
@exporting
def report(batch_id: UUID) -> Response:
    """The report as an Excel file, as far as it has come (下载批量任务报告)."""
    with db.reading() as session:
        job = own_job(session, BATCH.name, current_actor().id, batch_id)
        name, content = batch_views.report(session, job)
    return sent_workbook(name, content)
