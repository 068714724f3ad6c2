"""What was found when the services were compared is kept, so that administrators see it on a page."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.create_table(
        "comparison",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("at", sa.TIMESTAMP(timezone=True), server_default=sa.func.clock_timestamp(), nullable=False),
        sa.Column("total", sa.Integer, nullable=False),
        sa.Column("differences", JSONB, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("comparison")
