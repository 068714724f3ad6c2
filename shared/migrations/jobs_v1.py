"""Tables of long work, made by a migration of each service that has some. Frozen: a change is a new module."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

TIME = sa.DateTime(timezone=True)
WORD = sa.String(20)


def create() -> None:
    """Make job and job_line."""
    _job()
    _lines()


def drop() -> None:
    """Undo `create`."""
    op.drop_table("job_line")
    op.drop_table("job")


def _job() -> None:
    op.create_table(
        "job",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("status", WORD, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("asked_by", sa.Uuid, nullable=False),
        sa.Column("asked_at", TIME, server_default=sa.func.clock_timestamp(), nullable=False),
        sa.Column("parameters", JSONB, nullable=False),
        sa.Column("total", sa.Integer, nullable=False),
        sa.Column("done", sa.Integer, nullable=False),
        sa.Column("failed", sa.Integer, nullable=False),
        sa.Column("finished_at", TIME),
        sa.Column("stored_as", sa.Text),
        sa.Column("size", sa.BigInteger),
        sa.Column("sha256", sa.Text),
        sa.CheckConstraint("status IN ('queued', 'running', 'done')", name="job_status"),
        sa.CheckConstraint("done >= 0 AND failed >= 0 AND done + failed <= total", name="job_counts"),
        sa.CheckConstraint("status <> 'done' OR done + failed = total", name="job_done_has_all_lines"),
        sa.CheckConstraint("(status = 'done') = (finished_at IS NOT NULL)", name="job_done_has_time"),
        sa.CheckConstraint("(stored_as IS NULL) = (sha256 IS NULL)", name="job_file_has_checksum"),
    )
    op.create_index("job_asked", "job", ["asked_by", "kind", "asked_at", "id"])


def _lines() -> None:
    op.create_table(
        "job_line",
        sa.Column("job_id", sa.Uuid, sa.ForeignKey("job.id"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("subject_id", sa.Uuid),
        sa.Column("facts", JSONB, nullable=False),
        sa.Column("outcome", WORD),
        sa.Column("text", sa.Text),
        sa.CheckConstraint("outcome IN ('done', 'failed')", name="job_line_outcome"),
        sa.CheckConstraint("(outcome IS NULL) = (text IS NULL)", name="job_line_outcome_has_text"),
    )
    waiting = sa.text("outcome IS NULL")
    op.create_index("job_line_waiting", "job_line", ["job_id", "position"], postgresql_where=waiting)
