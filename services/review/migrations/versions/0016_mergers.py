"""Units that went into others, and how new what is known of a unit is."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.add_column("unit", sa.Column("merged_into", sa.Uuid))
    op.add_column("unit", sa.Column("version", sa.Integer, nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("unit", "version")
    op.drop_column("unit", "merged_into")
