"""An overdue stage of a case was taken to an administrator. Never updated, never deleted."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Identity,
    SmallInteger,
    UniqueConstraint,
    Uuid,
    func,
)
from sqlalchemy.orm import Mapped, mapped_column

from services.review.models.base import Base
from shared.db import UTC_TIME


class Escalation(Base):
    """Step 1 goes to the unit's administrators, step 2 to those of a unit above; each once for a stage."""

    __tablename__ = "escalation"
    __table_args__ = (
        CheckConstraint("step IN (1, 2)", name="escalation_step"),
        UniqueConstraint("stage_id", "step", name="escalation_once"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("review_case.id"), index=True)
    stage_id: Mapped[UUID] = mapped_column(ForeignKey("stage.id"))
    step: Mapped[int] = mapped_column(SmallInteger)
    told: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    at: Mapped[datetime] = mapped_column(UTC_TIME, server_default=func.clock_timestamp())
