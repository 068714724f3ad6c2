"""Cases and decisions know by its hash what they are about."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    for table in ("review_case", "decision"):
        op.add_column(table, sa.Column("content_sha256", sa.Text))


def downgrade() -> None:
    for table in ("decision", "review_case"):
        op.drop_column(table, "content_sha256")
