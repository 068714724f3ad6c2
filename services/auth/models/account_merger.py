"""That one account goes into another, because both are the same person's."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, func, text
from sqlalchemy.orm import Mapped, mapped_column

from services.auth.models.base import Base
from shared.db import UTC_TIME, status_type
from shared.workflow import Workflow


class MergerStatus(StrEnum):
    """Waiting for a second administrator, or how it ended."""

    PENDING = "pending"
    DONE = "done"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class AccountMerger(Workflow, Base):
    """`goes_id` goes into `stays_id`, which gets the ID number of the other one too if it `takes_number`.

    Nobody has decided what took effect at once: no second administrator was needed, or there was none.
    """

    __tablename__ = "account_merger"
    __table_args__ = (
        CheckConstraint("status IN ('pending', 'done', 'rejected', 'withdrawn')", name="account_merger_status"),
        CheckConstraint("goes_id <> stays_id", name="account_merger_of_two"),
        CheckConstraint("asked_by NOT IN (goes_id, stays_id)", name="account_merger_not_of_oneself"),
        CheckConstraint("asked_by <> decided_by OR status = 'withdrawn'", name="account_merger_four_eyes"),
        CheckConstraint("(status = 'pending') = (decided_at IS NULL)", name="account_merger_decided_has_time"),
        Index("account_merger_one_pending", "goes_id", unique=True, postgresql_where=text("status = 'pending'")),
        Index("account_merger_once", "goes_id", unique=True, postgresql_where=text("status = 'done'")),
        Index("account_merger_asked_at", "asked_at", "id"),
    )

    KIND = "account_merger"
    TRANSITIONS: ClassVar[Mapping[MergerStatus, frozenset[MergerStatus]]] = {
        MergerStatus.PENDING: frozenset({MergerStatus.DONE, MergerStatus.REJECTED, MergerStatus.WITHDRAWN}),
    }

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    goes_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    stays_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    takes_number: Mapped[bool]
    reason: Mapped[str] = mapped_column(Text)
    status: Mapped[MergerStatus] = mapped_column(status_type(MergerStatus), default=MergerStatus.PENDING)
    version: Mapped[int] = mapped_column(default=1)
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime] = mapped_column(UTC_TIME, server_default=func.clock_timestamp())
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UTC_TIME)
    answer: Mapped[str] = mapped_column(Text, server_default="", default="")
