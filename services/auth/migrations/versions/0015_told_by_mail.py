"""Mails about what happened, which do not count against the codes and links that a person may ask for."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.add_column("outgoing_text", sa.Column("asked_for", sa.Boolean, server_default=sa.true(), nullable=False))


def downgrade() -> None:
    op.drop_column("outgoing_text", "asked_for")
