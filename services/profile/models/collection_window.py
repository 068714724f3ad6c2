"""采集时间: from which day to which a unit, and those below it, may hand in."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, Text, func
from sqlalchemy.orm import Mapped, mapped_column

from services.profile.models.base import Base
from services.profile.models.edition import Edition
from shared.beijing import end_of, start_of
from shared.db import UTC_TIME


class CollectionWindow(Base):
    """A window as it is in force now; every setting of it stands in `WindowEdition`."""

    __tablename__ = "collection_window"
    __table_args__ = (
        CheckConstraint("opens_on <= closes_on", name="collection_window_order"),
        CheckConstraint("grace_minutes BETWEEN 0 AND 120", name="collection_window_grace"),
        Index("collection_window_unit", "unit_id"),
        Index("collection_window_list", "closes_on", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    unit_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(Text)
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    grace_minutes: Mapped[int] = mapped_column(SmallInteger)
    changes_bound: Mapped[bool]
    note: Mapped[str] = mapped_column(Text)
    version: Mapped[int]
    closed_early_at: Mapped[datetime | None] = mapped_column(UTC_TIME)
    # Set by mistake: it stays visible and binds nobody.
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTC_TIME)

    @property
    def opens_at(self) -> datetime:
        """0:00 in Beijing of the first day."""
        return start_of(self.opens_on)

    @property
    def closes_at(self) -> datetime:
        """24:00 in Beijing of the last day, or when it was closed early; the first moment that is too late."""
        return self.closed_early_at or end_of(self.closes_on)

    @property
    def grace(self) -> timedelta:
        """How long after that what was begun before may still be handed in."""
        return timedelta(minutes=self.grace_minutes)


class WindowEdition(Edition, Base):
    """A window as somebody set it. Never updated, never deleted."""

    __tablename__ = "window_edition"
    __table_args__ = (Index("window_edition_window", "window_id", "version", unique=True),)

    window_id: Mapped[UUID] = mapped_column(ForeignKey("collection_window.id"))


class WindowReminder(Base):
    """That people are reminded so many days before this end of the window: once. Never updated, never deleted."""

    __tablename__ = "window_reminder"

    window_id: Mapped[UUID] = mapped_column(ForeignKey("collection_window.id"), primary_key=True)
    closes_on: Mapped[date] = mapped_column(primary_key=True)
    days_left: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    at: Mapped[datetime] = mapped_column(UTC_TIME, server_default=func.clock_timestamp())
