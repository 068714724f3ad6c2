"""Whom a published notice is looked up for, and who has read it. Nothing here grows with the number of people."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.notices.models.base import Base
from shared.db import UTC_TIME

WHOLE_PROVINCE = UUID(int=0)
"""Stands for no unit in particular."""
ANYBODY = "anybody"
"""Stands for no role in particular."""


class Audience(Base):
    """One unit, with those below it, and one role that a published notice concerns.

    Who holds a role in a unit finds what concerns them under the units of its line and `WHOLE_PROVINCE`, and under the
    role and `ANYBODY`; in the order of the list, for which what it is ordered by stands here again. There are rows only
    of published notices, scheduled ones too.
    """

    __tablename__ = "notice_audience"
    __table_args__ = (Index("notice_audience_list", "unit_id", "role", "pinned", "published_at", "notice_id"),)

    notice_id: Mapped[UUID] = mapped_column(ForeignKey("notice.id"), primary_key=True)
    unit_id: Mapped[UUID] = mapped_column(primary_key=True)
    role: Mapped[str] = mapped_column(Text, primary_key=True)
    pinned: Mapped[bool]
    published_at: Mapped[datetime] = mapped_column(UTC_TIME)
    published_until: Mapped[datetime | None] = mapped_column(UTC_TIME)


class Reading(Base):
    """That a person has read a notice, and confirmed it; written when they do, and at no other time.

    The two editions are the last ones that were read and confirmed.
    """

    __tablename__ = "notice_reading"
    __table_args__ = (
        CheckConstraint("(confirmed_at IS NULL) = (confirmed_edition IS NULL)", name="notice_reading_confirmed"),
        Index("notice_reading_of_person", "person_id", "notice_id"),
    )

    notice_id: Mapped[UUID] = mapped_column(ForeignKey("notice.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    read_at: Mapped[datetime] = mapped_column(UTC_TIME)
    read_edition: Mapped[int]
    confirmed_at: Mapped[datetime | None] = mapped_column(UTC_TIME)
    confirmed_edition: Mapped[int | None]
