"""The two tables between a service's own work and the broker. The database is the queue; Redis is the fast path."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Identity, Index, LargeBinary, SmallInteger, Text, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from shared.db import UTC_TIME, SharedBase
from shared.messaging.contracts import Payload


class OutboxMessage(SharedBase):
    """A message for one receiver, finished when the receiver has acknowledged it and not before."""

    __tablename__ = "outbox_message"
    __table_args__ = (
        CheckConstraint("acknowledged_at IS NULL OR dead_at IS NULL", name="outbox_message_ends_once"),
        Index(
            "outbox_message_due",
            "queue",
            "available_at",
            postgresql_where=text("acknowledged_at IS NULL AND dead_at IS NULL"),
        ),
        Index("outbox_message_dead", "dead_at", postgresql_where=text("dead_at IS NOT NULL")),
    )

    seq: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    id: Mapped[UUID] = mapped_column(server_default=text("uuidv7()"), unique=True)
    queue: Mapped[str] = mapped_column(Text)
    receiver: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    schema_version: Mapped[int] = mapped_column(SmallInteger)
    aggregate_type: Mapped[str] = mapped_column(Text)
    aggregate_id: Mapped[str] = mapped_column(Text)
    aggregate_version: Mapped[int] = mapped_column(BigInteger)
    payload: Mapped[Payload] = mapped_column(JSONB)
    headers: Mapped[dict[str, str]] = mapped_column(JSONB)
    created_at: Mapped[datetime] = mapped_column(UTC_TIME, server_default=func.clock_timestamp())
    available_at: Mapped[datetime] = mapped_column(UTC_TIME, server_default=func.clock_timestamp())
    sent_at: Mapped[datetime | None] = mapped_column(UTC_TIME)
    acknowledged_at: Mapped[datetime | None] = mapped_column(UTC_TIME)
    dead_at: Mapped[datetime | None] = mapped_column(UTC_TIME)
    attempts: Mapped[int] = mapped_column(server_default="0")
    last_error: Mapped[str | None] = mapped_column(Text)


class InboxMessage(SharedBase):
    """What has been delivered here, how often, and what became of it; the key that makes a message act once."""

    __tablename__ = "inbox_message"
    __table_args__ = (
        Index("inbox_message_aggregate", "aggregate_type", "aggregate_id", "receiver", "aggregate_version"),
        Index("inbox_message_unfinished", "first_at", postgresql_where=text("outcome IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    receiver: Mapped[str] = mapped_column(Text)
    sender: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    aggregate_type: Mapped[str] = mapped_column(Text)
    aggregate_id: Mapped[str] = mapped_column(Text)
    aggregate_version: Mapped[int] = mapped_column(BigInteger)
    payload_sha256: Mapped[bytes] = mapped_column(LargeBinary)
    deliveries: Mapped[int] = mapped_column(server_default="1")
    outcome: Mapped[str | None] = mapped_column(Text)
    first_at: Mapped[datetime] = mapped_column(UTC_TIME, server_default=func.clock_timestamp())
    processed_at: Mapped[datetime | None] = mapped_column(UTC_TIME)
    last_error: Mapped[str | None] = mapped_column(Text)
