"""Snapshots, for their owner and for the reviewer of a case."""

from typing import Any
from uuid import UUID

from flask_smorest import Blueprint
from marshmallow import RAISE

from services.profile import queries, schemas, snapshot_queries
from services.profile.db import db
from services.profile.operations.passes import open_pair, open_submission
from services.profile.routes.case_pass import given_pass
from shared.auth import Role, current_actor, roles

blueprint = Blueprint("submissions", __name__, url_prefix="/submissions", description="提交的内容（快照）")


@blueprint.get("")
@blueprint.arguments(schemas.PageQuery, location="query", unknown=RAISE)
@blueprint.response(200, schemas.SnapshotPage)
@roles(Role.PROFESSIONAL)
def listed(page: dict[str, Any]) -> dict[str, Any]:
    """本人的历次快照，最近的在前."""
    with db.reading() as session:
        return snapshot_queries.page_of(session, current_actor().id, page["cursor"], page["limit"])


@blueprint.get("/comparison")
@blueprint.arguments(schemas.Pair, location="query", unknown=RAISE)
@blueprint.response(200, schemas.Comparison)
@blueprint.alt_response(404, description="没有，或无权查看其中之一")
@roles()
def compare(pair: dict[str, UUID]) -> dict[str, Any]:
    """两份快照逐项对比；审核员须带 Case-Pass，可对比本次提交与上一次审核通过的内容."""
    given = given_pass()
    with db.reading() as session:
        both = open_pair(session, (pair["earlier"], pair["later"]), current_actor().id, given)
        return snapshot_queries.comparison(session, *both)


@blueprint.get("/<uuid:submission_id>")
@blueprint.response(200, schemas.Submission)
@blueprint.alt_response(404, description="没有，或无权查看")
@roles()
def show(submission_id: UUID) -> dict[str, Any]:
    """提交时的内容，以及上一次审核通过的内容；审核员须带 Case-Pass."""
    given = given_pass()
    with db.reading() as session:
        submission = open_submission(session, submission_id, current_actor().id, given)
        return queries.submission_view(session, submission)
