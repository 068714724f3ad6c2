"""Looks at the ID numbers of a correction, each with its reason."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

ONE = "opened_number_one_subject"


def upgrade() -> None:
    op.add_column("opened_number", sa.Column("correction_id", sa.Uuid, sa.ForeignKey("correction.id")))
    op.add_column("opened_number", sa.Column("reason", sa.Text))
    op.alter_column("opened_number", "submission_id", nullable=True)
    op.create_check_constraint(ONE, "opened_number", "num_nonnulls(submission_id, correction_id) = 1")
    op.create_check_constraint(
        "opened_number_correction_has_reason", "opened_number", "correction_id IS NULL OR reason IS NOT NULL"
    )


def downgrade() -> None:
    op.execute("ALTER TABLE opened_number DISABLE TRIGGER append_only")
    op.execute("DELETE FROM opened_number WHERE submission_id IS NULL")
    op.execute("ALTER TABLE opened_number ENABLE TRIGGER append_only")
    op.drop_column("opened_number", "reason")
    op.drop_column("opened_number", "correction_id")
    op.alter_column("opened_number", "submission_id", nullable=False)
