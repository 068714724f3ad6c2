"""What a person proves with beside the password: a code of their phone, or one of those kept for when it is lost."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, Text, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from services.auth.models.base import Base
from shared.db import UTC_TIME


class SecondFactor(Base):
    """A seed that a person's phone shares with us; a `pending` one does not count before a code of it was entered."""

    __tablename__ = "second_factor"
    __table_args__ = (UniqueConstraint("person_id", "pending"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    seed: Mapped[str] = mapped_column(Text)  # encrypted for this row
    pending: Mapped[bool]
    last_step: Mapped[int] = mapped_column(
        BigInteger, default=0
    )  # of the last code that was used, so that none is twice
    created_at: Mapped[datetime] = mapped_column(UTC_TIME, server_default=func.now())

    @property
    def seed_place(self) -> str:
        """What the encrypted seed is bound to."""
        return f"second_factor|seed|{self.id}"


class RecoveryCode(Base):
    """One of the codes for when the phone is lost; removed when it is used. A sealed SHA-256: it is random."""

    __tablename__ = "recovery_code"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    code_hmac: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)

    @property
    def code_place(self) -> str:
        """What is kept of the code is bound to this."""
        return f"recovery_code|code|{self.person_id}"
