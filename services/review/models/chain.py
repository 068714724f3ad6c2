"""The chain of stages that a unit's cases go through. Never updated, never deleted: the newest row of a unit counts."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from msgspec import Struct
from sqlalchemy import BigInteger, CheckConstraint, Identity, Index, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.review.models.base import Base
from shared.db import UTC_TIME, status_type


class Resume(StrEnum):
    """Where the review of a resubmission begins."""

    FIRST = "first"
    RETURNED = "returned"


class ChainStage(Struct, frozen=True):
    """One stage of a chain: who reviews, counted upwards from the applicant's unit (0), in how many working days."""

    title: str
    levels_up: int
    days: int


class Chain(Base):
    """What was set for a unit and those below it; without stages the unit follows the one above it again."""

    __tablename__ = "chain"
    __table_args__ = (
        CheckConstraint("resume IN ('first', 'returned')", name="chain_resume"),
        CheckConstraint("stages IS NULL OR jsonb_array_length(stages) > 0", name="chain_has_stages"),
        Index("chain_unit", "unit_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    unit_id: Mapped[UUID]
    stages: Mapped[list[dict[str, Any]] | None] = mapped_column(JSONB(none_as_null=True))
    resume: Mapped[Resume] = mapped_column(status_type(Resume))
    by: Mapped[UUID]
    at: Mapped[datetime] = mapped_column(UTC_TIME, server_default=func.clock_timestamp())
