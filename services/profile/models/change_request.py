"""A wish to change one entry of an approved record."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.profile.models.base import Base
from shared.db import UTC_TIME, status_type
from shared.workflow import Workflow


class ChangeStatus(StrEnum):
    """Where a change request stands; all but the first are final."""

    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    CONFLICT = "conflict"


class ChangeAction(StrEnum):
    """What is to be done with the entry."""

    MODIFY = "modify"
    ADD = "add"
    DELETE = "delete"


PENDING = text("status = 'pending'")


class ChangeRequest(Workflow, Base):
    """One requested change; `old` is the entry as it was when the request was made, `base_version` its version."""

    KIND = "change"
    TRANSITIONS: ClassVar = {
        ChangeStatus.PENDING: frozenset(
            {ChangeStatus.APPROVED, ChangeStatus.REJECTED, ChangeStatus.WITHDRAWN, ChangeStatus.CONFLICT}
        ),
    }

    __tablename__ = "change_request"
    __table_args__ = (
        UniqueConstraint("record_id", "number", name="change_request_number"),
        CheckConstraint(
            "status IN ('pending', 'approved', 'rejected', 'withdrawn', 'conflict')", name="change_request_status_known"
        ),
        CheckConstraint("(action = 'add') = (entry_id IS NULL)", name="change_request_entry_unless_added"),
        CheckConstraint("(action = 'delete') = (new IS NULL)", name="change_request_new_unless_deleted"),
        CheckConstraint("(status = 'pending') = (decided_at IS NULL)", name="change_request_final_has_time"),
        # One open request for an entry; one for a section that has a single entry. Additions are not limited.
        Index("change_request_open_entry", "entry_id", unique=True, postgresql_where=PENDING),
        Index(
            "change_request_open_single",
            "record_id",
            "section",
            unique=True,
            postgresql_where=text("status = 'pending' AND single"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    record_id: Mapped[UUID] = mapped_column(ForeignKey("record.id"))
    number: Mapped[int]
    # What the printed receipt carries; it stands in no other address, so that only its reader knows it.
    verification_code: Mapped[UUID] = mapped_column(server_default=text("gen_random_uuid()"), unique=True)
    # What was handed in together; review decides each by itself.
    bundle_id: Mapped[UUID | None]
    status: Mapped[ChangeStatus] = mapped_column(status_type(ChangeStatus), default=ChangeStatus.PENDING)
    version: Mapped[int] = mapped_column(default=1)
    section: Mapped[str] = mapped_column(Text)
    single: Mapped[bool]
    # No foreign key: the request outlives an entry that was deleted.
    entry_id: Mapped[UUID | None]
    action: Mapped[ChangeAction] = mapped_column(status_type(ChangeAction))
    base_version: Mapped[int | None]
    old: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    new: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    reason: Mapped[str] = mapped_column(Text)
    files: Mapped[list[dict[str, str]]] = mapped_column(JSONB, default=list)
    submitted_at: Mapped[datetime] = mapped_column(UTC_TIME, server_default=func.now())
    decided_at: Mapped[datetime | None] = mapped_column(UTC_TIME)
    decided_role: Mapped[str | None] = mapped_column(Text)
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    holder_role: Mapped[str | None] = mapped_column(Text)
    holder_unit: Mapped[str | None] = mapped_column(Text)
