"""Copies of what the auth service owns and review needs: units, who may review for them, where people are now.

Kept by messages only. No foreign keys between them: messages about different things arrive in any order.
"""

from uuid import UUID

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.review.models.base import Base
from shared.auth import Role
from shared.db import status_type


class Unit(Base):
    """A unit, the one above it, and the one that it went into if it is no more."""

    __tablename__ = "unit"
    __table_args__ = (Index("unit_superior", "superior_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    superior_id: Mapped[UUID | None]
    closed: Mapped[bool]
    merged_into: Mapped[UUID | None]
    version: Mapped[int] = mapped_column(server_default="0", default=0)


class Person(Base):
    """Whom cases are about: the name and the unit that count now, learned from whatever message is the newest."""

    __tablename__ = "person"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    unit_id: Mapped[UUID]
    version: Mapped[int]


class Staff(Base):
    """Somebody who reviews or administers."""

    __tablename__ = "staff"

    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    active: Mapped[bool]
    on_leave: Mapped[bool]

    @property
    def available(self) -> bool:
        """Whether cases may lie with this person now."""
        return self.active and not self.on_leave


class StaffGrant(Base):
    """A role that somebody holds for a unit."""

    __tablename__ = "staff_grant"
    __table_args__ = (Index("staff_grant_unit", "unit_id", "role"),)

    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    role: Mapped[Role] = mapped_column(status_type(Role), primary_key=True)
    unit_id: Mapped[UUID] = mapped_column(primary_key=True)
