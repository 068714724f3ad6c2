"""The audit log."""

from shared.migrations import audit_v1

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    audit_v1.create()


def downgrade() -> None:
    audit_v1.drop()
