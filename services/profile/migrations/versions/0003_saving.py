"""Drafts, entries that can be brought back, and answers to requests that may be repeated."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0003"
down_revision = "0002"

TIME = sa.DateTime(timezone=True)
NOW = sa.func.now()


def upgrade() -> None:
    op.create_table(
        "draft",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("record_id", sa.Uuid, sa.ForeignKey("record.id"), nullable=False),
        sa.Column("section", sa.Text, nullable=False),
        sa.Column("entry_id", sa.Uuid),
        sa.Column("base_version", sa.Integer),
        sa.Column("encrypted", sa.Text, nullable=False),
        sa.Column("files", ARRAY(sa.Uuid), nullable=False),
        sa.Column("updated_at", TIME, nullable=False),
        sa.UniqueConstraint("record_id", "section", "entry_id", name="draft_form", postgresql_nulls_not_distinct=True),
    )
    op.create_table(
        "removed_entry",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("record_id", sa.Uuid, sa.ForeignKey("record.id"), nullable=False),
        sa.Column("section", sa.Text, nullable=False),
        sa.Column("single", sa.Boolean, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("data", JSONB, nullable=False),
        sa.Column("encrypted", sa.Text),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("content_version", sa.Integer, nullable=False),
        sa.Column("removed_at", TIME, server_default=NOW, nullable=False),
    )
    op.create_index("removed_entry_record", "removed_entry", ["record_id"])
    op.create_table(
        "answered_request",
        sa.Column("person_id", sa.Uuid, primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("answer", JSONB),
        sa.Column("created_at", TIME, server_default=NOW, nullable=False),
    )


def downgrade() -> None:
    for table in ("answered_request", "removed_entry", "draft"):
        op.drop_table(table)
