"""Who was given a case, when, by whom and why that person. Never updated, never deleted."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, func
from sqlalchemy.orm import Mapped, mapped_column

from services.review.models.base import Base
from shared.auth import Role
from shared.db import UTC_TIME, status_type


class AssignmentReason(StrEnum):
    """Why the choice fell on this person."""

    SAME_REVIEWER = "same_reviewer"
    FEWEST_CASES = "fewest_cases"
    UNIT_ADMIN = "unit_admin"
    UNIT_ABOVE = "unit_above"
    NO_OTHER_ADMIN = "no_other_admin"
    TAKEOVER = "takeover"
    SUBSTITUTE = "substitute"
    REASSIGNED = "reassigned"

    @property
    def word(self) -> str:
        """What people read."""
        return _WORDS[self]


_WORDS = {
    AssignmentReason.SAME_REVIEWER: "上次由其审核",
    AssignmentReason.FEWEST_CASES: "待审核件最少",
    AssignmentReason.UNIT_ADMIN: "单位无可用审核员，由单位管理员审核",
    AssignmentReason.UNIT_ABOVE: "单位无可用审核员和管理员，由主管部门审核",
    AssignmentReason.NO_OTHER_ADMIN: "单位没有其他可用的管理员，由主管部门审核",
    AssignmentReason.TAKEOVER: "接手",
    AssignmentReason.SUBSTITUTE: "代理休假或停用的审核人",
    AssignmentReason.REASSIGNED: "由管理员转交",
}


class Assignment(Base):
    """One choice of a reviewer; `open_cases` is how many that person had at the time, `by` is None for the system."""

    __tablename__ = "assignment"
    __table_args__ = (Index("assignment_case", "case_id", "id"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("review_case.id"))
    stage_id: Mapped[UUID] = mapped_column(ForeignKey("stage.id"))
    reviewer_id: Mapped[UUID]
    role: Mapped[Role] = mapped_column(status_type(Role))
    reason: Mapped[AssignmentReason] = mapped_column(status_type(AssignmentReason))
    open_cases: Mapped[int]
    by: Mapped[UUID | None]
    at: Mapped[datetime] = mapped_column(UTC_TIME, server_default=func.clock_timestamp())
