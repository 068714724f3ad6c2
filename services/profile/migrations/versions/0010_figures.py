"""What is counted of each person, and the sums for units; `zhicheng figures rebuild` fills them once."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "counted",
        sa.Column("subject_id", sa.Uuid, primary_key=True),
        sa.Column("dimension", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, primary_key=True),
        sa.Column("detail", sa.Text, primary_key=True),
        sa.Column("series", sa.Text, nullable=False),
        sa.Column("unit_id", sa.Uuid, nullable=False),
    )
    op.create_index("counted_unit", "counted", ["unit_id", "dimension", "value", "series", "subject_id"])
    op.create_table(
        "figure",
        sa.Column("unit_id", sa.Uuid, primary_key=True),
        sa.Column("below", sa.Boolean, primary_key=True),
        sa.Column("dimension", sa.Text, primary_key=True),
        sa.Column("series", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, primary_key=True),
        sa.Column("detail", sa.Text, primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
    )
    op.drop_index("unit_superior", "unit")
    op.create_index("unit_superior", "unit", ["superior_id", "name", "id"])


def downgrade() -> None:
    op.drop_index("unit_superior", "unit")
    op.create_index("unit_superior", "unit", ["superior_id"])
    op.drop_table("figure")
    op.drop_table("counted")
