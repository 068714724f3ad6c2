"""通知公告: what everybody who signs in sees first."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.notices.models.base import Base
from shared.db import UTC_TIME, status_type
from shared.workflow import Workflow


class NoticeStatus(StrEnum):
    """A notice is read by people only while it is published."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Category(StrEnum):
    """What kind of text it is, as people call it."""

    NOTICE = "通知"
    ANNOUNCEMENT = "公告"
    POLICY = "政策文件"
    GUIDE = "操作指南"


CATEGORIES = ", ".join(f"'{category.value}'" for category in Category)


class Notice(Workflow, Base):
    """A text with a title, written in Markdown, and the unit that issued it."""

    __tablename__ = "notice"
    __table_args__ = (
        CheckConstraint("status IN ('draft', 'published', 'withdrawn')", name="notice_status"),
        CheckConstraint("(status = 'draft') = (published_at IS NULL)", name="notice_published_has_time"),
        CheckConstraint(f"category IN ({CATEGORIES})", name="notice_category"),
        Index("notice_list", "pinned", "published_at", "id", postgresql_where="status = 'published'"),
    )

    KIND: ClassVar[str] = "notice"
    TRANSITIONS: ClassVar = {
        NoticeStatus.DRAFT: frozenset({NoticeStatus.PUBLISHED}),
        NoticeStatus.PUBLISHED: frozenset({NoticeStatus.WITHDRAWN}),
    }

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    title: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    category: Mapped[Category] = mapped_column(status_type(Category))
    issuer: Mapped[str] = mapped_column(Text)
    pinned: Mapped[bool]
    status: Mapped[NoticeStatus] = mapped_column(status_type(NoticeStatus), default=NoticeStatus.DRAFT)
    version: Mapped[int] = mapped_column(default=1)
    published_at: Mapped[datetime | None] = mapped_column(UTC_TIME)


class Attachment(Base):
    """A file that belongs to a notice; its content lies in the files folder under a random name."""

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
