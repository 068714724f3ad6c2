"""A code on every change request by which its receipt is verified; the database draws it, for older releases too."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    random = sa.text("gen_random_uuid()")
    op.add_column("change_request", sa.Column("verification_code", sa.Uuid, nullable=False, server_default=random))
    op.create_unique_constraint("change_request_verification_code_key", "change_request", ["verification_code"])


def downgrade() -> None:
    op.drop_column("change_request", "verification_code")
