"""Accounts that went into others: they keep their ID number to be read, and nobody is found by it any more."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

DEEDS = (
    "created",
    "disabled",
    "enabled",
    "unlocked",
    "password_reset",
    "second_factor_reset",
    "sessions_ended",
    "leave_set",
    "transferred",
    "number_shown",
    "unused_warned",
    "unused_disabled",
)
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("person", sa.Column("merged_into_id", sa.Uuid, sa.ForeignKey("person.id")))
    op.alter_column("person", "id_number_index", nullable=True)
    op.create_check_constraint(
        "person_merged_is_found_no_more", "person", "(merged_into_id IS NULL) = (id_number_index IS NOT NULL)"
    )
    op.create_check_constraint("person_merged_is_disabled", "person", "merged_into_id IS NULL OR NOT active")
    _deeds(*DEEDS, "merged", "took_in")
    op.create_table(
        "account_merger",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("goes_id", sa.Uuid, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("stays_id", sa.Uuid, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("takes_number", sa.Boolean, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("asked_by", sa.Uuid, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("asked_at", TIME, server_default=sa.func.clock_timestamp(), nullable=False),
        sa.Column("decided_by", sa.Uuid, sa.ForeignKey("person.id")),
        sa.Column("decided_at", TIME),
        sa.Column("answer", sa.Text, server_default="", nullable=False),
        sa.CheckConstraint("status IN ('pending', 'done', 'rejected', 'withdrawn')", name="account_merger_status"),
        sa.CheckConstraint("goes_id <> stays_id", name="account_merger_of_two"),
        sa.CheckConstraint("asked_by NOT IN (goes_id, stays_id)", name="account_merger_not_of_oneself"),
        sa.CheckConstraint("asked_by <> decided_by OR status = 'withdrawn'", name="account_merger_four_eyes"),
        sa.CheckConstraint("(status = 'pending') = (decided_at IS NULL)", name="account_merger_decided_has_time"),
    )
    for name, status in (("one_pending", "pending"), ("once", "done")):
        only = sa.text(f"status = '{status}'")
        op.create_index(f"account_merger_{name}", "account_merger", ["goes_id"], unique=True, postgresql_where=only)
    op.create_index("account_merger_asked_at", "account_merger", ["asked_at", "id"])


def downgrade() -> None:
    op.drop_table("account_merger")
    op.execute("UPDATE person_deed SET deed = 'disabled' WHERE deed = 'merged'")
    op.execute("UPDATE person_deed SET deed = 'enabled' WHERE deed = 'took_in'")
    _deeds(*DEEDS)
    op.drop_constraint("person_merged_is_disabled", "person")
    op.drop_constraint("person_merged_is_found_no_more", "person")
    op.execute("UPDATE person SET id_number_index = sha256(id::text::bytea) WHERE id_number_index IS NULL")
    op.alter_column("person", "id_number_index", nullable=False)
    op.drop_column("person", "merged_into_id")


def _deeds(*names: str) -> None:
    op.drop_constraint("person_deed_deed", "person_deed")
    op.create_check_constraint("person_deed_deed", "person_deed", f"deed IN ({', '.join(map(repr, names))})")
