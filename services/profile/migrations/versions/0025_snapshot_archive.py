"""Contents of old snapshots may lie in the store of files; nothing else of a snapshot changes by that."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"

TRIGGER = "CREATE OR REPLACE TRIGGER never_changed BEFORE UPDATE ON submission FOR EACH ROW WHEN ({}) "
REFUSED = "EXECUTE FUNCTION refuse_change()"
OTHER = "(to_jsonb(OLD) - {0}) IS DISTINCT FROM (to_jsonb(NEW) - {0})"
BUT_THE_KEYS = "'{encrypted_id_number,encrypted_salt}'::text[]"
BUT_THE_PLACE = "'{encrypted_id_number,encrypted_salt,content,archived_at}'::text[]"


def upgrade() -> None:
    op.add_column("submission", sa.Column("archived_at", sa.DateTime(timezone=True)))
    going = "OLD.archived_at IS NULL AND NEW.archived_at IS NOT NULL"
    changed = f"CASE WHEN {going} THEN {OTHER.format(BUT_THE_PLACE)} ELSE {OTHER.format(BUT_THE_KEYS)} END"
    op.execute(TRIGGER.format(changed) + REFUSED)


def downgrade() -> None:
    """Refused once anything is archived: the previous release can't read it."""
    op.execute(
        "DO $$ BEGIN IF EXISTS (SELECT FROM submission WHERE archived_at IS NOT NULL) THEN"
        " RAISE EXCEPTION 'the previous release cannot read archived snapshots'; END IF; END $$"
    )
    op.execute(TRIGGER.format(OTHER.format(BUT_THE_KEYS)) + REFUSED)
    op.drop_column("submission", "archived_at")
