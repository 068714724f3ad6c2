"""Power over others: proposed by one administrator, confirmed by another, and ended by one."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, func
from sqlalchemy.orm import Mapped, mapped_column

from services.auth.models.base import Base
from shared.auth import Role
from shared.db import UTC_TIME, status_type
from shared.workflow import Workflow

PROPOSAL_LASTS = timedelta(days=14)


class ProposalStatus(StrEnum):
    """How a proposal stands."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    IMPOSSIBLE = "impossible"


class GrantProposal(Workflow, Base):
    """That somebody is to have a role for a unit. Three different people: who gets it, who proposes, who confirms.

    `at_once`: there was nobody else who could have confirmed it. `hands_over_from`: whose same role ends with it.
    `person_unit_id` is where the person was then; who has moved since must be proposed anew.
    """

    __tablename__ = "grant_proposal"
    __table_args__ = (
        CheckConstraint("role <> 'professional'", name="grant_proposal_of_power"),
        CheckConstraint("person_id <> proposed_by", name="grant_proposal_not_for_oneself"),
        CheckConstraint("decided_by <> person_id AND decided_by <> proposed_by", name="grant_proposal_by_two"),
        CheckConstraint("hands_over_from <> person_id", name="grant_proposal_to_another"),
        CheckConstraint(
            "status IN ('proposed', 'confirmed', 'refused', 'withdrawn', 'expired', 'impossible')",
            name="grant_proposal_status",
        ),
        CheckConstraint(
            "(status IN ('confirmed', 'refused')) = (at_once OR decided_by IS NOT NULL)",
            name="grant_proposal_decided_by_somebody",
        ),
        CheckConstraint(
            "NOT at_once OR (status = 'confirmed' AND decided_by IS NULL)", name="grant_proposal_at_once_by_nobody"
        ),
        Index(
            "grant_proposal_open", "person_id", "role", "unit_id", unique=True, postgresql_where="status = 'proposed'"
        ),
        Index("grant_proposal_unit", "unit_id"),
        Index("grant_proposal_person", "person_id"),
    )
    KIND = "grant"
    TRANSITIONS: ClassVar = {
        ProposalStatus.PROPOSED: frozenset(set(ProposalStatus) - {ProposalStatus.PROPOSED}),
    }

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    person_unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    role: Mapped[Role] = mapped_column(status_type(Role))
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    hands_over_from: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(Text)
    proposed_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    proposed_at: Mapped[datetime] = mapped_column(UTC_TIME, server_default=func.now())
    expires_at: Mapped[datetime] = mapped_column(UTC_TIME)
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    at_once: Mapped[bool] = mapped_column(default=False)
    status: Mapped[ProposalStatus] = mapped_column(status_type(ProposalStatus), default=ProposalStatus.PROPOSED)
    version: Mapped[int] = mapped_column(default=1)


class EndedGrant(Base):
    """A role that somebody had, who ended it and why; nobody (`ended_by`) if it ended by itself.

    Never updated, never deleted.
    """

    __tablename__ = "ended_grant"
    __table_args__ = (Index("ended_grant_person", "person_id"), Index("ended_grant_unit", "unit_id"))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    role: Mapped[Role] = mapped_column(status_type(Role))
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    granted_at: Mapped[datetime] = mapped_column(UTC_TIME)
    ended_at: Mapped[datetime] = mapped_column(UTC_TIME, server_default=func.now())
    ended_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(Text)
