"""Batches: long work and its lines, and when a case's reviewer was last reminded of it."""

import sqlalchemy as sa
from alembic import op

from shared.migrations import jobs_v1

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    jobs_v1.create()
    op.add_column("review_case", sa.Column("reminded_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.drop_column("review_case", "reminded_at")
    jobs_v1.drop()
