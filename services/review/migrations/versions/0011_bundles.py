"""Which cases were handed in together."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.add_column("review_case", sa.Column("bundle_id", sa.Uuid))
    op.create_index(
        "review_case_bundle", "review_case", ["bundle_id"], postgresql_where=sa.text("bundle_id IS NOT NULL")
    )


def downgrade() -> None:
    op.drop_column("review_case", "bundle_id")
