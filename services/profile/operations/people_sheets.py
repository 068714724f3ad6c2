"""An Excel file of many people of a figure: asking for it, noting how far it is, and letting it go after a day.

A job without lines: `services.profile.people_sheet` writes the file outside any transaction and notes here, in short
ones, how far it has come. What the asker may see is judged three times: by the roles of the token when it is asked for;
by the same roles and the units as they stand then when it is written, because this service knows nobody's roles by
itself; and by the roles held at that moment whenever it is downloaded.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec
from sqlalchemy.orm import Session

from services.profile.counted_people import Bar, how_many
from services.profile.models import Job, JobStatus
from services.profile.operations.figures import LEDGER
from shared.auth import Actor, actor_claims, actor_of
from shared.errors import DomainError, NotFound
from shared.figures.reading import Wanted, scope_of
from shared.files import file_store
from shared.jobs import Kind, own_job, start
from shared.messaging.long_work import PeopleSheetExpired, PeopleSheetReady, PeopleSheetRequested
from shared.messaging.outbox import publish

SYSTEM = "system"
OFFERED = timedelta(days=1)
MOST_PEOPLE = 200_000  # written within a worker's time limit; a sheet of Excel ends at 1,048,576 rows

SHEET = Kind("people_sheet", continued=lambda job: PeopleSheetRequested(version=job.version, job_id=job.id))


class SheetTooLong(DomainError):
    """So many people are asked for unit by unit."""

    status, error = 409, "sheet_too_long"
    message = "共 {count} 人，超过一个文件最多 {most} 人，请选择下级单位或职称系列后分别导出。"


class SheetNotReady(DomainError):
    """There is no file yet, or none could be made."""

    status, error = 409, "sheet_not_ready"
    message = "文件还没有准备好。请等待完成；如果没有成功，请重新导出。"


class SheetExpired(DomainError):
    """The day is over."""

    status, error, message = 410, "sheet_expired", "文件已过期并删除（保留一天）。如仍需要，请重新导出。"


@dataclass(frozen=True)
class Request:
    """What a sheet shall hold, and whoever asked for it with the roles held then."""

    asker: Actor
    wanted: Wanted
    bar: Bar


@dataclass(frozen=True)
class KeptSheet:
    """A finished file in the store, of so many people."""

    stored_as: str
    size: int
    sha256: str
    people: int


def ask_for_sheet(session: Session, actor: Actor, job_id: UUID, wanted: Wanted, bar: Bar) -> Job:
    """Have a sheet made; the same id again is the same sheet. Raises NotFound, SheetTooLong and KeyReused."""
    scope = scope_of(session, LEDGER, actor, wanted)
    ensure_short(how_many(session, scope, wanted, bar))
    fixed = Wanted(wanted.first, wanted.last, scope.unit.id, not scope.below, wanted.series)
    parameters = {
        "asker": actor_claims(actor),
        "wanted": msgspec.to_builtins(fixed),
        "bar": msgspec.to_builtins(bar),
        "unit_name": scope.unit.name,
    }
    return start(session, SHEET, job_id, actor.id, parameters, [])


def ensure_short(people: int) -> None:
    """Refuse what no single file holds; raises SheetTooLong."""
    if people > MOST_PEOPLE:
        raise SheetTooLong(count=people, most=MOST_PEOPLE)


def request_of(job: Job) -> Request:
    """What was asked for, and by whom."""
    wanted, bar = msgspec.convert(job.parameters["wanted"], Wanted), msgspec.convert(job.parameters["bar"], Bar)
    return Request(actor_of(job.parameters["asker"]), wanted, bar)


def downloadable(session: Session, actor: Actor, job_id: UUID) -> Job:
    """One's own sheet, if it can be downloaded now; raises NotFound, SheetNotReady and SheetExpired.

    Whoever has lost the roles by which these people could be seen does not find it any more.
    """
    job = own_job(session, SHEET.name, actor.id, job_id)
    wanted = request_of(job).wanted
    if scope_of(session, LEDGER, actor, wanted).below is wanted.alone:
        raise NotFound
    if job.status is not JobStatus.DONE or job.failed:
        raise SheetNotReady
    if has_expired(job):
        raise SheetExpired
    return job


def expires_at(job: Job) -> datetime | None:
    """Until when a finished sheet is offered."""
    return job.finished_at + OFFERED if job.finished_at else None


def has_expired(job: Job) -> bool:
    """Whether its day is over, even if nobody has cleared it away yet."""
    over = expires_at(job)
    return over is not None and over <= datetime.now(UTC)


def note_progress(session: Session, job_id: UUID, written: int, total: int) -> None:
    """So many people are written; a worker that begins anew begins at nothing again."""
    job = Job.locked(session, job_id)
    if job.status is JobStatus.DONE:
        return
    if job.status is JobStatus.QUEUED:
        job.move_to(JobStatus.RUNNING, by=None, role=SYSTEM)
    job.done, job.total = written, max(written, total)
    job.version += 1


def note_sheet(session: Session, job_id: UUID, kept: KeptSheet) -> None:
    """The file lies in the store: offer it for a day, and tell the asker. One that came too late is removed."""
    job = Job.locked(session, job_id)
    if job.status is JobStatus.DONE:
        file_store().remove(key_of(job_id, kept.stored_as))
        return
    job.total = job.done = kept.people
    job.stored_as, job.size, job.sha256 = kept.stored_as, kept.size, kept.sha256
    over = _finish(session, job)
    ready = PeopleSheetReady(
        version=job.version, job_id=job.id, person_id=job.asked_by, people=kept.people, expires_at=over
    )
    publish(session, ready)


def note_refusal(session: Session, job_id: UUID) -> None:
    """No file can be made: the asker does not reach the unit any more, or the people have become too many."""
    job = Job.locked(session, job_id)
    if job.status is JobStatus.DONE:
        return
    job.done, job.total = 0, max(job.total, 1)
    job.failed = job.total
    _finish(session, job)


def remove_sheet(job: Job) -> bool:
    """Remove all that lies in the store for a sheet whose day is over, half-made too; False while it is offered."""
    if not has_expired(job):
        return False
    file_store().remove(folder_of(job.id))
    return True


def note_removal(session: Session, job_id: UUID) -> None:
    """The file was removed because its day is over."""
    job = Job.locked(session, job_id)
    job.stored_as = job.size = job.sha256 = None
    job.version += 1


def folder_of(job_id: UUID) -> str:
    """Where everything of one sheet lies, also what a worker left behind that was killed."""
    return f"sheets/{job_id}/"


def key_of(job_id: UUID, stored_as: str) -> str:
    """Under what key a file lies in the store."""
    return folder_of(job_id) + stored_as


def _finish(session: Session, job: Job) -> datetime:
    """Bring a sheet to its end; returns until when it is offered, when what lies in the store is removed."""
    with session.no_autoflush:  # the database refuses one that is done without its time
        if job.status is JobStatus.QUEUED:
            job.move_to(JobStatus.RUNNING, by=None, role=SYSTEM)
        job.move_to(JobStatus.DONE, by=None, role=SYSTEM)
        job.finished_at = datetime.now(UTC)
    session.flush()
    over = job.finished_at + OFFERED
    publish(session, PeopleSheetExpired(version=job.version, job_id=job.id), not_before=over)
    return over
