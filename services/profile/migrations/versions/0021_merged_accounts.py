"""Into which account somebody's went."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.add_column("person", sa.Column("merged_into", sa.Uuid))
    merged = sa.text("merged_into IS NOT NULL")
    op.create_index("person_merged_into", "person", ["merged_into"], postgresql_where=merged)


def downgrade() -> None:
    op.drop_column("person", "merged_into")
