"""Who has not confirmed a notice: for those who write it, to look at, to take along and to remind."""

from typing import Any
from uuid import UUID

from flask import Response
from flask_smorest import Blueprint
from marshmallow import RAISE

from services.notices import unconfirmed
from services.notices.db import db
from services.notices.models import Job
from services.notices.operations.confirmations import remind, reminder_of_today
from services.notices.operations.writing import find_written
from services.notices.policy import WRITERS
from services.notices.schemas.confirmations import Reminded, UnconfirmedPage
from services.notices.schemas.paging import PageSchema
from shared.audit import recorded
from shared.auth import current_actor, roles
from shared.errors import DomainError
from shared.limits import exporting
from shared.paging import cursor_of, key_of
from shared.workbook import XLSX, sent_workbook, workbook

MOST_ROWS = 20_000
COLUMNS = {"账号": 14, "姓名": 14, "单位": 40}

blueprint = Blueprint(
    "confirmations", __name__, url_prefix="/written-notices/<uuid:notice_id>", description="通知管理：确认情况"
)


class SheetTooLong(DomainError):
    """So many people are not written into one answer."""

    status, error, message = 409, "sheet_too_long", "未确认的人员超过 {most} 人，暂不能导出；请先提醒。"


@blueprint.get("/unconfirmed")
@blueprint.arguments(PageSchema, location="query", unknown=RAISE)
@blueprint.response(200, UnconfirmedPage)
@blueprint.alt_response(404, description="not_found")
@roles(*WRITERS)
def list_unconfirmed(page: dict[str, Any], notice_id: UUID) -> dict[str, Any]:
    """Those of the audience who have not confirmed the edition in force, by account."""
    limit, behind = page["limit"], key_of(page["cursor"], 1)[0] if page["cursor"] else ""
    with db.reading() as session:
        notice = find_written(session, current_actor(), notice_id)
        found = unconfirmed.people_behind(session, notice, behind.replace("\0", ""), limit + 1)
        shown, names = found[:limit], unconfirmed.unit_names(session, found)
        return {
            "title": notice.title,
            "items": [
                {"account": one.account, "name": one.name, "unit_name": names.get(str(one.unit_id), "")}
                for one in shown
            ],
            "next": cursor_of(shown[-1].account) if len(found) > limit else None,
            "count": unconfirmed.how_many(session, notice),
            "reminded": session.get(Job, reminder_of_today(notice)),
        }


@blueprint.get("/unconfirmed/sheet")
@blueprint.response(200, {"type": "string", "format": "binary"}, content_type=XLSX)
@blueprint.alt_response(404, description="not_found")
@blueprint.alt_response(409, description="sheet_too_long")
@roles(*WRITERS)
@recorded
@exporting
def sheet(notice_id: UUID) -> Response:
    """All of them as an Excel file (导出未确认人员)."""
    with db.reading() as session:
        notice = find_written(session, current_actor(), notice_id)
        if unconfirmed.how_many(session, notice, MOST_ROWS + 1) > MOST_ROWS:
            raise SheetTooLong(most=MOST_ROWS)
        content = workbook("未确认人员", COLUMNS, unconfirmed.rows_of(session, notice))
    return sent_workbook("未确认人员.xlsx", content)


@blueprint.post("/reminders")
@blueprint.response(202, Reminded)
@blueprint.alt_response(404, description="not_found")
@blueprint.alt_response(409, description="nothing_to_confirm, reminded_today")
@roles(*WRITERS)
def start_reminding(notice_id: UUID) -> Job:
    """Send a message to everybody who has not confirmed, once a day at most (提醒未确认人员)."""
    actor = current_actor()
    with db.transaction() as session:
        return remind(session, actor, find_written(session, actor, notice_id))
