"""The tree of units: 省 → 市/厅局 → 县 → 单位."""

from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.auth.models.base import Base


class Unit(Base):
    """An organisation, known by its 统一社会信用代码 and never by free text."""

    __tablename__ = "unit"
    __table_args__ = (
        CheckConstraint("code ~ '^[0-9A-HJ-NP-RTUWXY]{18}$'", name="unit_code_is_uscc"),
        CheckConstraint("superior_id <> id", name="unit_not_its_own_superior"),
        Index("unit_superior", "superior_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name: Mapped[str] = mapped_column(Text)
    code: Mapped[str] = mapped_column(Text, unique=True)
    nature: Mapped[str] = mapped_column(Text)
    region: Mapped[str] = mapped_column(Text)
    superior_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"))
    closed: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
