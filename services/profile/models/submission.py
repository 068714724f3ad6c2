"""What was handed in, frozen and numbered, and what was settled about it. Neither is ever changed again."""

import json
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.profile.models.base import Base
from shared.beijing import day_of
from shared.crypto import decrypt, encrypt
from shared.db import UTC_TIME
from shared.files import read_file


class Origin(StrEnum):
    """Why a snapshot was taken: the person submitted the record, or a change request took effect."""

    SUBMISSION = "submission"
    CHANGE = "change"


class Submission(Base):
    """An immutable numbered snapshot of a record.

    `content` is {"person": {...}, "sections": {key: [{"id", "data"}]}}; the ID number stands in it, and so in the hash,
    as a salted commitment. Number and salt lie encrypted in columns of their own, so that keys can be changed. Where
    there is no salt the snapshot is of before there were any, and a blind index of then stands in the content.

    Of one that was archived the content lies in the store of files and is read from there; `kept` then has the ids that
    it names and nothing else, so that the files that go with it stay.
    """

    __tablename__ = "submission"
    __table_args__ = (
        UniqueConstraint("record_id", "number", name="submission_number"),
        CheckConstraint("origin IN ('submission', 'change')", name="submission_origin_known"),
        Index("submission_to_archive", "created_at", "id", postgresql_where=text("archived_at IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    record_id: Mapped[UUID] = mapped_column(ForeignKey("record.id"))
    number: Mapped[int]
    origin: Mapped[str] = mapped_column(Text)
    kept: Mapped[dict[str, Any]] = mapped_column("content", JSONB)
    encrypted_id_number: Mapped[str] = mapped_column(Text)
    encrypted_salt: Mapped[str | None] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(Text)
    # What the printed form carries: 122 random bits that stand in no other address, so that only its reader knows them.
    verification_code: Mapped[UUID] = mapped_column(server_default=text("gen_random_uuid()"), unique=True)
    created_at: Mapped[datetime] = mapped_column(UTC_TIME, server_default=func.now())
    archived_at: Mapped[datetime | None] = mapped_column(UTC_TIME)

    @cached_property
    def content(self) -> dict[str, Any]:
        """What was handed in. Of an archived one raises NotFound, FileDamaged or StoreAway if it can't be read."""
        if self.archived_at is None:
            return self.kept
        content: dict[str, Any] = json.loads(read_file(self.archive_key, self.sha256))
        return content

    @property
    def archive_key(self) -> str:
        """Where its content lies in the store once it is archived, by year."""
        return f"profile/snapshots/{day_of(self.created_at).year}/{self.id}.json"

    @property
    def id_number(self) -> str:
        """The ID number as it was when the snapshot was taken."""
        return decrypt(self.encrypted_id_number, place=f"submission|id_number|{self.id}")

    @id_number.setter
    def id_number(self, number: str) -> None:
        self.encrypted_id_number = encrypt(number, key="data-profile", place=f"submission|id_number|{self.id}")

    @property
    def salt(self) -> str | None:
        """What the number in the content was salted with."""
        return self.encrypted_salt and decrypt(self.encrypted_salt, place=f"submission|salt|{self.id}")

    @salt.setter
    def salt(self, salt: str) -> None:
        self.encrypted_salt = encrypt(salt, key="data-profile", place=f"submission|salt|{self.id}")


class Settlement(Base):
    """The outcome that took effect for a submission or a change request: one, however many decisions arrive."""

    __tablename__ = "settlement"
    __table_args__ = (Index("settlement_subject", "subject_id"),)

    submission_id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    subject_id: Mapped[UUID]
    case_id: Mapped[UUID]
    outcome: Mapped[str] = mapped_column(Text)
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    decided_by: Mapped[UUID]
    role: Mapped[str] = mapped_column(Text)
    decided_at: Mapped[datetime] = mapped_column(UTC_TIME)
    settled_at: Mapped[datetime] = mapped_column(UTC_TIME, server_default=func.now())
