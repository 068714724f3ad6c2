"""Tables that every service's first migration makes. Frozen: a change is a new module and a new migration."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

TIME = sa.DateTime(timezone=True)
CLOCK = sa.func.clock_timestamp()
WAITING = sa.text("acknowledged_at IS NULL AND dead_at IS NULL")


def create() -> None:
    """Make outbox_message, inbox_message and status_change."""
    _outbox()
    _inbox()
    op.create_table(
        "status_change",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("subject_id", sa.Uuid, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("old", sa.Text, nullable=False),
        sa.Column("new", sa.Text, nullable=False),
        sa.Column("by", sa.Uuid),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("at", TIME, server_default=sa.func.now(), nullable=False),
        sa.UniqueConstraint("kind", "subject_id", "version"),
    )
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON status_change "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )


def drop() -> None:
    """Undo `create`."""
    for table in ("status_change", "inbox_message", "outbox_message"):
        op.drop_table(table)
    op.execute("DROP FUNCTION refuse_change()")


def _outbox() -> None:
    op.create_table(
        "outbox_message",
        sa.Column("seq", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("id", sa.Uuid, server_default=sa.text("uuidv7()"), nullable=False, unique=True),
        sa.Column("queue", sa.Text, nullable=False),
        sa.Column("receiver", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("schema_version", sa.SmallInteger, nullable=False),
        sa.Column("aggregate_type", sa.Text, nullable=False),
        sa.Column("aggregate_id", sa.Text, nullable=False),
        sa.Column("aggregate_version", sa.BigInteger, nullable=False),
        sa.Column("payload", JSONB, nullable=False),
        sa.Column("headers", JSONB, nullable=False),
        sa.Column("created_at", TIME, server_default=CLOCK, nullable=False),
        sa.Column("available_at", TIME, server_default=CLOCK, nullable=False),
        sa.Column("sent_at", TIME),
        sa.Column("acknowledged_at", TIME),
        sa.Column("dead_at", TIME),
        sa.Column("attempts", sa.Integer, server_default="0", nullable=False),
        sa.Column("last_error", sa.Text),
        sa.CheckConstraint("acknowledged_at IS NULL OR dead_at IS NULL", name="outbox_message_ends_once"),
    )
    op.create_index("outbox_message_due", "outbox_message", ["queue", "available_at"], postgresql_where=WAITING)
    op.create_index(
        "outbox_message_dead", "outbox_message", ["dead_at"], postgresql_where=sa.text("dead_at IS NOT NULL")
    )


def _inbox() -> None:
    op.create_table(
        "inbox_message",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("receiver", sa.Text, nullable=False),
        sa.Column("sender", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("aggregate_type", sa.Text, nullable=False),
        sa.Column("aggregate_id", sa.Text, nullable=False),
        sa.Column("aggregate_version", sa.BigInteger, nullable=False),
        sa.Column("payload_sha256", sa.LargeBinary, nullable=False),
        sa.Column("deliveries", sa.Integer, server_default="1", nullable=False),
        sa.Column("outcome", sa.Text),
        sa.Column("first_at", TIME, server_default=CLOCK, nullable=False),
        sa.Column("processed_at", TIME),
        sa.Column("last_error", sa.Text),
    )
    op.create_index(
        "inbox_message_aggregate",
        "inbox_message",
        ["aggregate_type", "aggregate_id", "receiver", "aggregate_version"],
    )
    op.create_index(
        "inbox_message_unfinished", "inbox_message", ["first_at"], postgresql_where=sa.text("outcome IS NULL")
    )
