"""Months of the audit log that lie in files."""

from shared.migrations import audit_v2

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    audit_v2.create()


def downgrade() -> None:
    audit_v2.drop()
