"""Look the people of a unit up in the order in which they are listed."""

from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_index("person_unit_name", "person", ["unit_id", "name", "id"], postgresql_include=["active"])
    op.create_index("person_unit_pinyin", "person", ["unit_id", "pinyin", "id"], postgresql_include=["active"])
    op.drop_index("person_unit", "person")


def downgrade() -> None:
    op.create_index("person_unit", "person", ["unit_id"])
    op.drop_index("person_unit_pinyin", "person")
    op.drop_index("person_unit_name", "person")
