"""Tables of the audit log, made by a migration of every service. Frozen: a change is a new module."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

TIME = sa.DateTime(timezone=True)
TABLES = ("audit_entry", "audit_link", "audit_head")
INDEXES = {
    "audit_entry_at": ["at", "seq"],
    "audit_entry_actor": ["actor_id", "at", "seq"],
    "audit_entry_account": ["account", "actor_id"],
    "audit_entry_name": ["name", "actor_id"],
    "audit_entry_act": ["act", "at", "seq"],
    "audit_entry_object": ["object_id", "at", "seq"],
}


def create() -> None:
    """Make audit_entry, audit_link and audit_head, to which rows can only be added."""
    _entries()
    _chain()
    op.execute(
        "CREATE FUNCTION audit_stays() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = '42501'; END $$"
    )
    for table in TABLES:
        op.execute(
            f"CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION audit_stays()"
        )
        op.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM CURRENT_USER")


def drop() -> None:
    """Undo `create`."""
    for table in TABLES:
        op.drop_table(table)
    op.execute("DROP FUNCTION audit_stays()")


def _entries() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("seq", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column(
            "xid", sa.BigInteger, server_default=sa.text("((pg_current_xact_id())::text)::bigint"), nullable=False
        ),
        sa.Column("at", TIME, server_default=sa.func.clock_timestamp(), nullable=False),
        sa.Column("actor_id", sa.Uuid),
        sa.Column("account", sa.Text),
        sa.Column("name", sa.Text),
        sa.Column("roles", sa.Text),
        sa.Column("unit_id", sa.Uuid),
        sa.Column("address", sa.Text),
        sa.Column("request_id", sa.Text),
        sa.Column("act", sa.Text, nullable=False),
        sa.Column("word", sa.Text, nullable=False),
        sa.Column("kind", sa.Text),
        sa.Column("object_id", sa.Text),
        sa.Column("result", sa.Text, nullable=False),
        sa.Column("details", JSONB, nullable=False),
        sa.CheckConstraint("result IN ('done', 'refused', 'failed')", name="audit_entry_result"),
    )
    op.create_index("audit_entry_order", "audit_entry", ["xid", "seq"], unique=True)
    for name, columns in INDEXES.items():
        op.create_index(name, "audit_entry", columns)
    not_done = sa.text("result <> 'done'")
    op.create_index("audit_entry_not_done", "audit_entry", ["at", "seq"], postgresql_where=not_done)


def _chain() -> None:
    op.create_table(
        "audit_link",
        sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("entry", sa.BigInteger, nullable=False, unique=True),
        sa.Column("hash", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "audit_head",
        sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("signature", sa.LargeBinary, nullable=False),
    )
