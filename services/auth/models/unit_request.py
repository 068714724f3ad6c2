"""What one administrator asks of a unit and another confirms: other facts, or a merger."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.auth.models.base import Base
from shared.db import UTC_TIME, status_type
from shared.workflow import Workflow


class UnitRequestStatus(StrEnum):
    """Waiting for a second administrator, or how it ended."""

    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class UnitRequest(Workflow, Base):
    """Facts of a unit that are to change (`before` and `after` side by side), or `into_id` that is to take it in."""

    __tablename__ = "unit_request"
    __table_args__ = (
        CheckConstraint("kind IN ('facts', 'merger')", name="unit_request_kind"),
        CheckConstraint("status IN ('pending', 'approved', 'rejected', 'withdrawn')", name="unit_request_status"),
        CheckConstraint("(kind = 'merger') = (into_id IS NOT NULL)", name="unit_request_merger_has_other"),
        CheckConstraint("into_id <> unit_id", name="unit_request_merger_of_two"),
        CheckConstraint("asked_by <> decided_by OR status = 'withdrawn'", name="unit_request_four_eyes"),
        CheckConstraint("(status = 'pending') = (decided_at IS NULL)", name="unit_request_decided_has_time"),
        Index("unit_request_one_pending", "unit_id", unique=True, postgresql_where=text("status = 'pending'")),
        Index("unit_request_unit", "unit_id", "asked_at"),
        Index("unit_request_asked_by", "asked_by", "asked_at"),
    )

    KIND = "unit_request"
    TRANSITIONS: ClassVar[Mapping[UnitRequestStatus, frozenset[UnitRequestStatus]]] = {
        UnitRequestStatus.PENDING: frozenset(
            {UnitRequestStatus.APPROVED, UnitRequestStatus.REJECTED, UnitRequestStatus.WITHDRAWN}
        ),
    }

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    kind: Mapped[str] = mapped_column(Text)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    into_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"))
    before: Mapped[dict[str, Any]] = mapped_column(JSONB)
    after: Mapped[dict[str, Any]] = mapped_column(JSONB)
    reason: Mapped[str] = mapped_column(Text)
    status: Mapped[UnitRequestStatus] = mapped_column(status_type(UnitRequestStatus), default=UnitRequestStatus.PENDING)
    version: Mapped[int] = mapped_column(default=1)
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime] = mapped_column(UTC_TIME, server_default=func.clock_timestamp())
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UTC_TIME)
    answer: Mapped[str] = mapped_column(Text, server_default="", default="")
