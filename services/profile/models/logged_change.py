"""修改记录: what was done to the entries of a record, by whom and when. Append-only; the database refuses all else."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, Text, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.profile.models.base import Base
from shared.db import UTC_TIME, status_type


class Deed(StrEnum):
    """What can be done to an entry, or to the order of a section's entries."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"
    RESTORED = "restored"
    REORDERED = "reordered"


class LoggedChange(Base):
    """One deed; `old` and `new` hold the fields that differ, sensitive values only as their masks.

    `subject` is the entry in one line as it was then. `request_id` names the change request that was applied, if it
    was one. Moves of a status are not here: the history of the workflow has them.
    """

    __tablename__ = "logged_change"
    __table_args__ = (
        CheckConstraint(
            "deed IN ('added', 'changed', 'removed', 'restored', 'reordered')", name="logged_change_deed_known"
        ),
        Index("logged_change_record", "record_id", "at", "id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    record_id: Mapped[UUID] = mapped_column(ForeignKey("record.id"))
    at: Mapped[datetime] = mapped_column(UTC_TIME, server_default=func.now())
    by: Mapped[UUID]
    role: Mapped[str] = mapped_column(Text)
    deed: Mapped[Deed] = mapped_column(status_type(Deed))
    section: Mapped[str] = mapped_column(Text)
    # No foreign keys: the log outlives the entry.
    entry_id: Mapped[UUID | None]
    subject: Mapped[str] = mapped_column(Text)
    old: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    new: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    request_id: Mapped[UUID | None]
