"""Decisions are found by their case and by who made them, recusals by whose they are: without reading all there are."""

from alembic import op

revision = "0017"
down_revision = "0016"

INDEXES = (
    ("decision_case", "decision", ["case_id"]),
    ("decision_decided_by", "decision", ["decided_by", "case_id"]),
    ("recusal_reviewer", "recusal", ["reviewer_id"]),
)


def upgrade() -> None:
    for name, table, columns in INDEXES:
        op.create_index(name, table, columns)


def downgrade() -> None:
    for name, table, _ in reversed(INDEXES):
        op.drop_index(name, table)
