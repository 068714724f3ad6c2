"""Writing the rows: with what is committed, or by themselves where nothing else is."""

from dataclasses import fields
from typing import Any

from sqlalchemy import Connection, event, insert
from sqlalchemy.orm import Session

from shared.audit.deed import Deed, current
from shared.audit.tables import AuditEntry
from shared.redaction import redacted

_ENTRY = insert(AuditEntry)
COLUMNS = [each.name for each in fields(Deed) if each.name in AuditEntry.__table__.columns]


def write(into: Session | Connection, deed: Deed) -> None:
    """Add the row of a deed."""
    values: dict[str, Any] = {name: getattr(deed, name) for name in COLUMNS}
    into.execute(_ENTRY, values | {"details": redacted(deed.details)})
    deed.written_as = deed.result


@event.listens_for(Session, "before_commit")
def _write_with_the_deed(session: Session) -> None:
    """No deed without its row: they are committed together or not at all."""
    deed = current()
    if deed is None or session.in_nested_transaction() or (deed.once and deed.written_as):
        return
    if deed.always or deed.noted:
        write(session, deed)
