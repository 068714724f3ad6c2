"""Long work: Excel files of many people."""

from shared.migrations import jobs_v1

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    jobs_v1.create()


def downgrade() -> None:
    jobs_v1.drop()
