"""The encrypted ID number of a snapshot may come to lie under another key; all else of it stays as it is."""

from alembic import op

revision = "0014"
down_revision = "0013"

ALL_BUT_THE_KEY = "(to_jsonb({0}) - 'encrypted_id_number')"


def upgrade() -> None:
    op.execute("DROP TRIGGER append_only ON submission")
    op.execute("CREATE TRIGGER never_deleted BEFORE DELETE ON submission FOR EACH ROW EXECUTE FUNCTION refuse_change()")
    op.execute(
        "CREATE TRIGGER never_changed BEFORE UPDATE ON submission FOR EACH ROW "
        f"WHEN ({ALL_BUT_THE_KEY.format('OLD')} IS DISTINCT FROM {ALL_BUT_THE_KEY.format('NEW')}) "
        "EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    op.execute("DROP TRIGGER never_changed ON submission")
    op.execute("DROP TRIGGER never_deleted ON submission")
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON submission FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
