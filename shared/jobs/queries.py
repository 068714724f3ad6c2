"""Looking at long work: somebody's own jobs, newest first, and the lines of one."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from shared.errors import NotFound
from shared.jobs.tables import Job, JobLine, LineOutcome
from shared.paging import cursor_of, number_of, typed_key


def own_job(session: Session, kind: str, asked_by: UUID, job_id: UUID) -> Job:
    """A job of this kind that the person asked for; raises NotFound for any other."""
    job = session.get(Job, job_id)
    if job is None or (job.kind, job.asked_by) != (kind, asked_by):
        raise NotFound
    return job


def page_of_jobs(
    session: Session, kind: str, asked_by: UUID, cursor: str | None, limit: int
) -> tuple[Sequence[Job], str | None]:
    """One page of somebody's jobs of a kind, newest first, and the cursor of the next. Raises CursorInvalid."""
    own = select(Job).where(Job.kind == kind, Job.asked_by == asked_by)
    if cursor:
        own = own.where(tuple_(Job.asked_at, Job.id) < tuple_(*typed_key(cursor, datetime.fromisoformat, UUID)))
    found = session.scalars(own.order_by(Job.asked_at.desc(), Job.id.desc()).limit(limit + 1)).all()
    page = found[:limit]
    return page, cursor_of(page[-1].asked_at, page[-1].id) if len(found) > limit else None


def page_of_lines(
    session: Session, job: Job, outcome: LineOutcome | None, cursor: str | None, limit: int
) -> tuple[Sequence[JobLine], str | None]:
    """One page of a job's lines, perhaps only those that ended so, and the cursor of the next. Raises CursorInvalid."""
    lines = select(JobLine).where(JobLine.job_id == job.id)
    if outcome:
        lines = lines.where(JobLine.outcome == outcome)
    if cursor:
        lines = lines.where(JobLine.position > number_of(cursor))
    found = session.scalars(lines.order_by(JobLine.position).limit(limit + 1)).all()
    page = found[:limit]
    return page, cursor_of(page[-1].position) if len(found) > limit else None


def lines_of(session: Session, job: Job) -> Sequence[JobLine]:
    """All lines of a job, in their order."""
    return session.scalars(select(JobLine).where(JobLine.job_id == job.id).order_by(JobLine.position)).all()
