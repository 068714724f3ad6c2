"""What only the reviewer of a case gets: the automatic checks beside the contents, and the whole ID number."""

from typing import Any
from uuid import UUID

from flask_smorest import Blueprint

from services.profile import change_queries, queries, schemas
from services.profile.db import db
from services.profile.operations.case_checks import checks_of_request, checks_of_submission
from services.profile.operations.opened_numbers import open_number, open_numbers
from services.profile.operations.passes import open_change_request, open_correction, open_submission
from services.profile.routes.case_pass import required_pass
from shared.auth import REVIEWING, Role, current_actor, roles

blueprint = Blueprint("reviewing", __name__, description="审核员核对提交内容")


@blueprint.get("/submissions/<uuid:submission_id>/for-review")
@blueprint.response(200, schemas.SubmissionForReview)
@blueprint.alt_response(403, description="没有 Case-Pass，或已失效")
@blueprint.alt_response(404, description="没有，或无权查看")
@roles(*REVIEWING)
def submission(submission_id: UUID) -> dict[str, Any]:
    """提交的内容和对它的自动核对；须带 Case-Pass，本人看不到核对，因为其中提到他人."""
    actor, given = current_actor(), required_pass()
    with db.reading() as session:
        opened = open_submission(session, submission_id, actor.id, given)
        return queries.submission_view(session, opened) | {"checks": checks_of_submission(session, opened, actor)}


@blueprint.get("/change-requests/<uuid:request_id>/for-review")
@blueprint.response(200, schemas.ChangeRequestForReview)
@blueprint.alt_response(403, description="没有 Case-Pass，或已失效")
@blueprint.alt_response(404, description="没有，或无权查看")
@roles(*REVIEWING)
def change_request(request_id: UUID) -> dict[str, Any]:
    """申请变更的内容和对它的自动核对；须带 Case-Pass."""
    actor, given = current_actor(), required_pass()
    with db.reading() as session:
        opened = open_change_request(session, request_id, actor.id, given)
        return change_queries.full_view(session, opened) | {"checks": checks_of_request(session, opened, actor)}


@blueprint.post("/submissions/<uuid:submission_id>/id-number")
@blueprint.response(201, schemas.IdNumber)
@blueprint.alt_response(403, description="不是正在审核的人员")
@blueprint.alt_response(404, description="没有，或无权查看")
@roles(*REVIEWING)
def id_number(submission_id: UUID) -> dict[str, Any]:
    """查看完整证件号码，记入日志；须带正在审核的人的 Case-Pass."""
    actor, given = current_actor(), required_pass()
    with db.transaction() as session:
        submission = open_submission(session, submission_id, actor.id, given)
        return {"id_number": open_number(session, submission, actor, given)}


@blueprint.post("/corrections/<uuid:correction_id>/id-numbers")
@blueprint.arguments(schemas.LookReason)
@blueprint.response(201, schemas.IdNumbers)
@blueprint.alt_response(403, description="不是正在审核的人员")
@blueprint.alt_response(404, description="没有，或无权查看")
@blueprint.alt_response(422, description="没有写明原因")
@roles(Role.UNIT_ADMIN, Role.SUPERIOR_ADMIN)
def id_numbers(look: dict[str, str], correction_id: UUID) -> dict[str, Any]:
    """查看更正前后的完整证件号码，写明原因并记入日志；须带正在审核的人的 Case-Pass."""
    actor, given = current_actor(), required_pass()
    with db.transaction() as session:
        correction = open_correction(session, correction_id, actor.id, given)
        return open_numbers(session, correction, actor, given, **look)._asdict()
