"""A code on every snapshot by which its printed form is verified; the database draws it, for older releases as well."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    random = sa.text("gen_random_uuid()")
    op.add_column("submission", sa.Column("verification_code", sa.Uuid, nullable=False, server_default=random))
    op.create_unique_constraint("submission_verification_code_key", "submission", ["verification_code"])


def downgrade() -> None:
    op.drop_column("submission", "verification_code")
