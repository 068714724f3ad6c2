"""The tables of long work, in the database of each service that names them in its `models`."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Text, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shared.db import TYPES, UTC_TIME, status_type
from shared.workflow import Workflow


class JobsBase(DeclarativeBase):
    """Tables of the services that have long work."""

    type_annotation_map = TYPES


class JobStatus(StrEnum):
    """How far a job has come; lines that failed do not make it fail."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"


class LineOutcome(StrEnum):
    """What became of a line."""

    DONE = "done"
    FAILED = "failed"


class Job(Workflow, JobsBase):
    """One piece of long work that somebody asked for; the row is its progress.

    `version` counts its chunks too, so that each change of the progress has another. A job that makes a file names
    where it lies in the store, as `shared.files` keeps it.
    """

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint("status IN ('queued', 'running', 'done')", name="job_status"),
        CheckConstraint("done >= 0 AND failed >= 0 AND done + failed <= total", name="job_counts"),
        CheckConstraint("status <> 'done' OR done + failed = total", name="job_done_has_all_lines"),
        CheckConstraint("(status = 'done') = (finished_at IS NOT NULL)", name="job_done_has_time"),
        CheckConstraint("(stored_as IS NULL) = (sha256 IS NULL)", name="job_file_has_checksum"),
        Index("job_asked", "asked_by", "kind", "asked_at", "id"),
    )

    KIND = "job"
    TRANSITIONS: ClassVar[Mapping[JobStatus, frozenset[JobStatus]]] = {
        JobStatus.QUEUED: frozenset({JobStatus.RUNNING}),
        JobStatus.RUNNING: frozenset({JobStatus.DONE}),
    }

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    status: Mapped[JobStatus] = mapped_column(status_type(JobStatus), default=JobStatus.QUEUED)
    version: Mapped[int] = mapped_column(default=1)
    asked_by: Mapped[UUID]
    asked_at: Mapped[datetime] = mapped_column(UTC_TIME, server_default=func.clock_timestamp())
    parameters: Mapped[dict[str, Any]] = mapped_column(JSONB)
    total: Mapped[int]
    done: Mapped[int] = mapped_column(default=0)
    failed: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None] = mapped_column(UTC_TIME)
    stored_as: Mapped[str | None] = mapped_column(Text)
    size: Mapped[int | None] = mapped_column(BigInteger)
    sha256: Mapped[str | None] = mapped_column(Text)


class JobLine(JobsBase):
    """One thing that a job does: what it is about, what a report shows of it, and in the end what became of it."""

    __tablename__ = "job_line"
    __table_args__ = (
        CheckConstraint("outcome IN ('done', 'failed')", name="job_line_outcome"),
        CheckConstraint("(outcome IS NULL) = (text IS NULL)", name="job_line_outcome_has_text"),
        Index("job_line_waiting", "job_id", "position", postgresql_where=text("outcome IS NULL")),
    )

    job_id: Mapped[UUID] = mapped_column(ForeignKey("job.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    subject_id: Mapped[UUID | None]
    facts: Mapped[dict[str, Any]] = mapped_column(JSONB)
    outcome: Mapped[LineOutcome | None] = mapped_column(status_type(LineOutcome))
    text: Mapped[str | None] = mapped_column(Text)
