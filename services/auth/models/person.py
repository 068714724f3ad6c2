"""A person with one account, and the roles granted to them."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    Sequence,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, validates

from services.auth.models.base import Base
from shared.auth import Role
from shared.db import UTC_TIME, status_type
from shared.pinyin import spoken

ACCOUNT_NUMBERS = Sequence("account_number", start=10_000_001, metadata=Base.metadata)

EXCLUDING_EACH_OTHER = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR)
"""Nobody holds two of these: who runs the system, who grants power over it, and who watches both (等保 8.1.4.2)."""


def _one_of(roles: tuple[Role, ...]) -> str:
    return f"role IN ({', '.join(repr(role.value) for role in roles)})"


class Person(Base):
    """One person, one account: a number that is assigned; the ID number is a second key through its blind index.

    One that went into another account of the same person (`merged_into_id`) is found by its ID number no more.
    """

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint("name <> ''", name="person_has_name"),
        CheckConstraint("account ~ '^[0-9]{8,}$'", name="person_account_is_number"),
        CheckConstraint("leave_until >= leave_from", name="person_leave_has_days"),
        CheckConstraint(
            "(merged_into_id IS NULL) = (id_number_index IS NOT NULL)", name="person_merged_is_found_no_more"
        ),
        CheckConstraint("merged_into_id IS NULL OR NOT active", name="person_merged_is_disabled"),
        Index("person_unit_name", "unit_id", "name", "id", postgresql_include=["active"]),
        Index("person_unit_pinyin", "unit_id", "pinyin", "id", postgresql_include=["active"]),
        Index("person_name", "name", "id"),
        Index("person_pinyin", "pinyin", "id"),
        Index("person_initials", "initials", "pinyin", "id"),
        Index("person_disabled_name", "name", "id", postgresql_where=text("NOT active")),
        Index("person_disabled_pinyin", "pinyin", "id", postgresql_where=text("NOT active")),
        Index("person_leave", "leave_until", postgresql_where=text("leave_until IS NOT NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    account: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text(collation="C"))
    pinyin: Mapped[str] = mapped_column(Text(collation="C"), server_default="")
    initials: Mapped[str] = mapped_column(Text(collation="C"), server_default="")
    id_type: Mapped[str] = mapped_column(Text)
    id_number: Mapped[str] = mapped_column(Text)  # encrypted for this row
    id_number_index: Mapped[bytes | None] = mapped_column(LargeBinary, unique=True)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    active: Mapped[bool] = mapped_column(default=True)
    merged_into_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    on_leave: Mapped[bool] = mapped_column(default=False)
    leave_from: Mapped[date | None]
    leave_until: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UTC_TIME, server_default=func.now())

    @property
    def id_number_place(self) -> str:
        """What the encrypted ID number is bound to."""
        return f"person|id_number|{self.id}"

    @validates("name")
    def _find_as_spoken(self, _: str, name: str) -> str:
        self.pinyin, self.initials = spoken(name)
        return name


class Grant(Base):
    """A role that a person has for a unit and those below it."""

    __tablename__ = "role_grant"
    __table_args__ = (
        UniqueConstraint("person_id", "role", "unit_id"),
        Index("role_grant_role", "role", "person_id"),
        CheckConstraint(_one_of(tuple(Role)), name="role_grant_role"),
        Index("role_grant_unit", "unit_id"),
        Index(
            "role_grant_excluding_each_other",
            "person_id",
            unique=True,
            postgresql_where=_one_of(EXCLUDING_EACH_OTHER),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    role: Mapped[Role] = mapped_column(status_type(Role))
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    granted_at: Mapped[datetime] = mapped_column(UTC_TIME, server_default=func.now())
