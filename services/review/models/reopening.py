"""An approved record that an administrator has had opened again."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Text, func
from sqlalchemy.orm import Mapped, mapped_column

from services.review.models.base import Base
from shared.auth import Role
from shared.db import UTC_TIME, status_type


class Reopening(Base):
    """Who had the record of a case opened again, and why; once for a case. Never updated, never deleted."""

    __tablename__ = "reopening"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("review_case.id"), primary_key=True)
    by: Mapped[UUID]
    role: Mapped[Role] = mapped_column(status_type(Role))
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UTC_TIME, server_default=func.clock_timestamp())
