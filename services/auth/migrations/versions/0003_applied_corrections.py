"""Which corrections of people were dealt with."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "applied_correction",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("person_id", sa.Uuid, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("obstacle", sa.Text),
        sa.Column("person_version", sa.Integer, nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.CheckConstraint("outcome IN ('approved', 'conflict')", name="applied_correction_outcome"),
        sa.CheckConstraint("(outcome = 'conflict') = (obstacle IS NOT NULL)", name="applied_correction_obstacle"),
    )


def downgrade() -> None:
    op.drop_table("applied_correction")
