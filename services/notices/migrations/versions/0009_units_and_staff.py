"""The indexes by which the units below one are found, and who holds a role for a unit."""

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    with op.get_context().autocommit_block():
        drop()  # what was cut off leaves one that is no good
        op.create_index("unit_superior", "unit", ["superior_id"], postgresql_concurrently=True, if_not_exists=True)
        op.create_index(
            "staff_grants",
            "staff",
            ["grants"],
            postgresql_using="gin",
            postgresql_ops={"grants": "jsonb_path_ops"},
            postgresql_concurrently=True,
            if_not_exists=True,
        )


def downgrade() -> None:
    with op.get_context().autocommit_block():
        drop()


def drop() -> None:
    for name, table in (("staff_grants", "staff"), ("unit_superior", "unit")):
        op.drop_index(name, table, postgresql_concurrently=True, if_exists=True)
