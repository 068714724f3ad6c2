"""Sentences that reviewers use again and again, for each unit."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "canned_reason",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("unit_id", sa.Uuid, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("section", sa.Text),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("retired", sa.Boolean, server_default="false", nullable=False),
        sa.Column("by", sa.Uuid, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.CheckConstraint("text <> ''", name="canned_reason_has_text"),
    )
    in_use = sa.text("NOT retired")
    op.create_index("canned_reason_unit", "canned_reason", ["unit_id", "position"], postgresql_where=in_use)


def downgrade() -> None:
    op.drop_table("canned_reason")
