"""What was done to accounts, by whom and why, for the administrators who look after them. Never updated or deleted."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, func
from sqlalchemy.orm import Mapped, mapped_column

from services.auth.models.base import Base
from shared.db import UTC_TIME, status_type


class Deed(StrEnum):
    """What can be done to an account."""

    CREATED = "created"
    DISABLED = "disabled"
    ENABLED = "enabled"
    UNLOCKED = "unlocked"
    PASSWORD_RESET = "password_reset"  # noqa: S105 - no password
    SECOND_FACTOR_RESET = "second_factor_reset"
    SESSIONS_ENDED = "sessions_ended"
    LEAVE_SET = "leave_set"
    TRANSFERRED = "transferred"
    NUMBER_SHOWN = "number_shown"
    UNUSED_WARNED = "unused_warned"
    UNUSED_DISABLED = "unused_disabled"
    MERGED = "merged"  # into another account
    TOOK_IN = "took_in"


class PersonDeed(Base):
    """One deed. What the clock does is done by nobody."""

    __tablename__ = "person_deed"
    __table_args__ = (
        CheckConstraint(f"deed IN ({', '.join(repr(deed.value) for deed in Deed)})", name="person_deed_deed"),
        Index("person_deed_person", "person_id", "at", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    deed: Mapped[Deed] = mapped_column(status_type(Deed))
    at: Mapped[datetime] = mapped_column(UTC_TIME, server_default=func.clock_timestamp())
    by: Mapped[UUID | None]
    by_name: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
