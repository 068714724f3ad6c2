"""Mail of what people are told: whom it reaches, what they want, and what has not gone out yet."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "mailbox",
        sa.Column("person_id", sa.Uuid, primary_key=True),
        sa.Column("reachable", sa.Boolean, nullable=False),
        sa.Column("muted", JSONB, nullable=False),
        sa.Column("edition", sa.Integer, nullable=False),
        sa.Column("waiting", sa.Boolean, nullable=False),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("mailed_at", sa.DateTime(timezone=True)),
    )
    op.add_column("personal_message", sa.Column("to_mail", sa.Boolean, server_default=sa.false(), nullable=False))
    op.create_index(
        "personal_message_to_mail", "personal_message", ["recipient_id"], postgresql_where=sa.text("to_mail")
    )


def downgrade() -> None:
    op.drop_column("personal_message", "to_mail")
    op.drop_table("mailbox")
