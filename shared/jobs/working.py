"""Beginning a job, and working it chunk by chunk; each chunk is a message of the service to itself.

A chunk is one transaction: what its lines did, how they ended, the progress, and the message for the next chunk. A
worker that is killed leaves nothing half done, and the message that it had comes again.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from time import monotonic
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import exists, insert, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from structlog.contextvars import get_contextvars

from shared import audit
from shared.errors import DomainError
from shared.idempotency import KeyReused
from shared.jobs.tables import Job, JobLine, JobStatus, LineOutcome
from shared.messaging.long_work import JobContinued
from shared.messaging.outbox import publish
from shared.words import KIND_WORDS

# A chunk holds the locks of its lines until it ends, and nobody waits for a lock longer than `shared.db.LOCK_TIMEOUT`.
CHUNK_SECONDS = 1.0
CHUNK_LINES = 50
UNEXPECTED = "系统出现了意外错误，已记录，没有处理。"

Work = Callable[[JobLine], str]

log = structlog.get_logger()


def _nothing(_: Session, __: Job) -> None:
    pass


@dataclass(frozen=True)
class Kind:
    """A kind of long work, and the message by which it begins. What has no lines has a receiver of its own."""

    name: str
    continued: Callable[[Job], JobContinued]


@dataclass(frozen=True, kw_only=True)
class LineKind(Kind, ABC):
    """Work that is done line by line.

    `continued` is the message for the next chunk too; `finish` is called once, in the transaction of the last one.
    In the audit log each line has a row: `word` is what the act is called there, `about` the kind of its subject.
    """

    finish: Callable[[Session, Job], None] = _nothing
    word: str = KIND_WORDS["job"]
    about: str | None = None
    recorded: bool = True
    lines_at_once: int | None = None

    @abstractmethod
    def begin(self, session: Session, job: Job, lines: Sequence[JobLine]) -> Work:
        """Look at all lines of a chunk, and return what does one of them; what is noted in them here stays."""


@dataclass(frozen=True, kw_only=True)
class JobKind(LineKind):
    """Work of which each line is by itself. `work` does one and returns what to note; a DomainError in its words."""

    work: Callable[[Session, Job, JobLine], str]

    def begin(self, session: Session, job: Job, _: Sequence[JobLine]) -> Work:
        """What does any line."""
        return partial(self.work, session, job)


@dataclass(frozen=True, kw_only=True)
class ChunkKind(LineKind):
    """Work whose lines share what is looked up: `prepare` does so for all of a chunk, and returns what does one."""

    prepare: Callable[[Session, Job, Sequence[JobLine]], Work]

    def begin(self, session: Session, job: Job, lines: Sequence[JobLine]) -> Work:
        """What does one of these lines."""
        return self.prepare(session, job, lines)


@dataclass(frozen=True)
class NewLine:
    """A thing to be done, and what the report shall say of it."""

    subject_id: UUID | None = None
    facts: dict[str, Any] = field(default_factory=dict)


def start(
    session: Session, kind: Kind, job_id: UUID, asked_by: UUID, parameters: dict[str, Any], lines: Sequence[NewLine]
) -> Job:
    """Begin a job, once: with an id that is known it is the job that has it. Raises KeyReused for another request."""
    values = {"kind": kind.name, "asked_by": asked_by, "parameters": parameters}
    new = (
        postgresql.insert(Job).values(id=job_id, total=len(lines), **values).on_conflict_do_nothing().returning(Job.id)
    )
    is_new = session.scalar(new) is not None
    job = session.get_one(Job, job_id)
    if not is_new:
        _ensure_same(session, job, values, lines)
        return job
    rows = [
        {"job_id": job_id, "position": position, "subject_id": line.subject_id, "facts": line.facts}
        for position, line in enumerate(lines, 1)
    ]
    if rows:
        session.execute(insert(JobLine), rows)
    publish(session, kind.continued(job))
    return job


def go_on(session: Session, kind: LineKind, message: JobContinued) -> None:
    """Work one chunk and publish the next; a message that is not the newest about its job does nothing.

    Each line has a savepoint of its own: one that fails is undone and noted, and the others go on. Only where the
    database itself is in difficulty the whole chunk is undone, and comes again.
    """
    job = Job.locked(session, message.job_id)
    if job.version != message.version:
        return
    if job.status is JobStatus.QUEUED:
        job.move_to(JobStatus.RUNNING, by=None, role="system")
    lines = _chunk(session, job, kind.lines_at_once or CHUNK_LINES)
    work = kind.begin(session, job, lines)
    # Noted when all are done: what waits to be written is written at every savepoint.
    ended = [(line, _work(session, kind, job, line, work)) for line in _in_time(lines)]
    for line, ending in ended:
        _note(job, line, *ending)
    session.flush()
    if session.scalar(select(exists().where(*_waiting(job)))):
        job.version += 1
        session.flush()
        publish(session, kind.continued(job))
        return
    kind.finish(session, job)
    job.move_to(JobStatus.DONE, by=None, role="system")
    job.finished_at = datetime.now(UTC)


def _chunk(session: Session, job: Job, most: int) -> Sequence[JobLine]:
    """The next lines, in the order of what they are about: two jobs over the same things lock these in one order."""
    following = select(JobLine).where(*_waiting(job)).order_by(JobLine.position).limit(most)
    return sorted(session.scalars(following), key=lambda line: str(line.subject_id))


def _in_time(lines: Sequence[JobLine]) -> Iterator[JobLine]:
    """The lines until the time for a chunk is over; at least one."""
    end = monotonic() + CHUNK_SECONDS
    for line in lines:
        yield line
        if monotonic() > end:
            return


def _work(session: Session, kind: LineKind, job: Job, line: JobLine, work: Work) -> tuple[LineOutcome, str]:
    deed = _deed_of(kind, job, line)
    with audit.doing(deed):
        ending = _ending(session, job, line, work)
    if kind.recorded:
        audit.write(session, deed)
    return ending


def _note(job: Job, line: JobLine, outcome: LineOutcome, text: str) -> None:
    line.outcome, line.text = outcome, text
    if outcome is LineOutcome.DONE:
        job.done += 1
    else:
        job.failed += 1


def _ending(session: Session, job: Job, line: JobLine, work: Work) -> tuple[LineOutcome, str]:
    try:
        with session.begin_nested():
            return LineOutcome.DONE, work(line)
    except DomainError as error:
        audit.note(result=audit.Result.REFUSED, error=error.error)
        return LineOutcome.FAILED, str(error)
    except OperationalError:  # away, a lock that came too late, a deadlock: nothing that the line could help
        raise
    except Exception:  # a bug met by one line must not keep the others from being done
        log.exception("line failed", job_id=str(job.id), position=line.position)
        audit.note(result=audit.Result.FAILED)
        return LineOutcome.FAILED, UNEXPECTED


def _deed_of(kind: LineKind, job: Job, line: JobLine) -> audit.Deed:
    """Each line has its row, in the name of whoever asked for the job."""
    return audit.Deed(
        act=f"job.{kind.name}",
        word=kind.word,
        actor_id=job.asked_by,
        request_id=get_contextvars().get("request_id"),
        kind=kind.about,
        object_id=str(line.subject_id) if line.subject_id else None,
        details={"job_id": str(job.id), "position": line.position},
    )


def _waiting(job: Job) -> tuple[Any, ...]:
    return JobLine.job_id == job.id, JobLine.outcome.is_(None)


def _ensure_same(session: Session, job: Job, values: dict[str, Any], lines: Sequence[NewLine]) -> None:
    about = select(JobLine.subject_id).where(JobLine.job_id == job.id).order_by(JobLine.position)
    same = all(getattr(job, name) == value for name, value in values.items())
    if not same or list(session.scalars(about)) != [line.subject_id for line in lines]:
        raise KeyReused
