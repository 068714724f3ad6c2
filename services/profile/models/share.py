"""Sharing with partners: what the person consented to, and how far its delivery has come."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services.profile.models.base import Base
from services.profile.models.partner import Partner
from shared.db import UTC_TIME, status_type
from shared.workflow import Workflow


class Consent(Base):
    """A person's separate consent (PIPL Art. 23): to which text, for which fields, on which snapshot. Append-only.

    `text_version` is the edition of the partner, whom it goes to, that the person read.
    """

    __tablename__ = "consent"
    __table_args__ = (Index("consent_person", "person_id", "given_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("record.id"))
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partner.id"))
    text_version: Mapped[int]
    fields: Mapped[list[str]] = mapped_column(JSONB)
    submission_number: Mapped[int]
    given_at: Mapped[datetime] = mapped_column(UTC_TIME, server_default=func.now())


class ShareStatus(StrEnum):
    """How far sharing, or taking it back, has come."""

    QUEUED = "queued"
    SENDING = "sending"
    SHARED = "shared"
    FAILED = "failed"
    REVOKING = "revoking"
    REVOKED = "revoked"


class Share(Workflow, Base):
    """One person's page on one partner's site. The partner knows the person by this row's `id` only.

    `sequence` counts the states that the partner is to have, so that it can refuse an older one; `leased_until` keeps
    all but one worker from sending.
    """

    KIND = "share"
    TRANSITIONS: ClassVar = {
        ShareStatus.QUEUED: frozenset({ShareStatus.SENDING, ShareStatus.REVOKING}),
        ShareStatus.SENDING: frozenset(
            {ShareStatus.SHARED, ShareStatus.FAILED, ShareStatus.QUEUED, ShareStatus.REVOKING}
        ),
        ShareStatus.SHARED: frozenset({ShareStatus.QUEUED, ShareStatus.REVOKING}),
        ShareStatus.FAILED: frozenset({ShareStatus.QUEUED, ShareStatus.REVOKING}),
        ShareStatus.REVOKING: frozenset({ShareStatus.REVOKED}),
        ShareStatus.REVOKED: frozenset({ShareStatus.QUEUED}),
    }

    __tablename__ = "share"
    __table_args__ = (
        CheckConstraint(
            "status IN ('queued', 'sending', 'shared', 'failed', 'revoking', 'revoked')", name="share_status_known"
        ),
        CheckConstraint("status <> 'shared' OR link IS NOT NULL", name="share_shared_has_link"),
        UniqueConstraint("person_id", "partner_id", name="share_of_person"),
        Index("share_partner", "partner_id", "id"),
        Index("share_queued", "queued_at", "id"),
        Index("share_status", "status", "queued_at", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("record.id"))
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partner.id"))
    status: Mapped[ShareStatus] = mapped_column(status_type(ShareStatus), default=ShareStatus.QUEUED)
    version: Mapped[int] = mapped_column(default=1)
    consent_id: Mapped[UUID] = mapped_column(ForeignKey("consent.id"))
    sequence: Mapped[int] = mapped_column(default=1)
    attempts: Mapped[int] = mapped_column(default=0)
    queued_at: Mapped[datetime] = mapped_column(UTC_TIME, server_default=func.now())
    next_at: Mapped[datetime] = mapped_column(UTC_TIME, server_default=func.now())
    leased_until: Mapped[datetime | None] = mapped_column(UTC_TIME)
    link: Mapped[str | None] = mapped_column(Text)
    last_error: Mapped[str | None] = mapped_column(Text)

    partner: Mapped[Partner] = relationship(viewonly=True)
