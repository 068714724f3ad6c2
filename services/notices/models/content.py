"""What a notice says and to whom: the part that its editions, and the one in preparation, have alike."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, Text, Uuid, func
from sqlalchemy.orm import Mapped, mapped_column

from services.notices.models.base import Base
from shared.db import UTC_TIME, status_type


class Category(StrEnum):
    """What kind of text it is, as people call it."""

    NOTICE = "通知"
    ANNOUNCEMENT = "公告"
    POLICY = "政策文件"
    GUIDE = "操作指南"


CATEGORIES = ", ".join(f"'{category.value}'" for category in Category)


class Content:
    """A text with a title, written in Markdown, and whom it concerns.

    It concerns those who hold one of `roles` in one of `unit_ids` or below; no units: the whole province, no roles:
    everybody. With `statuses` it concerns those professionals only whose record stands so. What is `public` can be read
    without signing in. `attachment_ids` are its files in their order.
    """

    title: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    category: Mapped[Category] = mapped_column(status_type(Category))
    must_read: Mapped[bool] = mapped_column(server_default="false", default=False)
    public: Mapped[bool] = mapped_column(server_default="false", default=False)
    unit_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid), server_default="{}", default=list)
    roles: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}", default=list)
    statuses: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}", default=list)
    attachment_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid), server_default="{}", default=list)


class Edition(Content, Base):
    """What people could read from a moment on, until the next edition; never updated."""

    __tablename__ = "notice_edition"

    notice_id: Mapped[UUID] = mapped_column(ForeignKey("notice.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    note: Mapped[str] = mapped_column(Text)
    by: Mapped[UUID | None]
    by_name: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UTC_TIME)


class Revision(Content, Base):
    """The next edition of a published notice while it is prepared; `note` will tell people what has changed."""

    __tablename__ = "notice_revision"
    __table_args__ = (CheckConstraint(f"category IN ({CATEGORIES})", name="notice_revision_category"),)

    notice_id: Mapped[UUID] = mapped_column(ForeignKey("notice.id"), primary_key=True)
    note: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1)
    by: Mapped[UUID | None]
    by_name: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime] = mapped_column(UTC_TIME, server_default=func.now(), onupdate=func.now())
