"""A person's record: its status, and the entries of its sections."""

import json
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services.profile.models.base import Base
from services.profile.models.person import Person
from shared.catalogue import sensitive_fields
from shared.crypto import decrypt, encrypt
from shared.db import UTC_TIME, status_type
from shared.workflow import Workflow


class RecordStatus(StrEnum):
    """Where a record stands between the person and the reviewer."""

    DRAFT = "draft"
    PENDING = "pending"
    APPROVED = "approved"
    RETURNED = "returned"


class Record(Workflow, Base):
    """The record of one person; `id` is the person's."""

    KIND = "record"
    TRANSITIONS: ClassVar = {
        RecordStatus.DRAFT: frozenset({RecordStatus.PENDING}),
        RecordStatus.PENDING: frozenset({RecordStatus.APPROVED, RecordStatus.RETURNED, RecordStatus.DRAFT}),
        RecordStatus.RETURNED: frozenset({RecordStatus.PENDING}),
        RecordStatus.APPROVED: frozenset({RecordStatus.DRAFT}),
    }
    EDITABLE = frozenset({RecordStatus.DRAFT, RecordStatus.RETURNED})
    SITTING_PAUSE = timedelta(hours=2)

    __tablename__ = "record"
    __table_args__ = (
        CheckConstraint("status IN ('draft', 'pending', 'approved', 'returned')", name="record_status_known"),
        CheckConstraint("status = 'draft' OR submission_id IS NOT NULL", name="record_submitted_has_submission"),
    )

    id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    status: Mapped[RecordStatus] = mapped_column(status_type(RecordStatus), default=RecordStatus.DRAFT)
    version: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[datetime | None] = mapped_column(UTC_TIME)
    # The snapshot that is under review, or that was last decided on or last followed an approved change. Deferred,
    # because the two rows name each other.
    submission_id: Mapped[UUID | None] = mapped_column(
        ForeignKey(
            "submission.id", name="record_submission_id_fkey", use_alter=True, deferrable=True, initially="DEFERRED"
        )
    )
    # The time in which the person was last at work on it, see `sit`.
    sitting_from: Mapped[datetime | None] = mapped_column(UTC_TIME)
    sitting_until: Mapped[datetime | None] = mapped_column(UTC_TIME)
    holder_role: Mapped[str | None] = mapped_column(Text)
    holder_unit: Mapped[str | None] = mapped_column(Text)
    last_reasons: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)

    person: Mapped[Person] = relationship(viewonly=True)

    @property
    def editable(self) -> bool:
        """Whether the person may change more than the contact data."""
        return self.status in self.EDITABLE

    def sit(self, now: datetime) -> None:
        """Note that something was kept or saved; after a pause without that another sitting begins."""
        if self.sitting_until is None or now - self.sitting_until > self.SITTING_PAUSE:
            self.sitting_from = now
        self.sitting_until = now

    @property
    def sitting(self) -> tuple[datetime, datetime] | None:
        """From when to when the person was last at work on it."""
        return (self.sitting_from, self.sitting_until) if self.sitting_from and self.sitting_until else None


class EntryValues:
    """What an entry says. `data` holds all but the sensitive values, which lie encrypted beside it."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    record_id: Mapped[UUID] = mapped_column(ForeignKey("record.id"))
    section: Mapped[str] = mapped_column(Text)
    single: Mapped[bool]
    position: Mapped[int]
    data: Mapped[dict[str, Any]] = mapped_column(JSONB)
    encrypted: Mapped[str | None] = mapped_column(Text)
    # `version` counts every change, for two open tabs; `content_version` only those of what a submission freezes.
    version: Mapped[int] = mapped_column(default=1)
    content_version: Mapped[int] = mapped_column(default=1)

    @property
    def values(self) -> dict[str, Any]:
        """All values, the sensitive ones readable."""
        if self.encrypted is None:
            return dict(self.data)
        sensitive: dict[str, Any] = json.loads(decrypt(self.encrypted, place=f"entry|encrypted|{self.id}"))
        return self.data | sensitive

    @values.setter
    def values(self, values: dict[str, Any]) -> None:
        sensitive = {field.key: values[field.key] for field in sensitive_fields(self.section) if field.key in values}
        self.data = {key: value for key, value in values.items() if key not in sensitive}
        self.encrypted = (
            encrypt(json.dumps(sensitive), key="data-profile", place=f"entry|encrypted|{self.id}")
            if sensitive
            else None
        )


class Entry(EntryValues, Base):
    """One entry of a section."""

    __tablename__ = "entry"
    __table_args__ = (
        UniqueConstraint("record_id", "section", "position", name="entry_position"),
        Index("entry_single", "record_id", "section", unique=True, postgresql_where=text("single")),
    )

    updated_at: Mapped[datetime] = mapped_column(UTC_TIME, server_default=func.now())


class RemovedEntry(EntryValues, Base):
    """An entry that was deleted and can still be brought back, under the id it had."""

    __tablename__ = "removed_entry"
    __table_args__ = (Index("removed_entry_record", "record_id"),)

    removed_at: Mapped[datetime] = mapped_column(UTC_TIME, server_default=func.now())
