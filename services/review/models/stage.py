"""A stage: one step of a case's review, with a reviewer, a deadline and a decision of its own."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Computed, ForeignKey, SmallInteger, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.review.models.base import Base
from shared.db import UTC_TIME

STATUS = (
    "CASE WHEN decided_at IS NOT NULL THEN 'decided' WHEN reviewer_id IS NOT NULL THEN 'assigned' ELSE 'queued' END"
)


class Stage(Base):
    """One step of the chain that was in force when the case was opened; due only once it has begun.

    Its status is worked out by the database from what has happened, so that the two cannot disagree.
    """

    __tablename__ = "stage"
    __table_args__ = (
        UniqueConstraint("case_id", "position", name="stage_position"),
        CheckConstraint("decided_at IS NULL OR reviewer_id IS NOT NULL", name="stage_decided_has_reviewer"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("review_case.id"))
    position: Mapped[int] = mapped_column(SmallInteger)
    title: Mapped[str] = mapped_column(Text, server_default="单位审核")
    levels_up: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    days: Mapped[int] = mapped_column(SmallInteger, server_default="10")
    unit_id: Mapped[UUID]
    reviewer_id: Mapped[UUID | None]
    due_at: Mapped[datetime | None] = mapped_column(UTC_TIME)
    decided_at: Mapped[datetime | None] = mapped_column(UTC_TIME)
    status: Mapped[str] = mapped_column(Text, Computed(STATUS, persisted=True))
