"""What each page of cases asks is found without reading all there is.

Decisions by their case and by who made them, recusals by whose they are, the few cases that nobody can review yet.
"""

import sqlalchemy as sa
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
    op.create_index("review_case_queued", "review_case", ["unit_id"], postgresql_where=sa.text("status = 'queued'"))


def downgrade() -> None:
    op.drop_index("review_case_queued", "review_case")
    for name, table, _ in reversed(INDEXES):
        op.drop_index(name, table)
