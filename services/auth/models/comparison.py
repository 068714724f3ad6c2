"""What `zhicheng reconcile` found each time: whether the services agree. Nobody changes it, and old ones go."""

from datetime import datetime

from sqlalchemy import BigInteger, Identity, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.auth.models.base import Base
from shared.db import UTC_TIME


class Comparison(Base):
    """One comparison: how many differences, and the first of them as `{"what", "about", "told_as"}`."""

    __tablename__ = "comparison"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    at: Mapped[datetime] = mapped_column(UTC_TIME, server_default=func.clock_timestamp())
    total: Mapped[int]
    differences: Mapped[list[dict[str, str | None]]] = mapped_column(JSONB)
