"""Collection windows, and since when a person has been working on the record."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0009"
down_revision = "0008"

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("record", sa.Column("sitting_from", TIME))
    op.add_column("record", sa.Column("sitting_until", TIME))
    op.create_index("person_unit", "person", ["unit_id", "id"])
    op.create_index("unit_superior", "unit", ["superior_id"])
    op.create_table(
        "collection_window",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("unit_id", sa.Uuid, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("opens_on", sa.Date, nullable=False),
        sa.Column("closes_on", sa.Date, nullable=False),
        sa.Column("grace_minutes", sa.SmallInteger, nullable=False),
        sa.Column("changes_bound", sa.Boolean, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("closed_early_at", TIME),
        sa.Column("withdrawn_at", TIME),
        sa.CheckConstraint("opens_on <= closes_on", name="collection_window_order"),
        sa.CheckConstraint("grace_minutes BETWEEN 0 AND 120", name="collection_window_grace"),
    )
    op.create_index("collection_window_unit", "collection_window", ["unit_id"])
    op.create_index("collection_window_list", "collection_window", ["closes_on", "id"])
    op.create_table(
        "window_edition",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("window_id", sa.Uuid, sa.ForeignKey("collection_window.id"), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("deed", sa.Text, nullable=False),
        sa.Column("content", JSONB, nullable=False),
        sa.Column("by", sa.Uuid, nullable=False),
        sa.Column("by_name", sa.Text, nullable=False),
        sa.Column("at", TIME, server_default=sa.func.clock_timestamp(), nullable=False),
    )
    op.create_index("window_edition_window", "window_edition", ["window_id", "version"], unique=True)
    op.create_table(
        "window_reminder",
        sa.Column("window_id", sa.Uuid, sa.ForeignKey("collection_window.id"), primary_key=True),
        sa.Column("closes_on", sa.Date, primary_key=True),
        sa.Column("days_left", sa.SmallInteger, primary_key=True),
        sa.Column("at", TIME, server_default=sa.func.clock_timestamp(), nullable=False),
    )
    for table in ("window_edition", "window_reminder"):
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    for table in ("window_reminder", "window_edition", "collection_window"):
        op.drop_table(table)
    op.drop_index("unit_superior")
    op.drop_index("person_unit")
    op.drop_column("record", "sitting_until")
    op.drop_column("record", "sitting_from")
