"""What others own and notices knows by message. A table for each source, since they arrive in any order."""

from typing import Any
from uuid import UUID

from sqlalchemy import Index, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.notices.models.base import Base


class Unit(Base):
    """A unit, as auth last told."""

    __tablename__ = "unit"
    __table_args__ = (Index("unit_superior", "superior_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    superior_id: Mapped[UUID | None]
    closed: Mapped[bool]
    version: Mapped[int]


class Person(Base):
    """A person, as auth last told; `merged_into` is the account that theirs went into."""

    __tablename__ = "person"
    __table_args__ = (Index("person_unit", "unit_id"), Index("person_account", "account"))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    unit_id: Mapped[UUID]
    active: Mapped[bool]
    merged_into: Mapped[UUID | None]
    is_professional: Mapped[bool] = mapped_column(server_default="true")
    version: Mapped[int]


class Staff(Base):
    """Who reviews and administers, and for which units, as auth last told."""

    __tablename__ = "staff"
    __table_args__ = (
        Index("staff_grants", "grants", postgresql_using="gin", postgresql_ops={"grants": "jsonb_path_ops"}),
    )

    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    active: Mapped[bool]
    grants: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    version: Mapped[int]


class RecordStatus(Base):
    """How a person's record stands, as profile last told."""

    __tablename__ = "record_status"

    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    status: Mapped[str] = mapped_column(Text)
    version: Mapped[int]
