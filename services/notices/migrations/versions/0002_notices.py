"""Notices, messages to people, copies of who people are."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"

TIME = sa.DateTime(timezone=True)
STATUS = sa.String(20)
TABLES = ("attachment", "notice", "personal_message", "record_status", "staff", "person", "unit")


def upgrade() -> None:
    _copies()
    _copies_by_person()
    _notice()
    _attachment()
    _personal_message()


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)


def _copies() -> None:
    op.create_table(
        "unit",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("superior_id", sa.Uuid),
        sa.Column("closed", sa.Boolean, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("unit_id", sa.Uuid, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_index("person_unit", "person", ["unit_id"])


def _copies_by_person() -> None:
    op.create_table(
        "staff",
        sa.Column("person_id", sa.Uuid, primary_key=True),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("grants", JSONB, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_table(
        "record_status",
        sa.Column("person_id", sa.Uuid, primary_key=True),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )


def _notice() -> None:
    op.create_table(
        "notice",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("category", STATUS, nullable=False),
        sa.Column("issuer", sa.Text, nullable=False),
        sa.Column("pinned", sa.Boolean, nullable=False),
        sa.Column("status", STATUS, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("published_at", TIME),
        sa.CheckConstraint("status IN ('draft', 'published', 'withdrawn')", name="notice_status"),
        sa.CheckConstraint("(status = 'draft') = (published_at IS NULL)", name="notice_published_has_time"),
        sa.CheckConstraint("category IN ('通知', '公告', '政策文件', '操作指南')", name="notice_category"),
    )
    op.create_index(
        "notice_list",
        "notice",
        ["pinned", "published_at", "id"],
        postgresql_where=sa.text("status = 'published'"),
    )


def _attachment() -> None:
    op.create_table(
        "attachment",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("notice_id", sa.Uuid, sa.ForeignKey("notice.id"), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("media_type", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("sha256", sa.LargeBinary, nullable=False),
        sa.Column("stored_name", sa.Text, nullable=False, unique=True),
        sa.UniqueConstraint("notice_id", "position"),
    )


def _personal_message() -> None:
    op.create_table(
        "personal_message",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("recipient_id", sa.Uuid, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("link", sa.Text, nullable=False),
        sa.Column("created_at", TIME, server_default=sa.func.clock_timestamp(), nullable=False),
        sa.Column("read_at", TIME),
        sa.UniqueConstraint("recipient_id", "source"),
    )
    op.create_index("personal_message_list", "personal_message", ["recipient_id", "created_at", "id"])
    op.create_index(
        "personal_message_unread",
        "personal_message",
        ["recipient_id"],
        postgresql_where=sa.text("read_at IS NULL"),
    )
