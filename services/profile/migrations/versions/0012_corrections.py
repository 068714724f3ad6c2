"""Corrections of name, ID document and unit."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0012"
down_revision = "0011"

TIME = sa.DateTime(timezone=True)
WORD = sa.String(20)


def upgrade() -> None:
    op.create_table(
        "correction",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("record_id", sa.Uuid, sa.ForeignKey("record.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("status", WORD, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("old", JSONB, nullable=False),
        sa.Column("new", JSONB, nullable=False),
        sa.Column("encrypted_numbers", sa.Text),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("files", JSONB, nullable=False),
        sa.Column("submitted_at", TIME, server_default=sa.func.now(), nullable=False),
        sa.Column("case_id", sa.Uuid),
        sa.Column("decided_by", sa.Uuid),
        sa.Column("decided_role", sa.Text),
        sa.Column("decided_at", TIME),
        sa.Column("reasons", JSONB, nullable=False),
        sa.Column("holder_role", sa.Text),
        sa.Column("holder_unit", sa.Text),
        sa.UniqueConstraint("record_id", "number", name="correction_number"),
        sa.CheckConstraint("kind IN ('identity', 'transfer')", name="correction_kind_known"),
        sa.CheckConstraint(
            "status IN ('pending', 'applying', 'approved', 'rejected', 'withdrawn', 'conflict')",
            name="correction_status_known",
        ),
        sa.CheckConstraint("(kind = 'identity') = (encrypted_numbers IS NOT NULL)", name="correction_identity_numbers"),
        sa.CheckConstraint("(status = 'pending') = (decided_at IS NULL)", name="correction_decided_has_time"),
        sa.CheckConstraint(
            "status NOT IN ('applying', 'approved', 'rejected', 'conflict')"
            " OR (case_id IS NOT NULL AND decided_by IS NOT NULL AND decided_role IS NOT NULL)",
            name="correction_decided_by_somebody",
        ),
    )
    op.create_index(
        "correction_one_open",
        "correction",
        ["record_id", "kind"],
        unique=True,
        postgresql_where=sa.text("status IN ('pending', 'applying')"),
    )


def downgrade() -> None:
    op.drop_table("correction")
