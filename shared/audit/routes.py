"""The audit log for the auditor, the same routes in every service."""

from typing import Any

from flask_smorest import Blueprint
from marshmallow import RAISE

from shared.audit import queries, schemas
from shared.audit.checking import checked_now
from shared.audit.deed import note
from shared.audit.queries import Sought
from shared.audit.requests import recorded
from shared.audit.tables import AuditEntry
from shared.auth import Role, roles
from shared.db import Database
from shared.limits import exporting


def audit_routes(db: Database) -> Blueprint:
    """The routes over one service's log."""
    blueprint = Blueprint("audit", __name__, url_prefix="/audit", description="审计日志")
    _add_lists(blueprint, db)
    _add_chain(blueprint, db)
    return blueprint


def _add_lists(blueprint: Blueprint, db: Database) -> None:
    @blueprint.get("")
    @blueprint.arguments(schemas.AuditEntryQuery, location="query", unknown=RAISE)
    @blueprint.response(200, schemas.AuditEntryPage)
    @roles(Role.AUDITOR)
    def entries(query: dict[str, Any]) -> dict[str, Any]:
        """审计日志，最近的在前."""
        cursor, limit = query.pop("cursor", None), query.pop("limit")
        with db.reading() as session:
            page, following = queries.page_of_entries(session, Sought(**query), cursor, limit)
        return {"items": [_shown(entry) for entry in page], "next": following}

    @blueprint.get("/export")
    @blueprint.arguments(schemas.AuditSoughtQuery, location="query", unknown=RAISE)
    @blueprint.response(200, schemas.AuditEntryList)
    @blueprint.alt_response(409, description="超过一个文件的上限")
    @roles(Role.AUDITOR)
    @recorded
    @exporting
    def export(query: dict[str, Any]) -> dict[str, Any]:
        """导出审计日志，最多一万条."""
        with db.reading() as session:
            found = queries.entries_to_export(session, Sought(**query))
        note(rows=len(found), asked={name: str(value) for name, value in query.items()} or None)
        return {"items": [_shown(entry) for entry in found]}

    @blueprint.get("/acts")
    @blueprint.response(200, schemas.AuditActList)
    @roles(Role.AUDITOR)
    def acts() -> dict[str, Any]:
        """日志中出现过的操作."""
        with db.reading() as session:
            return {"items": queries.acts(session)}

    @blueprint.get("/entries/<int(max=999999999999999999):seq>")
    @blueprint.response(200, schemas.AuditEntryWithState)
    @blueprint.alt_response(404, description="没有这条记录")
    @roles(Role.AUDITOR)
    def entry(seq: int) -> dict[str, Any]:
        """一条审计记录，以及它在链中的位置."""
        with db.reading() as session:
            found, state = queries.entry_with_state(session, db.service, seq)
        return {"entry": _shown(found), "link": state}


def _add_chain(blueprint: Blueprint, db: Database) -> None:
    @blueprint.get("/chain")
    @blueprint.response(200, schemas.AuditStanding)
    @roles(Role.AUDITOR)
    def chain() -> dict[str, Any]:
        """链的长度、最近的签名与最近一次核验."""
        with db.reading() as session:
            return queries.standing(session, db.service)

    @blueprint.post("/verification")
    @blueprint.response(200, schemas.AuditVerification)
    @blueprint.alt_response(409, description="链太长，须用命令核验")
    @roles(Role.AUDITOR)
    def verify() -> dict[str, Any]:
        """核验审计日志，较长的须用命令."""
        with db.transaction() as session:
            return checked_now(session, db.service)


def _shown(entry: AuditEntry) -> dict[str, Any]:
    names = (column.name for column in AuditEntry.__table__.columns)
    return {name: getattr(entry, name) for name in names} | {"cursor": queries.cursor_after(entry)}
