"""通知公告: what people who sign in see first."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, Text, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from services.notices.models.base import Base
from services.notices.models.content import CATEGORIES, Content
from shared.db import UTC_TIME, status_type
from shared.workflow import Workflow


class NoticeStatus(StrEnum):
    """A notice is read by people only while it is published, and between its two moments."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Notice(Workflow, Content, Base):
    """A notice with its content in force; a draft's is still being written.

    `issuer` is the unit's name as printed; without `issuer_unit_id` the system administrators issue it. People can read
    it from `published_at`, which may be to come, until `published_until` if that is set. `edition` is the number of the
    edition in force, 0 of a draft; `revised_at` is when that took the place of an earlier one.
    """

    __tablename__ = "notice"
    __table_args__ = (
        CheckConstraint("status IN ('draft', 'published', 'withdrawn')", name="notice_status"),
        CheckConstraint("(status = 'draft') = (published_at IS NULL)", name="notice_published_has_time"),
        CheckConstraint("published_until > published_at", name="notice_ends_after_begin"),
        CheckConstraint(f"category IN ({CATEGORIES})", name="notice_category"),
        Index("notice_list", "pinned", "published_at", "id", postgresql_where="status = 'published'"),
        Index("notice_begins", "published_at", postgresql_where="status = 'published'"),
        Index(
            "notice_ends",
            "published_until",
            postgresql_where="status = 'published' AND published_until IS NOT NULL",
        ),
        Index("notice_public", "published_at", "id", postgresql_where="status = 'published' AND public"),
        Index("notice_must_read", "published_at", "id", postgresql_where="status = 'published' AND must_read"),
        Index("notice_of_unit", "issuer_unit_id", "created_at", "id"),
    )

    KIND: ClassVar[str] = "notice"
    TRANSITIONS: ClassVar = {
        NoticeStatus.DRAFT: frozenset({NoticeStatus.PUBLISHED}),
        NoticeStatus.PUBLISHED: frozenset({NoticeStatus.DRAFT, NoticeStatus.WITHDRAWN}),
    }

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    issuer_unit_id: Mapped[UUID | None]
    issuer: Mapped[str] = mapped_column(Text)
    author_id: Mapped[UUID | None]
    author_name: Mapped[str] = mapped_column(Text, server_default="", default="")
    created_at: Mapped[datetime] = mapped_column(UTC_TIME, server_default=func.clock_timestamp())
    pinned: Mapped[bool]
    status: Mapped[NoticeStatus] = mapped_column(status_type(NoticeStatus), default=NoticeStatus.DRAFT)
    version: Mapped[int] = mapped_column(default=1)
    edition: Mapped[int] = mapped_column(server_default="0", default=0)
    published_at: Mapped[datetime | None] = mapped_column(UTC_TIME)
    published_until: Mapped[datetime | None] = mapped_column(UTC_TIME)
    revised_at: Mapped[datetime | None] = mapped_column(UTC_TIME)


class Attachment(Base):
    """A file of a notice; its content lies in the files folder under a random name.

    Which editions have it, and in which order, they say themselves (`attachment_ids`); `position` only tells in which
    order the files came.
    """

    __tablename__ = "attachment"
    __table_args__ = (UniqueConstraint("notice_id", "position"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    notice_id: Mapped[UUID] = mapped_column(ForeignKey("notice.id"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(Text)
    media_type: Mapped[str] = mapped_column(Text)
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[bytes] = mapped_column(LargeBinary)
    stored_name: Mapped[str] = mapped_column(Text, unique=True)
