"""Months of the audit log that lie in files."""

from shared.migrations import audit_v2

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    audit_v2.create()


def downgrade() -> None:
    audit_v2.drop()
