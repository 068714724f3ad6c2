"""ID numbers stand in hashes with a salt that lies encrypted, so that the key of blind indexes can change."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"

TABLES = ("submission", "correction")
OF_BEFORE = "(to_jsonb({0}) - 'encrypted_id_number')"
ALL_BUT_THE_KEYS = "(to_jsonb({0}) - 'encrypted_id_number' - 'encrypted_salt')"


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("encrypted_salt", sa.Text))
    _never_changed(ALL_BUT_THE_KEYS)


def _never_changed(content: str) -> None:
    """Let nothing of a snapshot change but the key under which something lies."""
    op.execute("DROP TRIGGER never_changed ON submission")
    op.execute(
        "CREATE TRIGGER never_changed BEFORE UPDATE ON submission FOR EACH ROW "
        f"WHEN ({content.format('OLD')} IS DISTINCT FROM {content.format('NEW')}) EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    _never_changed(OF_BEFORE)
    for table in TABLES:
        op.drop_column(table, "encrypted_salt")
