"""Chains of stages for units; a stage knows its name, its level and its days, and is due only once it has begun."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "chain",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("unit_id", sa.Uuid, nullable=False),
        sa.Column("stages", JSONB),
        sa.Column("resume", sa.String(20), nullable=False),
        sa.Column("by", sa.Uuid, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.func.clock_timestamp(), nullable=False),
        sa.CheckConstraint("resume IN ('first', 'returned')", name="chain_resume"),
        sa.CheckConstraint("stages IS NULL OR jsonb_array_length(stages) > 0", name="chain_has_stages"),
    )
    op.create_index("chain_unit", "chain", ["unit_id", "id"])
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON chain FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    # What the previous release writes without these is the one stage that it knows.
    op.add_column("stage", sa.Column("title", sa.Text, server_default="单位审核", nullable=False))
    op.add_column("stage", sa.Column("levels_up", sa.SmallInteger, server_default="0", nullable=False))
    op.add_column("stage", sa.Column("days", sa.SmallInteger, server_default="10", nullable=False))
    op.alter_column("stage", "due_at", nullable=True)


def downgrade() -> None:
    op.execute("DELETE FROM stage WHERE due_at IS NULL")
    op.alter_column("stage", "due_at", nullable=False)
    op.drop_column("stage", "days")
    op.drop_column("stage", "levels_up")
    op.drop_column("stage", "title")
    op.drop_table("chain")
