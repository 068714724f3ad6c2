"""The tables of the audit log, in every service's database. Rows are added and never changed: a trigger sees to it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Identity, Index, LargeBinary, Text, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from shared.db import UTC_TIME, SharedBase

OWN_TRANSACTION = text("((pg_current_xact_id())::text)::bigint")


class AuditEntry(SharedBase):
    """One act. `xid` is the transaction that wrote it: by it the chain knows which rows can have no more before them.

    The name and the account are those of the moment, whatever the person is called later.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (
        CheckConstraint("result IN ('done', 'refused', 'failed')", name="audit_entry_result"),
        Index("audit_entry_order", "xid", "seq", unique=True),
        Index("audit_entry_at", "at", "seq"),
        Index("audit_entry_actor", "actor_id", "at", "seq"),
        Index("audit_entry_account", "account", "actor_id"),
        Index("audit_entry_name", "name", "actor_id"),
        Index("audit_entry_act", "act", "at", "seq"),
        Index("audit_entry_object", "object_id", "at", "seq"),
        Index("audit_entry_not_done", "at", "seq", postgresql_where=text("result <> 'done'")),
    )

    seq: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    xid: Mapped[int] = mapped_column(BigInteger, server_default=OWN_TRANSACTION)
    at: Mapped[datetime] = mapped_column(UTC_TIME, server_default=func.clock_timestamp())
    actor_id: Mapped[UUID | None]
    account: Mapped[str | None] = mapped_column(Text)
    name: Mapped[str | None] = mapped_column(Text)
    roles: Mapped[str | None] = mapped_column(Text)
    unit_id: Mapped[UUID | None]
    address: Mapped[str | None] = mapped_column(Text)
    request_id: Mapped[str | None] = mapped_column(Text)
    act: Mapped[str] = mapped_column(Text)
    word: Mapped[str] = mapped_column(Text)
    kind: Mapped[str | None] = mapped_column(Text)
    object_id: Mapped[str | None] = mapped_column(Text)
    result: Mapped[str] = mapped_column(Text)
    details: Mapped[dict[str, Any]] = mapped_column(JSONB)


class AuditLink(SharedBase):
    """The place of a row in the chain, and the hash over it and everything before it."""

    __tablename__ = "audit_link"

    position: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    entry: Mapped[int] = mapped_column(BigInteger, unique=True)
    hash: Mapped[bytes] = mapped_column(LargeBinary)


class AuditHead(SharedBase):
    """How far the chain had come at a time, signed by the service; copies of it lie outside the database."""

    __tablename__ = "audit_head"

    position: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    hash: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime] = mapped_column(UTC_TIME)
    signature: Mapped[bytes] = mapped_column(LargeBinary)


class AuditArchive(SharedBase):
    """A month that lies in a file: up to which place of the chain, and the hash there. `month` is its first day.

    What the file holds may be removed from the tables, and nothing else: a trigger sees to it.
    """

    __tablename__ = "audit_archive"

    last_position: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    month: Mapped[date]
    last_xid: Mapped[int] = mapped_column(BigInteger)
    last_seq: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime] = mapped_column(UTC_TIME, server_default=func.clock_timestamp())
