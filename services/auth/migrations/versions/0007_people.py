"""Looking people up, what was done to their accounts, who is on leave until when, which accounts are unused."""

import sqlalchemy as sa
from alembic import op

from shared.pinyin import spoken

revision = "0007"
down_revision = "0006"

TIME = sa.DateTime(timezone=True)
NOW = sa.func.now()
BATCH = 5000
DEEDS = (
    "deed IN ('created', 'disabled', 'enabled', 'unlocked', 'password_reset', 'sessions_ended', 'leave_set', "
    "'transferred', 'number_shown', 'unused_warned', 'unused_disabled')"
)


def upgrade() -> None:
    op.alter_column("person", "name", type_=sa.Text(collation="C"))
    op.add_column("person", sa.Column("pinyin", sa.Text(collation="C"), server_default="", nullable=False))
    op.add_column("person", sa.Column("initials", sa.Text(collation="C"), server_default="", nullable=False))
    op.add_column("person", sa.Column("leave_from", sa.Date))
    op.add_column("person", sa.Column("leave_until", sa.Date))
    op.create_check_constraint("person_leave_has_days", "person", "leave_until >= leave_from")
    op.add_column("credential", sa.Column("last_signed_in_at", TIME))
    op.add_column("credential", sa.Column("unused_since", TIME, server_default=NOW, nullable=False))
    op.add_column("credential", sa.Column("unused_warned_at", TIME))
    _fill_pinyin()
    _indexes()
    _person_deed()


def downgrade() -> None:
    op.drop_table("person_deed")
    op.drop_index("role_grant_role", "role_grant")
    op.drop_index("credential_first_password", "credential")
    op.drop_index("credential_unused", "credential")
    for column in ("unused_warned_at", "unused_since", "last_signed_in_at"):
        op.drop_column("credential", column)
    for index in ("person_name", "person_pinyin", "person_initials", "person_disabled", "person_leave"):
        op.drop_index(index, "person")
    op.alter_column("person", "name", type_=sa.Text())
    op.drop_constraint("person_leave_has_days", "person")
    for column in ("leave_until", "leave_from", "initials", "pinyin"):
        op.drop_column("person", column)


def _fill_pinyin() -> None:
    connection = op.get_bind()
    people = connection.execute(sa.text("SELECT id, name FROM person")).all()
    fill = sa.text("UPDATE person SET pinyin = :pinyin, initials = :initials WHERE id = :id")
    for start in range(0, len(people), BATCH):
        values = [(id_, *spoken(name)) for id_, name in people[start : start + BATCH]]
        connection.execute(fill, [dict(zip(("id", "pinyin", "initials"), value, strict=True)) for value in values])


def _indexes() -> None:
    op.create_index("person_name", "person", ["name", "id"])
    op.create_index("person_pinyin", "person", ["pinyin", "id"])
    op.create_index("person_initials", "person", ["initials", "pinyin", "id"])
    op.create_index("person_disabled", "person", ["id"], postgresql_where=sa.text("NOT active"))
    op.create_index("person_leave", "person", ["leave_until"], postgresql_where=sa.text("leave_until IS NOT NULL"))
    op.create_index("role_grant_role", "role_grant", ["role", "person_id"])
    op.create_index("credential_unused", "credential", ["unused_since"])
    op.create_index(
        "credential_first_password",
        "credential",
        ["person_id"],
        postgresql_where=sa.text("first_password IS NOT NULL"),
    )


def _person_deed() -> None:
    op.create_table(
        "person_deed",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("person_id", sa.Uuid, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("deed", sa.String(20), nullable=False),
        sa.Column("at", TIME, server_default=sa.func.clock_timestamp(), nullable=False),
        sa.Column("by", sa.Uuid),
        sa.Column("by_name", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.CheckConstraint(DEEDS, name="person_deed_deed"),
    )
    op.create_index("person_deed_person", "person_deed", ["person_id", "at", "id"])
