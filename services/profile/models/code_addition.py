"""代码补充: the codes that administrators have added to the lists that came with the program."""

from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.profile.models.base import Base
from services.profile.models.edition import Edition


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


class CodeAdditionEdition(Edition, Base):
    """An added code as somebody set it; the last id tells whether anything changed. Never updated, never deleted."""

    __tablename__ = "code_addition_edition"
    __table_args__ = (Index("code_addition_edition_addition", "addition_id", "version", unique=True),)

    addition_id: Mapped[UUID] = mapped_column(ForeignKey("code_addition.id"))
