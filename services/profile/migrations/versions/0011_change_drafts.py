"""Changes that are being prepared, and which requests were handed in together."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.add_column("change_request", sa.Column("bundle_id", sa.Uuid))
    op.create_table(
        "change_draft",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("record_id", sa.Uuid, sa.ForeignKey("record.id"), nullable=False),
        sa.Column("section", sa.Text, nullable=False),
        sa.Column("single", sa.Boolean, nullable=False),
        sa.Column("entry_id", sa.Uuid),
        sa.Column("action", sa.String(20), nullable=False),
        sa.Column("base_version", sa.Integer),
        sa.Column("encrypted", sa.Text, nullable=False),
        sa.Column("files", ARRAY(sa.Uuid), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("change_draft_record", "change_draft", ["record_id"])
    op.create_index("change_draft_entry", "change_draft", ["entry_id"], unique=True)
    op.create_index(
        "change_draft_single", "change_draft", ["record_id", "section"], unique=True, postgresql_where=sa.text("single")
    )


def downgrade() -> None:
    op.drop_table("change_draft")
    op.drop_column("change_request", "bundle_id")
