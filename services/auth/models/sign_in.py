"""Who is signed in, and who has tried in vain."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, Text, func, text
from sqlalchemy.orm import Mapped, mapped_column

from services.auth.models.base import Base
from shared.db import UTC_TIME


class SignInSession(Base):
    """A signed-in browser. Only the SHA-256 of its id is kept, so a copy of this table opens nothing.

    One that `awaits_code` has shown a right password and no second factor yet: it opens nothing.
    """

    __tablename__ = "sign_in_session"
    __table_args__ = (Index("sign_in_session_person", "person_id"),)

    id_sha256: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(UTC_TIME)
    last_seen_at: Mapped[datetime] = mapped_column(UTC_TIME)
    confirmed_at: Mapped[datetime] = mapped_column(UTC_TIME, server_default=func.now())
    awaits_code: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    address: Mapped[str | None] = mapped_column(Text)
    user_agent: Mapped[str | None] = mapped_column(Text)
    ended_at: Mapped[datetime | None] = mapped_column(UTC_TIME)


class SignInFailures(Base):
    """Failures in a row for a person, or for a login that nobody has (no `person_id`): counted and locked alike."""

    __tablename__ = "sign_in_failures"
    __table_args__ = (Index("sign_in_failures_locked", "locked_until", postgresql_where=text("person_id IS NOT NULL")),)

    key: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(UTC_TIME)
    locked_until: Mapped[datetime | None] = mapped_column(UTC_TIME)
    person_id: Mapped[UUID | None]
