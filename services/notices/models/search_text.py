"""通知公告 as they are searched."""

from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from services.notices.models.base import Base


class SearchText(Base):
    """What can be found in a notice's edition in force; `grams` are its signs and pairs of signs.

    `title` and `text`, which is title, body and names of files, are folded (`services.notices.searching`); `shown` is
    the body as people see it.
    """

    __tablename__ = "notice_search_text"
    __table_args__ = (Index("notice_search_text_grams", "grams", postgresql_using="gin"),)

    notice_id: Mapped[UUID] = mapped_column(ForeignKey("notice.id"), primary_key=True)
    title: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    shown: Mapped[str] = mapped_column(Text)
    grams: Mapped[list[str]] = mapped_column(ARRAY(Text))
