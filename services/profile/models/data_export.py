"""导出我的信息: a copy of everything that is known of a person (PIPL Art. 45), made when they ask, kept for a day."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Text, func, text
from sqlalchemy.orm import Mapped, mapped_column

from services.profile.models.base import Base
from shared.db import UTC_TIME, status_type
from shared.workflow import Workflow


class ExportStatus(StrEnum):
    """How far the copy has come."""

    QUEUED = "queued"
    READY = "ready"
    FAILED = "failed"
    EXPIRED = "expired"


class DataExport(Workflow, Base):
    """One copy; `stored_as` is its random name in the store, below a folder of its own."""

    KIND = "data_export"
    TRANSITIONS: ClassVar = {
        ExportStatus.QUEUED: frozenset({ExportStatus.READY, ExportStatus.FAILED}),
        ExportStatus.READY: frozenset({ExportStatus.EXPIRED}),
    }

    __tablename__ = "data_export"
    __table_args__ = (
        CheckConstraint("status IN ('queued', 'ready', 'failed', 'expired')", name="data_export_status_known"),
        CheckConstraint(
            "status <> 'ready' OR (stored_as IS NOT NULL AND sha256 IS NOT NULL AND expires_at IS NOT NULL)",
            name="data_export_ready_has_archive",
        ),
        Index("data_export_person", "person_id", "requested_at"),
        Index("data_export_one_running", "person_id", unique=True, postgresql_where=text("status = 'queued'")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("record.id"))
    status: Mapped[ExportStatus] = mapped_column(status_type(ExportStatus), default=ExportStatus.QUEUED)
    version: Mapped[int] = mapped_column(default=1)
    requested_at: Mapped[datetime] = mapped_column(UTC_TIME, server_default=func.now())
    ready_at: Mapped[datetime | None] = mapped_column(UTC_TIME)
    expires_at: Mapped[datetime | None] = mapped_column(UTC_TIME)
    stored_as: Mapped[str | None] = mapped_column(Text)
    size: Mapped[int | None] = mapped_column(BigInteger)
    sha256: Mapped[str | None] = mapped_column(Text)
