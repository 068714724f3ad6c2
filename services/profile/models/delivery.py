"""How deliveries to partners went: every attempt, for a while; each partner's health; the events that came back."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, Text, func
from sqlalchemy.orm import Mapped, mapped_column

from services.profile.models.base import Base
from shared.db import UTC_TIME


class DeliveryAttempt(Base):
    """One attempt to deliver a share or its revocation, and what came of it. Kept for 90 days."""

    __tablename__ = "delivery_attempt"
    __table_args__ = (Index("delivery_attempt_share", "share_id", "id"), Index("delivery_attempt_at", "at"))

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    share_id: Mapped[UUID] = mapped_column(ForeignKey("share.id"))
    sequence: Mapped[int]
    revoking: Mapped[bool]
    outcome: Mapped[str] = mapped_column(Text)
    status: Mapped[int | None]
    reason: Mapped[str | None] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UTC_TIME, server_default=func.now())


class PartnerHealth(Base):
    """Whether a partner answers. While `open_until` is set nothing is sent to it but one probe at that time.

    `version` counts the openings, so that the probe of an earlier one is none any more; `told_on` is the last day on
    which the administrators were told that deliveries were given up.
    """

    __tablename__ = "partner_health"

    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partner.id"), primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    openings: Mapped[int] = mapped_column(default=0)
    open_until: Mapped[datetime | None] = mapped_column(UTC_TIME)
    version: Mapped[int] = mapped_column(default=0)
    told_on: Mapped[date | None]


class PartnerEvent(Base):
    """What a partner told us, by its own id: told again it changes nothing. Kept for 90 days."""

    __tablename__ = "partner_event"
    __table_args__ = (Index("partner_event_received", "received_at"),)

    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partner.id"), primary_key=True)
    event_id: Mapped[str] = mapped_column(Text, primary_key=True)
    type: Mapped[str] = mapped_column(Text)
    share_id: Mapped[UUID | None] = mapped_column(ForeignKey("share.id"))
    effect: Mapped[str] = mapped_column(Text)
    received_at: Mapped[datetime] = mapped_column(UTC_TIME, server_default=func.now())
