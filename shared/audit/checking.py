"""Verifying a chain and keeping a row of how that ended: on demand if it is short, else by command."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shared.audit.deed import Result, note
from shared.audit.heads import Head
from shared.audit.outside import known_only_there, outside
from shared.audit.tables import AuditLink
from shared.audit.verifying import verify
from shared.errors import DomainError
from shared.files import FileStore

VERIFYING = "audit.verify"
MOST_ON_DEMAND = 100_000  # some seconds: the gateway waits no longer


class ChainTooLong(DomainError):
    """Nobody's browser waits for that."""

    status, error = 409, "chain_too_long"
    message = "日志已有 {linked} 条，请由系统管理员运行 zhicheng audit verify 核验，结果会显示在这里。"


def checked_now(session: Session, service: str) -> dict[str, Any]:
    """Verify while the auditor waits, but for archives. Raises ChainTooLong, StoreAway and HeadUnreadable."""
    first, last = session.execute(select(func.min(AuditLink.position), func.max(AuditLink.position))).one()
    linked = last - first + 1 if last else 0
    if linked > MOST_ON_DEMAND:
        raise ChainTooLong(linked=linked)
    return checked(session, service, known_only_there(outside(), session, service))


def checked(session: Session, service: str, exported: Iterable[Head], store: FileStore | None = None) -> dict[str, Any]:
    """Verify, and note in the row of this deed what was found."""
    found = asdict(verify(session, service, exported, store))
    result = Result.FAILED if found["fault"] else None
    note(result=result, linked=found["linked"], heads=found["heads"], fault=found["fault"])
    return found
