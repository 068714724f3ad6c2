"""What somebody set, kept beside what is in force."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Identity, Text, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from shared.db import UTC_TIME


class Edition:
    """One setting of something that has versions: what, by whom and when. Never updated, never deleted."""

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    version: Mapped[int]
    deed: Mapped[str] = mapped_column(Text)
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
    by: Mapped[UUID]
    by_name: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UTC_TIME, server_default=func.clock_timestamp())
