"""The tables that every service has: messages in and out, history of statuses."""

from shared.migrations import messaging_v1

revision = "0001"
down_revision = None


def upgrade() -> None:
    messaging_v1.create()


def downgrade() -> None:
    messaging_v1.drop()
