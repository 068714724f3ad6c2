"""共享平台: the partners to whom people may have their data given, and the secrets shared with each."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services.profile.models.base import Base
from services.profile.models.edition import Edition
from shared.crypto import decrypt, encrypt
from shared.db import UTC_TIME


class Partner(Base):
    """A partner as it is set now; every setting stands in `PartnerEdition`.

    What people are told before they consent goes from `name` to `text`; `text_version` is the edition that last changed
    any of it. Switched off (`enabled`), nobody can consent and nothing but deletions is sent; `paused`, nothing at all.
    """

    __tablename__ = "partner"
    __table_args__ = (CheckConstraint("key ~ '^[a-z][a-z0-9-]{1,39}$'", name="partner_key_form"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    key: Mapped[str] = mapped_column(Text, unique=True)
    url: Mapped[str] = mapped_column(Text)  # where deliveries are posted to, path and all
    name: Mapped[str] = mapped_column(Text)
    receiver: Mapped[str] = mapped_column(Text)
    contact: Mapped[str] = mapped_column(Text)
    purpose: Mapped[str] = mapped_column(Text)
    method: Mapped[str] = mapped_column(Text)
    retention: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    text_version: Mapped[int]
    allowed_fields: Mapped[list[str]] = mapped_column(JSONB)
    enabled: Mapped[bool] = mapped_column(default=True)
    paused: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int]

    secrets: Mapped[list["PartnerSecret"]] = relationship(
        order_by="PartnerSecret.created_at.desc()", viewonly=True, lazy="select"
    )

    @property
    def valid_secrets(self) -> list[str]:
        """What is signed with, and what may have signed, the newest first: two while one replaces the other."""
        return [secret.value for secret in self.secrets if secret.retired_at is None]


class PartnerEdition(Edition, Base):
    """A partner as somebody set it, never with a secret. Never updated, never deleted."""

    __tablename__ = "partner_edition"
    __table_args__ = (Index("partner_edition_partner", "partner_id", "version", unique=True),)

    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partner.id"))


class PartnerSecret(Base):
    """A secret shared with a partner, as `whsec_…`; one that is retired is neither signed with nor believed."""

    __tablename__ = "partner_secret"
    __table_args__ = (Index("partner_secret_partner", "partner_id", "created_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partner.id"))
    encrypted: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UTC_TIME, server_default=func.clock_timestamp())
    retired_at: Mapped[datetime | None] = mapped_column(UTC_TIME)

    @property
    def value(self) -> str:
        """The readable secret."""
        return decrypt(self.encrypted, place=f"partner_secret|encrypted|{self.id}")

    @value.setter
    def value(self, value: str) -> None:
        self.encrypted = encrypt(value, key="data-profile", place=f"partner_secret|encrypted|{self.id}")
