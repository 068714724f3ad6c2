"""The tree of units: 省 → 市/厅局 → 县 → 单位, and all that was done to it."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, Text, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, validates

from services.auth.models.base import Base
from services.auth.models.unit_names import search_text, unit_name_key
from shared.db import UTC_TIME


class Unit(Base):
    """An organisation, known by its 统一社会信用代码 and never by free text.

    `name_key` is the name as it is compared, `search` what it is found by. A unit that was merged into another is
    closed and points to that one, so that its code still leads somewhere.
    """

    __tablename__ = "unit"
    __table_args__ = (
        CheckConstraint("code ~ '^[0-9A-HJ-NP-RTUWXY]{18}$'", name="unit_code_is_uscc"),
        CheckConstraint("superior_id <> id", name="unit_not_its_own_superior"),
        CheckConstraint("merged_into_id IS NULL OR closed", name="unit_merged_is_closed"),
        Index("unit_superior", "superior_id", "name", "id"),
        Index("unit_merged", "merged_into_id", postgresql_where=text("merged_into_id IS NOT NULL")),
        Index(
            "unit_name",
            "superior_id",
            "name_key",
            unique=True,
            postgresql_where=text("NOT closed"),
            postgresql_nulls_not_distinct=True,
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name: Mapped[str] = mapped_column(Text)
    name_key: Mapped[str] = mapped_column(Text, server_default="")
    search: Mapped[str] = mapped_column(Text, server_default="")
    code: Mapped[str] = mapped_column(Text, unique=True)
    nature: Mapped[str] = mapped_column(Text)
    region: Mapped[str] = mapped_column(Text)
    phone: Mapped[str] = mapped_column(Text, server_default="", default="")
    address: Mapped[str] = mapped_column(Text, server_default="", default="")
    superior_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"))
    closed: Mapped[bool] = mapped_column(default=False)
    merged_into_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"))
    version: Mapped[int] = mapped_column(default=1)

    @validates("name", "code")
    def _be_found(self, attribute: str, value: str) -> str:
        name, code = (value if attribute == one else getattr(self, one) or "" for one in ("name", "code"))
        self.name_key, self.search = unit_name_key(name), search_text(name, code)
        return value


class UnitEvent(Base):
    """One thing that was done to a unit, with the facts before and after. Never updated, never deleted."""

    __tablename__ = "unit_event"
    __table_args__ = (
        CheckConstraint(
            "deed IN ('created', 'changed', 'moved', 'merged', 'took_in', 'closed')", name="unit_event_deed"
        ),
        Index("unit_event_unit", "unit_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    deed: Mapped[str] = mapped_column(Text)
    before: Mapped[dict[str, Any]] = mapped_column(JSONB)
    after: Mapped[dict[str, Any]] = mapped_column(JSONB)
    reason: Mapped[str] = mapped_column(Text, server_default="", default="")
    by: Mapped[UUID | None]
    at: Mapped[datetime] = mapped_column(UTC_TIME, server_default=func.clock_timestamp())
