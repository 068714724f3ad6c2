"""Which reviewer had the whole ID number shown, and when. Append-only; the database refuses all else."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, func
from sqlalchemy.orm import Mapped, mapped_column

from services.profile.models.base import Base
from shared.db import UTC_TIME


class OpenedNumber(Base):
    """One look at the number in a snapshot, within a case."""

    __tablename__ = "opened_number"
    __table_args__ = (Index("opened_number_record", "record_id", "at"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    record_id: Mapped[UUID] = mapped_column(ForeignKey("record.id"))
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submission.id"))
    case_id: Mapped[UUID]
    by: Mapped[UUID]
    at: Mapped[datetime] = mapped_column(UTC_TIME, server_default=func.now())
