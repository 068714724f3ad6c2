"""The audit log."""

from shared.migrations import audit_v1

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    audit_v1.create()


def downgrade() -> None:
    audit_v1.drop()
