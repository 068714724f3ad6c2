"""Long work: imports, and deeds on many people at once."""

from shared.migrations import jobs_v1

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    jobs_v1.create()


def downgrade() -> None:
    jobs_v1.drop()
