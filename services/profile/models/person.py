"""Copies of what auth knows of people and units; nothing here changes them but auth's messages."""

from uuid import UUID

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.profile.models.base import Base
from shared.crypto import decrypt, encrypt


class Person(Base):
    """A person as auth last told of them; `merged_into` is the account that theirs went into."""

    __tablename__ = "person"
    __table_args__ = (
        Index("person_unit", "unit_id", "id"),
        Index("person_account", "account"),
        Index("person_merged_into", "merged_into", postgresql_where="merged_into IS NOT NULL"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    id_type: Mapped[str] = mapped_column(Text)
    encrypted_id_number: Mapped[str] = mapped_column(Text)
    unit_id: Mapped[UUID]
    is_professional: Mapped[bool]
    active: Mapped[bool]
    merged_into: Mapped[UUID | None]
    version: Mapped[int]

    @property
    def id_number(self) -> str:
        """The readable ID number; it leaves this service only masked."""
        return decrypt(self.encrypted_id_number, place=f"person|id_number|{self.id}")

    @id_number.setter
    def id_number(self, number: str) -> None:
        self.encrypted_id_number = encrypt(number, key="data-profile", place=f"person|id_number|{self.id}")


class Unit(Base):
    """A unit as auth last told of it."""

    __tablename__ = "unit"
    __table_args__ = (Index("unit_superior", "superior_id", "name", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    code: Mapped[str] = mapped_column(Text)
    nature: Mapped[str] = mapped_column(Text)
    region: Mapped[str] = mapped_column(Text)
    superior_id: Mapped[UUID | None]
    closed: Mapped[bool]
    version: Mapped[int]
