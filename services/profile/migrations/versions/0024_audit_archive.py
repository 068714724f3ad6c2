"""Months of the audit log that lie in files."""

from shared.migrations import audit_v2

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    audit_v2.create()


def downgrade() -> None:
    audit_v2.drop()
