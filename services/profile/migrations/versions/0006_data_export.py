"""Copies of a person's own data."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

TIME = sa.DateTime(timezone=True)
NOW = sa.func.now()


def upgrade() -> None:
    op.create_table(
        "data_export",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("person_id", sa.Uuid, sa.ForeignKey("record.id"), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("requested_at", TIME, server_default=NOW, nullable=False),
        sa.Column("ready_at", TIME),
        sa.Column("expires_at", TIME),
        sa.Column("stored_as", sa.Text),
        sa.Column("size", sa.BigInteger),
        sa.Column("sha256", sa.Text),
        sa.CheckConstraint("status IN ('queued', 'ready', 'failed', 'expired')", name="data_export_status_known"),
        sa.CheckConstraint(
            "status <> 'ready' OR (stored_as IS NOT NULL AND sha256 IS NOT NULL AND expires_at IS NOT NULL)",
            name="data_export_ready_has_archive",
        ),
    )
    op.create_index("data_export_person", "data_export", ["person_id", "requested_at"])
    op.create_index(
        "data_export_one_running",
        "data_export",
        ["person_id"],
        unique=True,
        postgresql_where=sa.text("status = 'queued'"),
    )


def downgrade() -> None:
    op.drop_table("data_export")
