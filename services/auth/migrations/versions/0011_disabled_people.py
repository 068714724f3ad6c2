"""Look disabled people up in the order in which they are listed."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

DISABLED = sa.text("NOT active")


def upgrade() -> None:
    op.create_index("person_disabled_name", "person", ["name", "id"], postgresql_where=DISABLED)
    op.create_index("person_disabled_pinyin", "person", ["pinyin", "id"], postgresql_where=DISABLED)
    op.drop_index("person_disabled", "person")


def downgrade() -> None:
    op.create_index("person_disabled", "person", ["id"], postgresql_where=DISABLED)
    op.drop_index("person_disabled_pinyin", "person")
    op.drop_index("person_disabled_name", "person")
