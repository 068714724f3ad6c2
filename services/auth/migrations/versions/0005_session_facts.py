"""Of each session: when its person last proved who they are, whether a code is awaited, and which browser it is in."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

TIME = sa.DateTime(timezone=True)
COLUMNS = ("user_agent", "address", "awaits_code", "confirmed_at")


def upgrade() -> None:
    table = "sign_in_session"
    op.add_column(table, sa.Column("confirmed_at", TIME, server_default=sa.func.now(), nullable=False))
    op.add_column(table, sa.Column("awaits_code", sa.Boolean, server_default=sa.text("false"), nullable=False))
    op.add_column(table, sa.Column("address", sa.Text))
    op.add_column(table, sa.Column("user_agent", sa.Text))


def downgrade() -> None:
    for column in COLUMNS:
        op.drop_column("sign_in_session", column)
