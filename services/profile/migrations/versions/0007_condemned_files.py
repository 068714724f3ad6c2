"""Files that nothing refers to are condemned before they are removed."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("file", sa.Column("condemned_at", sa.DateTime(timezone=True)))
    op.create_index("file_condemned", "file", ["id"], postgresql_where=sa.text("condemned_at IS NOT NULL"))


def downgrade() -> None:
    op.drop_column("file", "condemned_at")
