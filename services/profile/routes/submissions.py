"""Snapshots, for their owner and for the reviewer of a case."""

from typing import Any
from uuid import UUID

from flask_smorest import Blueprint

from services.profile import queries, schemas
from services.profile.db import db
from services.profile.operations.passes import open_submission
from services.profile.routes.case_pass import given_pass
from shared.auth import current_actor, roles

blueprint = Blueprint("submissions", __name__, url_prefix="/submissions", description="提交的内容（快照）")


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
