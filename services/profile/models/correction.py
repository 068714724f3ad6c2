"""A wish to correct what only an administrator may: name and ID document, or the unit."""

import json
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, NamedTuple
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.profile.models.base import Base
from shared.crypto import decrypt, encrypt
from shared.db import UTC_TIME, status_type
from shared.workflow import Workflow


class CorrectionKind(StrEnum):
    """What is to be corrected."""

    IDENTITY = "identity"
    TRANSFER = "transfer"


class CorrectionStatus(StrEnum):
    """Where a correction stands; while it is `applying`, auth has yet to say whether it could be done."""

    PENDING = "pending"
    APPLYING = "applying"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    CONFLICT = "conflict"


OPEN = frozenset({CorrectionStatus.PENDING, CorrectionStatus.APPLYING})


class Numbers(NamedTuple):
    """The ID number as it is, and as it should be."""

    old: str
    new: str


class Correction(Workflow, Base):
    """One wished correction. `old` and `new` hold name and document type, or the unit; ID numbers lie encrypted."""

    KIND = "correction"
    TRANSITIONS: ClassVar[Mapping[CorrectionStatus, frozenset[CorrectionStatus]]] = {
        CorrectionStatus.PENDING: frozenset(
            {CorrectionStatus.APPLYING, CorrectionStatus.REJECTED, CorrectionStatus.WITHDRAWN}
        ),
        CorrectionStatus.APPLYING: frozenset({CorrectionStatus.APPROVED, CorrectionStatus.CONFLICT}),
    }

    __tablename__ = "correction"
    __table_args__ = (
        UniqueConstraint("record_id", "number", name="correction_number"),
        CheckConstraint("kind IN ('identity', 'transfer')", name="correction_kind_known"),
        CheckConstraint(
            "status IN ('pending', 'applying', 'approved', 'rejected', 'withdrawn', 'conflict')",
            name="correction_status_known",
        ),
        CheckConstraint("(kind = 'identity') = (encrypted_numbers IS NOT NULL)", name="correction_identity_numbers"),
        CheckConstraint("(status = 'pending') = (decided_at IS NULL)", name="correction_decided_has_time"),
        CheckConstraint(
            "status NOT IN ('applying', 'approved', 'rejected', 'conflict')"
            " OR (case_id IS NOT NULL AND decided_by IS NOT NULL AND decided_role IS NOT NULL)",
            name="correction_decided_by_somebody",
        ),
        Index(
            "correction_one_open",
            "record_id",
            "kind",
            unique=True,
            postgresql_where=text("status IN ('pending', 'applying')"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    record_id: Mapped[UUID] = mapped_column(ForeignKey("record.id"))
    number: Mapped[int]
    kind: Mapped[CorrectionKind] = mapped_column(status_type(CorrectionKind))
    status: Mapped[CorrectionStatus] = mapped_column(status_type(CorrectionStatus), default=CorrectionStatus.PENDING)
    version: Mapped[int] = mapped_column(default=1)
    old: Mapped[dict[str, Any]] = mapped_column(JSONB)
    new: Mapped[dict[str, Any]] = mapped_column(JSONB)
    encrypted_numbers: Mapped[str | None] = mapped_column(Text)
    encrypted_salt: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    files: Mapped[list[dict[str, str]]] = mapped_column(JSONB)
    submitted_at: Mapped[datetime] = mapped_column(UTC_TIME, server_default=func.now())
    case_id: Mapped[UUID | None]
    decided_by: Mapped[UUID | None]
    decided_role: Mapped[str | None] = mapped_column(Text)
    decided_at: Mapped[datetime | None] = mapped_column(UTC_TIME)
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    holder_role: Mapped[str | None] = mapped_column(Text)
    holder_unit: Mapped[str | None] = mapped_column(Text)

    @property
    def numbers(self) -> Numbers | None:
        """The readable ID numbers; they leave this service only masked."""
        if self.encrypted_numbers is None:
            return None
        return Numbers(*json.loads(decrypt(self.encrypted_numbers, place=f"correction|numbers|{self.id}")))

    @numbers.setter
    def numbers(self, numbers: Numbers) -> None:
        self.encrypted_numbers = encrypt(json.dumps(numbers), key="data-profile", place=f"correction|numbers|{self.id}")

    @property
    def salt(self) -> str | None:
        """What the numbers are salted with where a hash tells of them; None of before there were salts."""
        return self.encrypted_salt and decrypt(self.encrypted_salt, place=f"correction|salt|{self.id}")

    @salt.setter
    def salt(self, salt: str) -> None:
        self.encrypted_salt = encrypt(salt, key="data-profile", place=f"correction|salt|{self.id}")
