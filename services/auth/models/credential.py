"""What a person proves with that they are who they say."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, LargeBinary, Text, func, text
from sqlalchemy.orm import Mapped, mapped_column

from services.auth.models.base import Base
from shared.db import UTC_TIME


class Credential(Base):
    """Either a password of the person's own choice, or the first password they were handed; never both."""

    __tablename__ = "credential"
    __table_args__ = (
        CheckConstraint("(password_hash IS NULL) <> (first_password IS NULL)", name="credential_is_one_of_two"),
        CheckConstraint(
            "(first_password IS NULL) = (first_password_expires_at IS NULL)", name="credential_first_password_expires"
        ),
        Index("credential_first_password", "person_id", postgresql_where=text("first_password IS NOT NULL")),
        Index("credential_unused", "unused_since"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    password_hash: Mapped[str | None] = mapped_column(Text)
    # A sealed SHA-256: 80 random bits need no slow hash, and an import of 10,000 people can't afford one.
    first_password: Mapped[bytes | None] = mapped_column(LargeBinary)
    first_password_expires_at: Mapped[datetime | None] = mapped_column(UTC_TIME)
    changed_at: Mapped[datetime] = mapped_column(UTC_TIME, server_default=func.now())
    last_signed_in_at: Mapped[datetime | None] = mapped_column(UTC_TIME)
    # From when the days without use are counted: the last sign-in, or when the account was made or enabled again.
    unused_since: Mapped[datetime] = mapped_column(UTC_TIME, server_default=func.now())
    unused_warned_at: Mapped[datetime | None] = mapped_column(UTC_TIME)

    @property
    def first_password_place(self) -> str:
        """What is kept of the first password is bound to this."""
        return f"credential|first_password|{self.person_id}"


class FormerPassword(Base):
    """A password that a person had before; later ones have greater ids."""

    __tablename__ = "former_password"
    __table_args__ = (Index("former_password_person", "person_id"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    password_hash: Mapped[str] = mapped_column(Text)
