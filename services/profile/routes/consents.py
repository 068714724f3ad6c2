"""同意记录: what a person has consented to, with receipts."""

from typing import Any
from uuid import UUID

from flask import Response
from flask_smorest import Blueprint

from services.profile import schemas, share_queries
from services.profile.db import db
from services.profile.printing import consent_receipts
from services.profile.routes.printouts import MEDIA_TYPE, PDF, sent_as_pdf
from shared.auth import Role, current_actor, roles

blueprint = Blueprint("consents", __name__, url_prefix="/consents", description="同意记录")


@blueprint.get("")
@blueprint.response(200, schemas.ConsentList)
@roles(Role.PROFESSIONAL)
def listed() -> dict[str, Any]:
    """本人给出的全部同意，最近的在前."""
    with db.reading() as session:
        return share_queries.consents_view(session, current_actor().id)


@blueprint.get("/<uuid:consent_id>/receipt.pdf")
@blueprint.response(200, PDF, content_type=MEDIA_TYPE)
@blueprint.alt_response(404, description="没有，或不是本人的")
@blueprint.alt_response(503, description="正在打印的人较多")
@roles(Role.PROFESSIONAL)
def receipt(consent_id: UUID) -> Response:
    """同意书回执，带核验二维码."""
    with db.reading() as session:
        consent = share_queries.own_consent(session, current_actor().id, consent_id)
        printed = consent_receipts.receipt_of(session, consent)
    return sent_as_pdf(printed.pdf(), printed.file_name)
