"""What keeps reading cheap however many read, and however many notices there are."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from services.notices.models.base import Base
from shared.db import UTC_TIME


class ReadUntil(Base):
    """What was published or revised until then counts as read by a person: 全部标为已读 is one row."""

    __tablename__ = "notice_read_until"

    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    until: Mapped[datetime] = mapped_column(UTC_TIME)


class Downloads(Base):
    """How often a file was downloaded, in parts: who downloads at the same time rarely waits for the same row."""

    __tablename__ = "attachment_downloads"

    attachment_id: Mapped[UUID] = mapped_column(ForeignKey("attachment.id"), primary_key=True)
    part: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    downloads: Mapped[int] = mapped_column(BigInteger)


class Board(Base):
    """One row whose `edition` is another whenever any notice has changed; the database sees to that by a trigger."""

    __tablename__ = "notice_board"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    edition: Mapped[UUID]
