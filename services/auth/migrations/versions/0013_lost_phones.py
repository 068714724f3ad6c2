"""The reset of somebody's second factor as a deed on an account, and whose sign-ins have failed."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

DEEDS = (
    "deed IN ('created', 'disabled', 'enabled', 'unlocked', 'password_reset', {more}'sessions_ended', 'leave_set', "
    "'transferred', 'number_shown', 'unused_warned', 'unused_disabled')"
)


def upgrade() -> None:
    _allow("'second_factor_reset', ")
    op.add_column("sign_in_failures", sa.Column("person_id", sa.Uuid))
    op.create_index(
        "sign_in_failures_locked",
        "sign_in_failures",
        ["locked_until"],
        postgresql_where=sa.text("person_id IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_column("sign_in_failures", "person_id")
    _allow("", not_valid=True)  # the history of what was done stays


def _allow(more: str, *, not_valid: bool = False) -> None:
    op.drop_constraint("person_deed_deed", "person_deed")
    op.create_check_constraint(
        "person_deed_deed", "person_deed", DEEDS.format(more=more), postgresql_not_valid=not_valid
    )
