"""Overdue cases that were taken to an administrator."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "escalation",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("case_id", sa.Uuid, sa.ForeignKey("review_case.id"), nullable=False, index=True),
        sa.Column("stage_id", sa.Uuid, sa.ForeignKey("stage.id"), nullable=False),
        sa.Column("step", sa.SmallInteger, nullable=False),
        sa.Column("told", sa.ARRAY(sa.Uuid), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.func.clock_timestamp(), nullable=False),
        sa.CheckConstraint("step IN (1, 2)", name="escalation_step"),
        sa.UniqueConstraint("stage_id", "step", name="escalation_once"),
    )
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON escalation FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.create_index(
        "review_case_overdue", "review_case", ["due_at"], postgresql_where=sa.text("status IN ('queued', 'assigned')")
    )


def downgrade() -> None:
    op.drop_index("review_case_overdue")
    op.drop_table("escalation")
