"""待提交的变更: what the signed-in person is preparing."""

from typing import Any
from uuid import UUID

from flask_smorest import Blueprint

from services.profile import change_queries, schemas
from services.profile.db import db
from services.profile.operations import change_drafts
from services.profile.operations.records import locked_record
from services.profile.operations.wishes import Wish
from shared.audit import routine
from shared.auth import Role, current_actor, roles

blueprint = Blueprint("change_drafts", __name__, url_prefix="/change-drafts", description="待提交的变更")


@blueprint.get("")
@blueprint.response(200, schemas.ChangeDraftList)
@roles(Role.PROFESSIONAL)
def listed() -> dict[str, Any]:
    """本人尚未提交的变更."""
    with db.reading() as session:
        return {"items": change_queries.drafts_view(session, current_actor().id)}


@blueprint.put("/<uuid:draft_id>")
@blueprint.arguments(schemas.ChangeDraftData)
@blueprint.response(200, schemas.ChangeDraft)
@blueprint.alt_response(404, description="没有这个项目或条目，或编号已用于别的草稿")
@blueprint.alt_response(409, description="个人信息未审核通过，或待提交的变更过多")
@blueprint.alt_response(413, description="内容过长")
@blueprint.alt_response(422, description="有不能申请变更的字段")
@roles(Role.PROFESSIONAL)
@routine
def keep(typed: dict[str, Any], draft_id: UUID) -> dict[str, Any]:
    """暂存表单中的内容，不作检查；编号由请求方给出，同一条目只留最后一份."""
    with db.transaction() as session:
        draft = change_drafts.keep_change_draft(session, current_actor().id, draft_id, Wish(**typed))
        return change_queries.draft_view(session, draft)


@blueprint.delete("/<uuid:draft_id>")
@blueprint.response(204)
@roles(Role.PROFESSIONAL)
def drop(draft_id: UUID) -> None:
    """放弃草稿."""
    with db.transaction() as session:
        record = locked_record(session, current_actor().id)
        change_drafts.drop_change_draft(session, record.id, draft_id)
