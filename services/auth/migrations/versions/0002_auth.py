"""Units, people, roles, credentials, sessions."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

TIME = sa.DateTime(timezone=True)
NOW = sa.func.now()
ACCOUNT_NUMBERS = sa.Sequence("account_number", start=10_000_001)
ROLES = (
    "role IN ('professional', 'unit_reviewer', 'unit_admin', 'superior_admin', "
    "'system_admin', 'security_admin', 'auditor')"
)
EXCLUDING_EACH_OTHER = sa.text("role IN ('system_admin', 'security_admin', 'auditor')")
TABLES = ("sign_in_failures", "sign_in_session", "credential", "role_grant", "person", "unit")


def upgrade() -> None:
    op.execute(sa.schema.CreateSequence(ACCOUNT_NUMBERS))
    _unit()
    _person()
    _role_grant()
    _credential()
    _sign_in()


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
    op.execute(sa.schema.DropSequence(ACCOUNT_NUMBERS))


def _unit() -> None:
    op.create_table(
        "unit",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("code", sa.Text, nullable=False, unique=True),
        sa.Column("nature", sa.Text, nullable=False),
        sa.Column("region", sa.Text, nullable=False),
        sa.Column("superior_id", sa.Uuid, sa.ForeignKey("unit.id")),
        sa.Column("closed", sa.Boolean, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint("code ~ '^[0-9A-HJ-NP-RTUWXY]{18}$'", name="unit_code_is_uscc"),
        sa.CheckConstraint("superior_id <> id", name="unit_not_its_own_superior"),
    )
    op.create_index("unit_superior", "unit", ["superior_id"])


def _person() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("account", sa.Text, nullable=False, unique=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("id_type", sa.Text, nullable=False),
        sa.Column("id_number", sa.Text, nullable=False),
        sa.Column("id_number_index", sa.LargeBinary, nullable=False, unique=True),
        sa.Column("unit_id", sa.Uuid, sa.ForeignKey("unit.id"), nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("on_leave", sa.Boolean, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("created_at", TIME, server_default=NOW, nullable=False),
        sa.CheckConstraint("name <> ''", name="person_has_name"),
        sa.CheckConstraint("account ~ '^[0-9]{8,}$'", name="person_account_is_number"),
    )
    op.create_index("person_unit", "person", ["unit_id"])


def _role_grant() -> None:
    op.create_table(
        "role_grant",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("person_id", sa.Uuid, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("unit_id", sa.Uuid, sa.ForeignKey("unit.id"), nullable=False),
        sa.Column("granted_at", TIME, server_default=NOW, nullable=False),
        sa.UniqueConstraint("person_id", "role", "unit_id"),
        sa.CheckConstraint(ROLES, name="role_grant_role"),
    )
    op.create_index(
        "role_grant_excluding_each_other",
        "role_grant",
        ["person_id"],
        unique=True,
        postgresql_where=EXCLUDING_EACH_OTHER,
    )


def _credential() -> None:
    op.create_table(
        "credential",
        sa.Column("person_id", sa.Uuid, sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("password_hash", sa.Text),
        sa.Column("first_password", sa.LargeBinary),
        sa.Column("first_password_expires_at", TIME),
        sa.Column("changed_at", TIME, server_default=NOW, nullable=False),
        sa.CheckConstraint("(password_hash IS NULL) <> (first_password IS NULL)", name="credential_is_one_of_two"),
        sa.CheckConstraint(
            "(first_password IS NULL) = (first_password_expires_at IS NULL)", name="credential_first_password_expires"
        ),
    )


def _sign_in() -> None:
    op.create_table(
        "sign_in_session",
        sa.Column("id_sha256", sa.LargeBinary, primary_key=True),
        sa.Column("person_id", sa.Uuid, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("last_seen_at", TIME, nullable=False),
        sa.Column("ended_at", TIME),
    )
    op.create_index("sign_in_session_person", "sign_in_session", ["person_id"])
    op.create_table(
        "sign_in_failures",
        sa.Column("key", sa.LargeBinary, primary_key=True),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("last_at", TIME, nullable=False),
        sa.Column("locked_until", TIME),
    )
