"""Attempts of deliveries, the health of partners, and the events that partners send."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

TIME = sa.DateTime(timezone=True)
TABLES = ("partner_event", "partner_health", "delivery_attempt")


def upgrade() -> None:
    op.create_table(
        "delivery_attempt",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("share_id", sa.Uuid, sa.ForeignKey("share.id"), nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("revoking", sa.Boolean, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("status", sa.Integer),
        sa.Column("reason", sa.Text),
        sa.Column("at", TIME, server_default=sa.func.now(), nullable=False),
    )
    op.create_index("delivery_attempt_share", "delivery_attempt", ["share_id", "id"])
    op.create_index("delivery_attempt_at", "delivery_attempt", ["at"])
    op.create_table(
        "partner_health",
        sa.Column("partner_id", sa.Uuid, sa.ForeignKey("partner.id"), primary_key=True),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("openings", sa.Integer, nullable=False),
        sa.Column("open_until", TIME),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("told_on", sa.Date),
    )
    op.create_table(
        "partner_event",
        sa.Column("partner_id", sa.Uuid, sa.ForeignKey("partner.id"), primary_key=True),
        sa.Column("event_id", sa.Text, primary_key=True),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("share_id", sa.Uuid, sa.ForeignKey("share.id")),
        sa.Column("effect", sa.Text, nullable=False),
        sa.Column("received_at", TIME, server_default=sa.func.now(), nullable=False),
    )
    op.create_index("partner_event_received", "partner_event", ["received_at"])


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
