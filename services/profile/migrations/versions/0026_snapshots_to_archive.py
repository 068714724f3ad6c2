"""The index by which snapshots are found that may be archived."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"

NAME = "submission_to_archive"


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.drop_index(NAME, postgresql_concurrently=True, if_exists=True)  # what was cut off leaves one that is no good
        op.create_index(
            NAME,
            "submission",
            ["created_at", "id"],
            postgresql_where=sa.text("archived_at IS NULL"),
            postgresql_concurrently=True,
            if_not_exists=True,
        )


def downgrade() -> None:
    with op.get_context().autocommit_block():
        op.drop_index(NAME, postgresql_concurrently=True, if_exists=True)
