"""How a person can be reached when they cannot sign in, and what is sent to them there."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, Text, UniqueConstraint, func, true
from sqlalchemy.orm import Mapped, mapped_column

from services.auth.models.base import Base
from shared.crypto import decrypt
from shared.db import UTC_TIME

KIND_CHECK = "kind IN ('email', 'mobile')"


class Contact(Base):
    """An e-mail address or mobile number of which a code has come back. Families share them: none need be unique."""

    __tablename__ = "contact"
    __table_args__ = (
        UniqueConstraint("person_id", "kind"),
        CheckConstraint(KIND_CHECK, name="contact_kind"),
        Index("contact_value", "value_index"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(Text)
    value: Mapped[str] = mapped_column(Text)  # encrypted for this row
    value_index: Mapped[bytes] = mapped_column(LargeBinary)  # empty: nobody is found by it; the next release drops it
    verified_at: Mapped[datetime] = mapped_column(UTC_TIME)

    @property
    def value_place(self) -> str:
        """What the encrypted address is bound to."""
        return f"contact|value|{self.id}"

    @property
    def plain(self) -> str:
        """The address as it is written."""
        return decrypt(self.value, place=self.value_place)


class ContactCode(Base):
    """A code on its way to an address that somebody says is theirs."""

    __tablename__ = "contact_code"
    __table_args__ = (UniqueConstraint("person_id", "kind"), CheckConstraint(KIND_CHECK, name="contact_code_kind"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(Text)
    value: Mapped[str] = mapped_column(Text)  # encrypted for this row
    code_hmac: Mapped[bytes] = mapped_column(LargeBinary)  # sealed
    expires_at: Mapped[datetime] = mapped_column(UTC_TIME)
    tries: Mapped[int] = mapped_column(default=0)

    @property
    def value_place(self) -> str:
        """What the encrypted address is bound to."""
        return f"contact_code|value|{self.id}"

    @property
    def code_place(self) -> str:
        """What is kept of the code is bound to this."""
        return f"contact_code|code|{self.id}"


class OutgoingText(Base):
    """An e-mail or text message that is to be sent; what it says is removed as soon as it is."""

    __tablename__ = "outgoing_text"
    __table_args__ = (
        CheckConstraint(KIND_CHECK, name="outgoing_text_kind"),
        Index("outgoing_text_person", "person_id", "created_at"),
        Index("outgoing_text_address", "address_index", "created_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(Text)
    address_index: Mapped[bytes] = mapped_column(LargeBinary)
    content: Mapped[str] = mapped_column(Text)  # address, subject and words, encrypted for this row
    asked_for: Mapped[bool] = mapped_column(server_default=true())  # by whoever it goes to: so many a day and no more
    created_at: Mapped[datetime] = mapped_column(UTC_TIME, server_default=func.now())
    good_until: Mapped[datetime] = mapped_column(UTC_TIME)
    claimed_until: Mapped[datetime | None] = mapped_column(UTC_TIME)
    sent_at: Mapped[datetime | None] = mapped_column(UTC_TIME)

    @property
    def content_place(self) -> str:
        """What the encrypted content is bound to."""
        return f"outgoing_text|content|{self.id}"


class PasswordReset(Base):
    """A link by which somebody who has forgotten their password sets another, once."""

    __tablename__ = "password_reset"
    __table_args__ = (Index("password_reset_person", "person_id"),)

    token_sha256: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    expires_at: Mapped[datetime] = mapped_column(UTC_TIME)
