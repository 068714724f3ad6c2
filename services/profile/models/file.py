"""Uploaded files: what is known of them; the contents lie under random names outside any web root."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Index, Text, func, text
from sqlalchemy.orm import Mapped, mapped_column

from services.profile.models.base import Base
from shared.db import UTC_TIME


class File(Base):
    """A file that a person uploaded; `stored_as` is its random name in the store."""

    __tablename__ = "file"
    __table_args__ = (
        Index("file_owner", "owner_id"),
        Index("file_condemned", "id", postgresql_where=text("condemned_at IS NOT NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    owner_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(Text)
    media_type: Mapped[str] = mapped_column(Text)
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(Text)
    purpose: Mapped[str] = mapped_column(Text)
    stored_as: Mapped[str] = mapped_column(Text, unique=True)
    created_at: Mapped[datetime] = mapped_column(UTC_TIME, server_default=func.now())
    # Nothing named it then: it can't be opened or attached any more, and its content is being removed.
    condemned_at: Mapped[datetime | None] = mapped_column(UTC_TIME)
