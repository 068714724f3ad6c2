"""Which corrections of people were dealt with, each once. Never updated, never deleted."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Text, func
from sqlalchemy.orm import Mapped, mapped_column

from services.auth.models.base import Base
from shared.db import UTC_TIME


class AppliedCorrection(Base):
    """What became of an approved correction: applied whole, or in conflict with something and not at all."""

    __tablename__ = "applied_correction"
    __table_args__ = (
        CheckConstraint("outcome IN ('approved', 'conflict')", name="applied_correction_outcome"),
        CheckConstraint("(outcome = 'conflict') = (obstacle IS NOT NULL)", name="applied_correction_obstacle"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    outcome: Mapped[str] = mapped_column(Text)
    obstacle: Mapped[str | None] = mapped_column(Text)
    person_version: Mapped[int]
    applied_at: Mapped[datetime] = mapped_column(UTC_TIME, server_default=func.now())
