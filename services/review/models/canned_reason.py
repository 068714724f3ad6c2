"""常用意见: sentences that reviewers of a unit, and of those below it, need again and again."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Index, Text, func, text
from sqlalchemy.orm import Mapped, mapped_column

from services.review.models.base import Base
from shared.db import UTC_TIME

IN_USE = text("NOT retired")


class CannedReason(Base):
    """One sentence, for a section or for any. Decisions keep their own words: changing it changes none of them."""

    __tablename__ = "canned_reason"
    __table_args__ = (
        CheckConstraint("text <> ''", name="canned_reason_has_text"),
        Index("canned_reason_unit", "unit_id", "position", postgresql_where=IN_USE),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    unit_id: Mapped[UUID]
    text: Mapped[str] = mapped_column(Text)
    section: Mapped[str | None] = mapped_column(Text)
    position: Mapped[int]
    retired: Mapped[bool] = mapped_column(server_default="false", default=False)
    by: Mapped[UUID]
    at: Mapped[datetime] = mapped_column(UTC_TIME, server_default=func.now())
