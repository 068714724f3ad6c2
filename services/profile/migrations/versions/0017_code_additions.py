"""Codes that administrators add to the lists, and every setting of them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_table(
        "code_addition",
        sa.Column("id", sa.Uuid, primary_key=True),
        *(
            sa.Column(name, sa.Text, nullable=False)
            for name in ("codes", "code", "name", "pinyin", "group_name", "series", "level")
        ),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("valid_to", sa.Date),
        sa.Column("version", sa.Integer, nullable=False),
        sa.UniqueConstraint("codes", "code", name="code_addition_code"),
        sa.CheckConstraint("code ~ '^X[0-9]{2,}$'", name="code_addition_code_is_ours"),
        sa.CheckConstraint("(codes = 'title') = (series <> '' AND level <> '')", name="code_addition_title_whole"),
    )
    op.create_table(
        "code_addition_edition",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("addition_id", sa.Uuid, sa.ForeignKey("code_addition.id"), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("deed", sa.Text, nullable=False),
        sa.Column("content", JSONB, nullable=False),
        sa.Column("by", sa.Uuid, nullable=False),
        sa.Column("by_name", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.func.clock_timestamp(), nullable=False),
    )
    op.create_index("code_addition_edition_addition", "code_addition_edition", ["addition_id", "version"], unique=True)
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON code_addition_edition "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    op.drop_table("code_addition_edition")
    op.drop_table("code_addition")
