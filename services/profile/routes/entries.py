"""The entries of the signed-in person's own record, and what stands unsaved in their forms."""

from typing import Any
from uuid import UUID

from flask import Response
from flask_smorest import Blueprint
from sqlalchemy.orm import Session

from services.profile import queries, schemas
from services.profile.db import db
from services.profile.operations import drafts, entries, order, removal
from services.profile.operations.records import find_section, locked_record
from services.profile.routes.once import once
from shared.api import IF_MATCH, expected_version
from shared.audit import routine
from shared.auth import Role, current_actor, roles
from shared.errors import NotFound
from shared.idempotency import REPEATABLE

NEW = "new"

blueprint = Blueprint("entries", __name__, url_prefix="/record", description="本人各项目的条目与草稿")


@blueprint.post("/sections/<string:section>/entries")
@blueprint.arguments(schemas.EntryData)
@blueprint.response(201, schemas.SavedEntry)
@blueprint.alt_response(409, description="不能直接修改，或条目已满")
@blueprint.alt_response(422, description="填写有误")
@blueprint.doc(parameters=[REPEATABLE])
@roles(Role.PROFESSIONAL)
def add(values: dict[str, Any], section: str) -> Response:
    """新增条目并保存."""
    with db.transaction() as session:
        return once(
            session,
            schemas.SavedEntry,
            lambda: _view(session, entries.add_entry(session, current_actor().id, section, values["data"])),
        )


@blueprint.put("/entries/<uuid:entry_id>")
@blueprint.arguments(schemas.EntryData)
@blueprint.response(200, schemas.SavedEntry)
@blueprint.alt_response(409, description="等待审核或审核通过后只能修改联系方式")
@blueprint.alt_response(412, description="打开之后已被修改")
@blueprint.alt_response(422, description="填写有误")
@blueprint.doc(parameters=[IF_MATCH, REPEATABLE])
@roles(Role.PROFESSIONAL)
def change(values: dict[str, Any], entry_id: UUID) -> Response:
    """保存条目；须带 If-Match."""
    expected = expected_version()

    def save() -> dict[str, Any]:
        saved = entries.change_entry(session, current_actor().id, entry_id, values["data"], expected=expected)
        return _view(session, saved)

    with db.transaction() as session:
        return once(session, schemas.SavedEntry, save, status=200)


@blueprint.delete("/entries/<uuid:entry_id>")
@blueprint.response(204)
@blueprint.alt_response(409, description="不能直接修改")
@blueprint.alt_response(412, description="打开之后已被修改")
@blueprint.doc(parameters=[IF_MATCH])
@roles(Role.PROFESSIONAL)
def remove(entry_id: UUID) -> None:
    """删除条目，一天之内可以恢复；须带 If-Match."""
    expected = expected_version()
    with db.transaction() as session:
        removal.remove_entry(session, current_actor().id, entry_id, expected=expected)


@blueprint.post("/entries/<uuid:entry_id>/restoration")
@blueprint.response(201, schemas.Entry)
@blueprint.alt_response(404, description="没有删除过，或删除已超过一天")
@blueprint.alt_response(409, description="不能直接修改，或条目已满")
@roles(Role.PROFESSIONAL)
def restore(entry_id: UUID) -> dict[str, Any]:
    """恢复删除的条目."""
    with db.transaction() as session:
        entry = removal.restore_entry(session, current_actor().id, entry_id)
        return queries.whole_entry_view(session, entry)


@blueprint.put("/sections/<string:section>/order")
@blueprint.arguments(schemas.EntryOrder)
@blueprint.response(204)
@blueprint.alt_response(409, description="不能直接修改，或条目已有增减")
@roles(Role.PROFESSIONAL)
def arrange(wanted: dict[str, Any], section: str) -> None:
    """调整条目的顺序：列出该项目全部条目的编号."""
    with db.transaction() as session:
        order.reorder(session, current_actor().id, section, wanted["entries"])


@blueprint.put("/sections/<string:section>/drafts/<string:entry>")
@blueprint.arguments(schemas.DraftData)
@blueprint.response(200, schemas.Draft)
@blueprint.alt_response(404, description="没有这个项目或条目")
@blueprint.alt_response(409, description="现在不能填写")
@blueprint.alt_response(413, description="内容过长")
@blueprint.alt_response(422, description="有不能填写的字段")
@roles(Role.PROFESSIONAL)
@routine
def keep(typed: dict[str, Any], section: str, entry: str) -> dict[str, Any]:
    """暂存表单中尚未保存的内容，不作检查；新增的条目以 new 表示."""
    with db.transaction() as session:
        draft = drafts.keep_draft(
            session, current_actor().id, section, _entry_id(entry), typed["data"], base=typed["base_version"]
        )
        return queries.draft_view(draft)


@blueprint.delete("/sections/<string:section>/drafts/<string:entry>")
@blueprint.response(204)
@roles(Role.PROFESSIONAL)
def drop(section: str, entry: str) -> None:
    """放弃暂存的内容."""
    with db.transaction() as session:
        record = locked_record(session, current_actor().id)
        drafts.drop_draft(session, record.id, find_section(section).key, _entry_id(entry))


def _entry_id(named: str) -> UUID | None:
    """The entry that an address names; None for one that is not there yet."""
    if named == NEW:
        return None
    try:
        return UUID(named)
    except ValueError as error:
        raise NotFound from error


def _view(session: Session, saved: entries.Saved) -> dict[str, Any]:
    return queries.whole_entry_view(session, saved.entry) | {"warnings": saved.warnings}
