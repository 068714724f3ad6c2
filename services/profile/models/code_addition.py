"""代码补充: the codes that administrators have added to the lists that came with the program."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, Text, UniqueConstraint, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.profile.models.base import Base
from shared.db import UTC_TIME


class CodeAddition(Base):
    """An added code as it is now. Only the days on which it may be chosen change; it is never deleted."""

    __tablename__ = "code_addition"
    __table_args__ = (
        UniqueConstraint("codes", "code", name="code_addition_code"),
        CheckConstraint("code ~ '^X[0-9]{2,}$'", name="code_addition_code_is_ours"),
        CheckConstraint("(codes = 'title') = (series <> '' AND level <> '')", name="code_addition_title_whole"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    codes: Mapped[str] = mapped_column(Text)
    code: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    pinyin: Mapped[str] = mapped_column(Text)
    group: Mapped[str] = mapped_column("group_name", Text)
    series: Mapped[str] = mapped_column(Text)
    level: Mapped[str] = mapped_column(Text)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    version: Mapped[int]


class CodeAdditionEdition(Base):
    """An added code as somebody set it; the last id tells whether anything changed. Never updated, never deleted."""

    __tablename__ = "code_addition_edition"
    __table_args__ = (Index("code_addition_edition_addition", "addition_id", "version", unique=True),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    addition_id: Mapped[UUID] = mapped_column(ForeignKey("code_addition.id"))
    version: Mapped[int]
    deed: Mapped[str] = mapped_column(Text)
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
    by: Mapped[UUID]
    by_name: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UTC_TIME, server_default=func.clock_timestamp())
