"""Power over others, proposed by one administrator and confirmed by another, and its ends."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

TIME = sa.DateTime(timezone=True)
NOW = sa.func.now()
WORD = sa.String(20)


def upgrade() -> None:
    op.create_table(
        "grant_proposal",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("person_id", sa.Uuid, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("person_unit_id", sa.Uuid, sa.ForeignKey("unit.id"), nullable=False),
        sa.Column("role", WORD, nullable=False),
        sa.Column("unit_id", sa.Uuid, sa.ForeignKey("unit.id"), nullable=False),
        sa.Column("hands_over_from", sa.Uuid, sa.ForeignKey("person.id")),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("proposed_by", sa.Uuid, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("proposed_at", TIME, server_default=NOW, nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.Column("decided_by", sa.Uuid, sa.ForeignKey("person.id")),
        sa.Column("at_once", sa.Boolean, nullable=False),
        sa.Column("status", WORD, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint("role <> 'professional'", name="grant_proposal_of_power"),
        sa.CheckConstraint("person_id <> proposed_by", name="grant_proposal_not_for_oneself"),
        sa.CheckConstraint("decided_by <> person_id AND decided_by <> proposed_by", name="grant_proposal_by_two"),
        sa.CheckConstraint("hands_over_from <> person_id", name="grant_proposal_to_another"),
        sa.CheckConstraint(
            "status IN ('proposed', 'confirmed', 'refused', 'withdrawn', 'expired', 'impossible')",
            name="grant_proposal_status",
        ),
        sa.CheckConstraint(
            "(status IN ('confirmed', 'refused')) = (at_once OR decided_by IS NOT NULL)",
            name="grant_proposal_decided_by_somebody",
        ),
        sa.CheckConstraint(
            "NOT at_once OR (status = 'confirmed' AND decided_by IS NULL)", name="grant_proposal_at_once_by_nobody"
        ),
    )
    op.create_index(
        "grant_proposal_open",
        "grant_proposal",
        ["person_id", "role", "unit_id"],
        unique=True,
        postgresql_where=sa.text("status = 'proposed'"),
    )
    op.create_index("grant_proposal_unit", "grant_proposal", ["unit_id"])
    op.create_index("grant_proposal_person", "grant_proposal", ["person_id"])
    op.create_table(
        "ended_grant",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("person_id", sa.Uuid, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("role", WORD, nullable=False),
        sa.Column("unit_id", sa.Uuid, sa.ForeignKey("unit.id"), nullable=False),
        sa.Column("granted_at", TIME, nullable=False),
        sa.Column("ended_at", TIME, server_default=NOW, nullable=False),
        sa.Column("ended_by", sa.Uuid, sa.ForeignKey("person.id")),
        sa.Column("reason", sa.Text, nullable=False),
    )
    op.create_index("ended_grant_person", "ended_grant", ["person_id"])
    op.create_index("ended_grant_unit", "ended_grant", ["unit_id"])
    op.create_index("role_grant_unit", "role_grant", ["unit_id"])


def downgrade() -> None:
    op.drop_index("role_grant_unit", "role_grant")
    op.drop_table("ended_grant")
    op.drop_table("grant_proposal")
