"""What a reviewer decided on which submission. Never updated, never deleted."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services.review.models.base import Base
from services.review.models.stage import Stage
from shared.auth import Role
from shared.db import UTC_TIME, status_type

Choice = Literal["approve", "return"]


class Decision(Base):
    """The decision of one stage; to return without naming a fault is impossible here too."""

    __tablename__ = "decision"
    __table_args__ = (
        CheckConstraint("decision IN ('approve', 'return')", name="decision_word"),
        CheckConstraint(
            "(decision = 'return') = (jsonb_array_length(reasons) > 0)", name="decision_return_has_reasons"
        ),
        Index("decision_subject", "subject_id", "decided_at"),
        Index("decision_case", "case_id"),
        Index("decision_decided_by", "decided_by", "case_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("review_case.id"))
    stage_id: Mapped[UUID] = mapped_column(ForeignKey("stage.id"), unique=True)
    subject_id: Mapped[UUID]
    submission_id: Mapped[UUID]
    number: Mapped[int]
    content_sha256: Mapped[str | None] = mapped_column(Text)
    decision: Mapped[Choice] = mapped_column(Text)
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    decided_by: Mapped[UUID]
    role: Mapped[Role] = mapped_column(status_type(Role))
    decided_at: Mapped[datetime] = mapped_column(UTC_TIME)

    stage: Mapped[Stage] = relationship(lazy="joined", viewonly=True)
