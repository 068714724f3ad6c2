"""Whom mail reaches, what of it they want, and when the next one goes."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.notices.models.base import Base
from shared.db import UTC_TIME


class Mailbox(Base):
    """There for whoever has a verified address or has chosen something; nobody else costs a row."""

    __tablename__ = "mailbox"

    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    reachable: Mapped[bool] = mapped_column(default=False)
    muted: Mapped[list[str]] = mapped_column(JSONB, default=list)  # the groups of which no mail is wanted
    edition: Mapped[int] = mapped_column(default=0)
    waiting: Mapped[bool] = mapped_column(default=False)
    turn: Mapped[int] = mapped_column(default=0)
    mailed_at: Mapped[datetime | None] = mapped_column(UTC_TIME)
