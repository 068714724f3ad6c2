"""What changes who gets a case: recusals, substitutes; and what colleagues tell each other about it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, Text, func
from sqlalchemy.orm import Mapped, mapped_column

from services.review.models.base import Base
from shared.auth import Role
from shared.db import UTC_TIME, status_type


class Recusal(Base):
    """A reviewer keeps away from everything about a person (回避). Never updated, never deleted."""

    __tablename__ = "recusal"
    __table_args__ = (Index("recusal_person", "person_id", "reviewer_id"), Index("recusal_reviewer", "reviewer_id"))

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("review_case.id"))
    person_id: Mapped[UUID]
    reviewer_id: Mapped[UUID]
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UTC_TIME, server_default=func.clock_timestamp())


class Substitute(Base):
    """Who gets somebody's cases while that person is away."""

    __tablename__ = "substitute"
    __table_args__ = (CheckConstraint("substitute_id <> person_id", name="substitute_is_another"),)

    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    substitute_id: Mapped[UUID]
    by: Mapped[UUID]
    at: Mapped[datetime] = mapped_column(UTC_TIME, server_default=func.clock_timestamp())


class Note(Base):
    """What one reviewer tells the others about a case; never shown to the person. Never updated, never deleted."""

    __tablename__ = "note"
    __table_args__ = (Index("note_subject", "subject_id", "id"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("review_case.id"))
    subject_id: Mapped[UUID]
    by: Mapped[UUID]
    role: Mapped[Role] = mapped_column(status_type(Role))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UTC_TIME, server_default=func.clock_timestamp())
