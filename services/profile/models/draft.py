"""What was typed and not yet saved."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ARRAY, ForeignKey, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from services.profile.models.base import Base
from shared.crypto import decrypt, encrypt
from shared.db import UTC_TIME


class Typed:
    """What was typed and nobody has judged: it may hold anything, and is encrypted whole."""

    __tablename__: str

    id: Mapped[UUID]
    encrypted: Mapped[str] = mapped_column(Text)

    @property
    def values(self) -> dict[str, Any]:
        """What was typed."""
        typed: dict[str, Any] = json.loads(decrypt(self.encrypted, place=f"{self.__tablename__}|encrypted|{self.id}"))
        return typed

    @values.setter
    def values(self, values: dict[str, Any]) -> None:
        place = f"{self.__tablename__}|encrypted|{self.id}"
        self.encrypted = encrypt(json.dumps(values), key="data-profile", place=place)


class Draft(Typed, Base):
    """What stands in the open form of an entry, or (without `entry_id`) of a section's new one.

    `files` names the files in it, which are kept as long as it is. `base_version` is the version of the entry that the
    form was opened with.
    """

    __tablename__ = "draft"
    __table_args__ = (
        UniqueConstraint("record_id", "section", "entry_id", name="draft_form", postgresql_nulls_not_distinct=True),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    record_id: Mapped[UUID] = mapped_column(ForeignKey("record.id"))
    section: Mapped[str] = mapped_column(Text)
    entry_id: Mapped[UUID | None]
    base_version: Mapped[int | None]
    files: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    updated_at: Mapped[datetime] = mapped_column(UTC_TIME)
