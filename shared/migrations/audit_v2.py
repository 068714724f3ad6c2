"""The audit log's archive, made by a migration of every service. Frozen: a change is a new module."""

import sqlalchemy as sa
from alembic import op

LEAVING = {
    "audit_entry": "(OLD.xid, OLD.seq) <= (last_xid, last_seq)",
    "audit_link": "OLD.position <= last_position",
}
"""By table, what lies in an archive and may therefore go."""

ALWAYS = "RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = '42501'"


def create() -> None:
    """Make audit_archive; rows and links that lie in an archive may be removed, and no others."""
    op.create_table(
        "audit_archive",
        sa.Column("last_position", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("month", sa.Date, nullable=False),
        sa.Column("last_xid", sa.BigInteger, nullable=False),
        sa.Column("last_seq", sa.BigInteger, nullable=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.func.clock_timestamp(), nullable=False),
    )
    _stays("audit_archive", "UPDATE OR DELETE OR TRUNCATE")
    for table, lies_in_it in LEAVING.items():
        op.execute(
            f"CREATE FUNCTION {table}_leaves() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF EXISTS (SELECT FROM audit_archive WHERE {lies_in_it}) THEN RETURN OLD; END IF; {ALWAYS}; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_leaves BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_leaves()"
        )
    one_by_one = " OR ".join(f"TG_TABLE_NAME = '{table}'" for table in LEAVING)
    _function(f"IF TG_OP = 'DELETE' AND ({one_by_one}) THEN RETURN NULL; END IF; {ALWAYS};")


def drop() -> None:
    """Undo `create`. What was archived can't be verified by a release that knows of no archive."""
    op.execute(
        "DO $$ BEGIN IF EXISTS (SELECT FROM audit_archive) THEN"
        " RAISE EXCEPTION 'the previous release cannot verify what is archived of the audit log'; END IF; END $$"
    )
    _function(f"{ALWAYS};")
    for table in LEAVING:
        op.execute(f"DROP TRIGGER {table}_leaves ON {table}")
        op.execute(f"DROP FUNCTION {table}_leaves()")
    op.drop_table("audit_archive")


def _function(body: str) -> None:
    op.execute(f"CREATE OR REPLACE FUNCTION audit_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$")


def _stays(table: str, what: str) -> None:
    op.execute(
        f"CREATE TRIGGER {table}_stays BEFORE {what} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION audit_stays()"
    )
    op.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM CURRENT_USER")
