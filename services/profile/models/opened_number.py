"""Which reviewer had the whole ID number shown, and when. Append-only; the database refuses all else."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, Text, func
from sqlalchemy.orm import Mapped, mapped_column

from services.profile.models.base import Base
from shared.db import UTC_TIME


class OpenedNumber(Base):
    """One look within a case: at the number in a snapshot, or with a reason at both numbers of a correction."""

    __tablename__ = "opened_number"
    __table_args__ = (
        CheckConstraint("num_nonnulls(submission_id, correction_id) = 1", name="opened_number_one_subject"),
        CheckConstraint("correction_id IS NULL OR reason IS NOT NULL", name="opened_number_correction_has_reason"),
        Index("opened_number_record", "record_id", "at"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    record_id: Mapped[UUID] = mapped_column(ForeignKey("record.id"))
    submission_id: Mapped[UUID | None] = mapped_column(ForeignKey("submission.id"))
    correction_id: Mapped[UUID | None] = mapped_column(ForeignKey("correction.id"))
    reason: Mapped[str | None] = mapped_column(Text)
    case_id: Mapped[UUID]
    by: Mapped[UUID]
    at: Mapped[datetime] = mapped_column(UTC_TIME, server_default=func.now())
