"""Recusals, substitutes, and notes for colleagues."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

WORD = sa.String(20)
APPEND_ONLY = ("recusal", "note")


def upgrade() -> None:
    now = sa.func.clock_timestamp()
    op.create_table(
        "recusal",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("case_id", sa.Uuid, sa.ForeignKey("review_case.id"), nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("reviewer_id", sa.Uuid, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=now, nullable=False),
    )
    op.create_index("recusal_person", "recusal", ["person_id", "reviewer_id"])
    op.create_table(
        "substitute",
        sa.Column("person_id", sa.Uuid, primary_key=True),
        sa.Column("substitute_id", sa.Uuid, nullable=False),
        sa.Column("by", sa.Uuid, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=now, nullable=False),
        sa.CheckConstraint("substitute_id <> person_id", name="substitute_is_another"),
    )
    op.create_table(
        "note",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("case_id", sa.Uuid, sa.ForeignKey("review_case.id"), nullable=False),
        sa.Column("subject_id", sa.Uuid, nullable=False),
        sa.Column("by", sa.Uuid, nullable=False),
        sa.Column("role", WORD, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=now, nullable=False),
    )
    op.create_index("note_subject", "note", ["subject_id", "id"])
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    for table in ("note", "substitute", "recusal"):
        op.drop_table(table)
