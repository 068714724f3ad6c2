"""我的消息: what one person is told."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Index, Text, UniqueConstraint, false, func
from sqlalchemy.orm import Mapped, mapped_column

from services.notices.models.base import Base
from shared.db import UTC_TIME


class PersonalMessage(Base):
    """One event told to one person, once: `source` names the event, whichever way it came here."""

    __tablename__ = "personal_message"
    __table_args__ = (
        UniqueConstraint("recipient_id", "source"),
        Index("personal_message_list", "recipient_id", "created_at", "id"),
        Index("personal_message_unread", "recipient_id", postgresql_where="read_at IS NULL"),
        Index("personal_message_to_mail", "recipient_id", postgresql_where="to_mail"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    recipient_id: Mapped[UUID]
    source: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    link: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UTC_TIME, server_default=func.clock_timestamp())
    to_mail: Mapped[bool] = mapped_column(server_default=false())  # until it has gone out in one
    read_at: Mapped[datetime | None] = mapped_column(UTC_TIME)
