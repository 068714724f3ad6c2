"""The log of what was done to the entries of a record."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0005"
down_revision = "0004"

TIME = sa.DateTime(timezone=True)
NOW = sa.func.now()


def upgrade() -> None:
    op.create_table(
        "logged_change",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("record_id", sa.Uuid, sa.ForeignKey("record.id"), nullable=False),
        sa.Column("at", TIME, server_default=NOW, nullable=False),
        sa.Column("by", sa.Uuid, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("deed", sa.String(20), nullable=False),
        sa.Column("section", sa.Text, nullable=False),
        sa.Column("entry_id", sa.Uuid),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("old", JSONB),
        sa.Column("new", JSONB),
        sa.Column("request_id", sa.Uuid),
        sa.CheckConstraint(
            "deed IN ('added', 'changed', 'removed', 'restored', 'reordered')", name="logged_change_deed_known"
        ),
    )
    op.create_index("logged_change_record", "logged_change", ["record_id", "at", "id"])
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON logged_change "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    op.drop_table("logged_change")
