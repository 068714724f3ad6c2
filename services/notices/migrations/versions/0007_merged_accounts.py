"""Into which account somebody's went."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("person", sa.Column("merged_into", sa.Uuid))


def downgrade() -> None:
    op.drop_column("person", "merged_into")
