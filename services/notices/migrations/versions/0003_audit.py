"""The audit log."""

from shared.migrations import audit_v1

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    audit_v1.create()


def downgrade() -> None:
    audit_v1.drop()
