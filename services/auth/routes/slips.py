"""初始密码条: new first passwords on paper. Each request makes new ones, and those printed before open nothing."""

from io import BytesIO
from typing import Any
from uuid import UUID

from flask import Response, send_file
from flask_smorest import Blueprint

from services.auth.db import db
from services.auth.import_views import slip_people
from services.auth.operations.people_imports import CHECK
from services.auth.operations.slips import TITLE, Slips, issue_slips
from services.auth.schemas.imports import SlipsOfImport, SlipsOfPeople
from shared.auth import ADMINISTERING, Role, current_actor, roles
from shared.jobs import own_job

RESETTING = (*ADMINISTERING, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)
IMPORTING = (Role.UNIT_ADMIN, Role.SUPERIOR_ADMIN, Role.SYSTEM_ADMIN)
PDF = {"type": "string", "format": "binary"}
MEDIA_TYPE = "application/pdf"

blueprint = Blueprint("slips", __name__, description="初始密码条")


@blueprint.post("/slips")
@blueprint.arguments(SlipsOfPeople)
@blueprint.response(200, PDF, content_type=MEDIA_TYPE)
@blueprint.alt_response(409, description="nobody_needs_slips")
@blueprint.alt_response(503, description="print_busy")
@roles(*RESETTING, recently_confirmed=True)
def of_people(body: dict[str, Any]) -> Response:
    """New first passwords for chosen people who have not set their own (打印初始密码条)."""
    with db.transaction() as session:
        slips = issue_slips(session, current_actor(), body["person_ids"])
    return _sent(slips)


@blueprint.post("/people-imports/<uuid:import_id>/slips")
@blueprint.arguments(SlipsOfImport)
@blueprint.response(200, PDF, content_type=MEDIA_TYPE)
@blueprint.alt_response(404, description="None of yours")
@blueprint.alt_response(409, description="nobody_needs_slips")
@blueprint.alt_response(503, description="print_busy")
@roles(*IMPORTING, recently_confirmed=True)
def of_import(body: dict[str, Any], import_id: UUID) -> Response:
    """New first passwords for the people of a unit whom an import has entered (打印初始密码条)."""
    actor = current_actor()
    with db.transaction() as session:
        check = own_job(session, CHECK.name, actor.id, import_id)
        slips = issue_slips(session, actor, slip_people(session, check, body["unit_id"], body["part"]))
    return _sent(slips)


def _sent(slips: Slips) -> Response:
    """The PDF, which nobody keeps: committed before it is set, for setting takes seconds."""
    response = send_file(BytesIO(slips.pdf()), mimetype=MEDIA_TYPE, as_attachment=True, download_name=f"{TITLE}.pdf")
    response.headers["Cache-Control"] = "no-store"
    return response
