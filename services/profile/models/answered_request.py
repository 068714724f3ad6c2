"""Requests that were answered under a key of the sender's, so that a repetition does nothing twice."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Text, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.profile.models.base import Base
from shared.db import UTC_TIME


class AnsweredRequest(Base):
    """A request with an `Idempotency-Key`, and the answer it got; `fingerprint` tells it from any other request."""

    __tablename__ = "answered_request"

    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    fingerprint: Mapped[str] = mapped_column(Text)
    answer: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    created_at: Mapped[datetime] = mapped_column(UTC_TIME, server_default=func.now())
