"""What stands in the audit log of a service."""

from typing import Any

from sqlalchemy import select

from shared.audit.tables import AuditEntry
from tests.conftest import database


def entries(service: str, *acts: str) -> list[AuditEntry]:
    """The rows, the oldest first; of these acts, if any are named."""
    kept = select(AuditEntry).order_by(AuditEntry.seq)
    with database(service).reading() as session:
        return list(session.scalars(kept.where(AuditEntry.act.in_(acts)) if acts else kept))


def told(entry: AuditEntry, *names: str) -> tuple[Any, ...]:
    """Some facts of a row."""
    return tuple(getattr(entry, name) for name in names)
