"""The printed form of a record, and whether one is genuine."""

import io
from typing import Any
from uuid import UUID

from flask import Response, send_file
from flask_smorest import Blueprint

from services.profile import schemas
from services.profile.db import db
from services.profile.operations.passes import open_submission
from services.profile.printing import printouts
from services.profile.routes.case_pass import given_pass
from services.profile.verification_queries import verification_view
from shared.audit import recorded
from shared.auth import Role, current_actor, public, roles

PDF = {"type": "string", "format": "binary"}
MEDIA_TYPE = "application/pdf"

blueprint = Blueprint("printouts", __name__, description="打印与核验")


@blueprint.get("/record/print.pdf")
@blueprint.response(200, PDF, content_type=MEDIA_TYPE)
@blueprint.alt_response(503, description="正在打印的人较多")
@roles(Role.PROFESSIONAL)
def draft() -> Response:
    """本人当前填写的内容，标明草稿."""
    with db.reading() as session:
        printout = printouts.printout_of_draft(session, current_actor().id)
    return sent_as_pdf(printout.pdf(), printout.file_name)


@blueprint.get("/record/snapshots/<int(max=999999):number>/print.pdf")
@blueprint.response(200, PDF, content_type=MEDIA_TYPE)
@blueprint.alt_response(404, description="没有这一版")
@blueprint.alt_response(503, description="正在打印的人较多")
@roles(Role.PROFESSIONAL)
def own(number: int) -> Response:
    """本人的一版提交内容，带核验二维码."""
    with db.reading() as session:
        submission = printouts.own_snapshot(session, current_actor().id, number)
        printout = printouts.printout_of_snapshot(session, submission)
    return sent_as_pdf(printout.pdf(), printout.file_name)


@blueprint.get("/submissions/<uuid:submission_id>/print.pdf")
@blueprint.response(200, PDF, content_type=MEDIA_TYPE)
@blueprint.alt_response(404, description="没有，或无权查看")
@blueprint.alt_response(503, description="正在打印的人较多")
@roles()
@recorded
def of_case(submission_id: UUID) -> Response:
    """打印审核件的提交内容；须带 Case-Pass."""
    given = given_pass()
    with db.reading() as session:
        submission = open_submission(session, submission_id, current_actor().id, given)
        printout = printouts.printout_of_snapshot(session, submission)
    return sent_as_pdf(printout.pdf(), printout.file_name)


@blueprint.get("/verifications/<string:code>")
@blueprint.response(200, schemas.Verification)
@blueprint.alt_response(404, description="查无此证")
@public
def verify(code: str) -> dict[str, Any]:
    """凭打印件上的验证码核验真伪，不需要登录."""
    with db.reading() as session:
        return verification_view(session, code)


def sent_as_pdf(pdf: bytes, file_name: str) -> Response:
    """A PDF to be saved under this name."""
    return send_file(io.BytesIO(pdf), mimetype=MEDIA_TYPE, as_attachment=True, download_name=file_name)
