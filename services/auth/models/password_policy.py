"""Which rules passwords follow, as somebody has set it."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import CheckConstraint, Text, func
from sqlalchemy.orm import Mapped, mapped_column

from services.auth.models.base import Base
from shared.db import UTC_TIME

Policy = Literal["asvs", "mlps3"]


class PasswordPolicy(Base):
    """One setting; the one with the highest version is in force. Never updated, never deleted."""

    __tablename__ = "password_policy"
    __table_args__ = (CheckConstraint("policy IN ('asvs', 'mlps3')", name="password_policy_known"),)

    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    policy: Mapped[Policy] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    by: Mapped[UUID]
    by_name: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UTC_TIME, server_default=func.clock_timestamp())
