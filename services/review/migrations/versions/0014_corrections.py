"""Corrections as cases, and the people whom cases are about."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("unit_id", sa.Uuid, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.add_column("review_case", sa.Column("from_unit_id", sa.Uuid))
    op.create_index(
        "review_case_from_unit",
        "review_case",
        ["from_unit_id"],
        postgresql_where=sa.text("from_unit_id IS NOT NULL"),
    )
    op.drop_constraint("review_case_kind", "review_case")
    op.create_check_constraint(
        "review_case_kind", "review_case", "kind IN ('record', 'change', 'identity', 'transfer')"
    )
    op.create_check_constraint(
        "review_case_transfer_has_origin", "review_case", "(kind = 'transfer') = (from_unit_id IS NOT NULL)"
    )


def downgrade() -> None:
    op.drop_constraint("review_case_transfer_has_origin", "review_case")
    op.drop_constraint("review_case_kind", "review_case")
    op.create_check_constraint("review_case_kind", "review_case", "kind IN ('record', 'change')")
    op.drop_column("review_case", "from_unit_id")
    op.drop_table("person")
