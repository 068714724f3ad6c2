"""A case: one submission of a record, one change request or one correction, on its way through a unit's review."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID, uuid4

from sqlalchemy import (
    CheckConstraint,
    Column,
    ColumnElement,
    Computed,
    Index,
    SmallInteger,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, validates

from services.review.models.base import Base
from services.review.models.names import name_key
from shared.auth import Role
from shared.db import UTC_TIME, status_type
from shared.messaging.contracts import SubjectKind
from shared.workflow import Workflow


class CaseStatus(StrEnum):
    """Where a case stands; `decided` means that the decision has yet to take effect at the profile service."""

    QUEUED = "queued"
    ASSIGNED = "assigned"
    DECIDED = "decided"
    CLOSED = "closed"


WAITING = frozenset({CaseStatus.QUEUED, CaseStatus.ASSIGNED})
"""Nobody has decided yet."""


class Subject(Base):
    """What a row of cases is about, and the lock that keeps messages about it one behind the other.

    It remembers a withdrawal that arrives before the submission it takes back.
    """

    __tablename__ = "subject"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    withdrawn_version: Mapped[int] = mapped_column(server_default="0")


class Case(Workflow, Base):
    """A case with what its list shows; the contents of the record stay with the profile service."""

    __tablename__ = "review_case"
    # Every sign and pair of signs of the name, every beginning of the account: only for finding, so never loaded.
    __mapper_args__ = {"exclude_properties": ["search"]}  # noqa: RUF012 - SQLAlchemy's own way
    __table_args__ = (
        Column[Any]("search", ARRAY(Text), Computed("search_terms(person_name, account)", persisted=True)),
        CheckConstraint("status IN ('queued', 'assigned', 'decided', 'closed')", name="review_case_status"),
        CheckConstraint("kind IN ('record', 'change', 'identity', 'transfer')", name="review_case_kind"),
        CheckConstraint("(kind = 'transfer') = (from_unit_id IS NOT NULL)", name="review_case_transfer_has_origin"),
        CheckConstraint("status <> 'queued' OR reviewer_id IS NULL", name="review_case_queued_has_no_reviewer"),
        CheckConstraint(
            "status NOT IN ('assigned', 'decided') OR reviewer_id IS NOT NULL", name="review_case_held_has_reviewer"
        ),
        CheckConstraint("(reviewer_id IS NULL) = (reviewer_role IS NULL)", name="review_case_reviewer_has_role"),
        CheckConstraint("reviewer_id <> person_id", name="review_case_not_own"),
        CheckConstraint("(status = 'closed') = (outcome IS NOT NULL)", name="review_case_closed_has_outcome"),
        CheckConstraint("(status = 'closed') = (closed_at IS NOT NULL)", name="review_case_closed_has_time"),
        CheckConstraint(
            "outcome IN ('approved', 'returned', 'rejected', 'withdrawn', 'conflict')", name="review_case_outcome"
        ),
        UniqueConstraint("subject_id", "subject_version", name="review_case_submission"),
        Index(
            "review_case_one_waiting",
            "subject_id",
            unique=True,
            postgresql_where=text("status IN ('queued', 'assigned')"),
        ),
        Index("review_case_queued", "unit_id", postgresql_where=text("status = 'queued'")),
        Index("review_case_due", "unit_id", "status", "due_at", "submitted_at", "id"),
        Index("review_case_overdue", "due_at", postgresql_where=text("status IN ('queued', 'assigned')")),
        Index("review_case_submitted", "unit_id", "status", "submitted_at", "id"),
        Index("review_case_name", "unit_id", "status", "name_key", "id"),
        Index("review_case_reviewer", "reviewer_id", "status", "submitted_at", "id"),
        # Not put off: what a list of many units would have to read again for each of them.
        Index(
            "review_case_search",
            "unit_id",
            "search",
            postgresql_using="gin",
            postgresql_with={"fastupdate": "off"},
        ),
        Index("review_case_from_unit", "from_unit_id", postgresql_where=text("from_unit_id IS NOT NULL")),
        Index("review_case_person", "person_id", "opened_at"),
        Index("review_case_bundle", "bundle_id", postgresql_where=text("bundle_id IS NOT NULL")),
    )

    KIND = "case"
    TRANSITIONS: ClassVar[Mapping[CaseStatus, frozenset[CaseStatus]]] = {
        # To itself, and from decided to itself: the person moved to another unit, and the case with them.
        CaseStatus.QUEUED: frozenset({CaseStatus.QUEUED, CaseStatus.ASSIGNED, CaseStatus.CLOSED}),
        # To itself: a colleague takes the case over. Back: its reviewer went on leave or lost the role.
        CaseStatus.ASSIGNED: frozenset(CaseStatus),
        CaseStatus.DECIDED: frozenset({CaseStatus.DECIDED, CaseStatus.CLOSED}),
    }

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    kind: Mapped[SubjectKind] = mapped_column(Text)
    subject_id: Mapped[UUID]
    subject_version: Mapped[int]
    submission_id: Mapped[UUID]
    # What the person handed in together: one case to everybody who looks at it, decided part by part.
    bundle_id: Mapped[UUID | None]
    number: Mapped[int]
    person_id: Mapped[UUID]
    unit_id: Mapped[UUID]
    # The unit that the person of a transfer comes from: it sees the case, the unit of the case decides.
    from_unit_id: Mapped[UUID | None]
    status: Mapped[CaseStatus] = mapped_column(status_type(CaseStatus))
    version: Mapped[int] = mapped_column(server_default="1", default=1)
    stage: Mapped[int] = mapped_column(SmallInteger, server_default="1", default=1)

    account: Mapped[str] = mapped_column(Text)
    person_name: Mapped[str] = mapped_column(Text)
    name_key: Mapped[str] = mapped_column(Text, server_default="")
    section: Mapped[str | None] = mapped_column(Text)
    title_series: Mapped[str | None] = mapped_column(Text)
    title_level: Mapped[str | None] = mapped_column(Text)
    warnings: Mapped[int]
    submitted_at: Mapped[datetime] = mapped_column(UTC_TIME)
    # What exactly is reviewed; not known of what was handed in before this was told.
    content_sha256: Mapped[str | None] = mapped_column(Text)

    opened_at: Mapped[datetime] = mapped_column(UTC_TIME)
    due_at: Mapped[datetime] = mapped_column(UTC_TIME)
    reviewer_id: Mapped[UUID | None]
    reviewer_role: Mapped[Role | None] = mapped_column(status_type(Role))
    outcome: Mapped[str | None] = mapped_column(Text)
    closed_at: Mapped[datetime | None] = mapped_column(UTC_TIME)
    reminded_at: Mapped[datetime | None] = mapped_column(UTC_TIME)

    @hybrid_property
    def together_id(self) -> UUID:
        """What people count as one: all that was handed in together, or the case alone."""
        return self.bundle_id or self.id

    @together_id.inplace.expression
    @classmethod
    def _together_id(cls) -> ColumnElement[UUID]:
        return func.coalesce(cls.bundle_id, cls.id)

    @validates("person_name")
    def _sort_as_spoken(self, _: str, name: str) -> str:
        self.name_key = name_key(name)
        return name
