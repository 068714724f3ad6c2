"""Indexes by which operators look at deliveries: by age, by status and age, and of one account."""

from alembic import op

revision = "0022"
down_revision = "0021"

INDEXES = {
    "share_queued": ("share", ["queued_at", "id"]),
    "share_status": ("share", ["status", "queued_at", "id"]),
    "person_account": ("person", ["account"]),
}


def upgrade() -> None:
    for name, (table, columns) in INDEXES.items():
        op.create_index(name, table, columns)


def downgrade() -> None:
    for name, (table, _) in INDEXES.items():
        op.drop_index(name, table)
