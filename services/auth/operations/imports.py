"""Imports from a sheet, whatever its rows are about: every row is checked, then the good ones are entered, each once.

The check is a job with a line for each row of the sheet, the import another whose lines name those of the check. What
was sent lies sealed in the lines of the check, until it expires. The file itself is kept nowhere.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid5

from msgspec import Struct, convert, to_builtins
from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from services.auth.importing.faults import Findings
from services.auth.importing.lines import found_in, shown_name, without_numbers
from services.auth.models import Job, JobLine, Person
from services.auth.queries import actor as actor_of_person
from shared.auth import Actor
from shared.errors import DomainError
from shared.jobs import ChunkKind, JobStatus, LineKind, LineOutcome, NewLine, own_job, start
from shared.messaging.long_work import AccountWorkEnded, CheckExpiry
from shared.messaging.outbox import publish
from shared.sheets import Column, Row, read_sheet

KEPT = timedelta(days=7)  # long enough to correct a sheet over a holiday week
LONGEST_FILE_NAME = 100
GOOD = "可以导入"


@dataclass(frozen=True, kw_only=True)
class Import:
    """What is imported from one kind of sheet: its columns, what can be found about a row, and the two jobs.

    `lines` makes those of the check; `order` is that in which the import enters the good rows.
    """

    title: str
    columns: Sequence[Column]
    findings: Findings
    lines: Callable[[UUID, Sequence[Row]], list[NewLine]]
    check: ChunkKind
    run: LineKind
    expired: Callable[[Job], CheckExpiry]
    order: Callable[[JobLine], int] = lambda line: line.position


class RowFaulty(DomainError):
    """The row can't be imported as it stands."""

    error, message = "row_faulty", "{said}"


class CheckUnfinished(DomainError):
    """The check is still going on."""

    status, error, message = 409, "check_unfinished", "检查还没有完成，请等待完成后再导入。"


class CheckExpired(DomainError):
    """What was sent has been removed."""

    status, error, message = 410, "check_expired", "上传的内容已过期并删除（保留 7 天），请重新上传后再操作。"


class NothingToImport(DomainError):
    """None of the chosen rows is good."""

    error, message = "nothing_to_import", "选择的行里没有可以导入的内容，请重新选择，或修改后重新上传。"


class ImportBegunBefore(DomainError):
    """One check is imported once; what remains is sent again."""

    status, error = 409, "import_begun_before"
    message = "这次上传已经开始导入。其余的行请修改后重新上传，已导入的会自动跳过。"


class Choice(StrEnum):
    """Which of the good rows are to be imported."""

    ALL = "all"
    UNREMARKED = "unremarked"
    ROWS = "rows"


class Wish(Struct, frozen=True):
    """What is to be imported: by a choice, or the rows of the sheet with these first and last numbers."""

    choice: Choice
    rows: list[tuple[int, int]] = []

    def holds(self, line: JobLine) -> bool:
        """Whether a row of the check is among them."""
        if self.choice is Choice.UNREMARKED:
            return not found_in(line, "notices")
        return self.choice is Choice.ALL or any(first <= line.facts["row"] <= last for first, last in self.rows)


def start_check(session: Session, imported: Import, actor: Actor, job_id: UUID, file_name: str, content: bytes) -> Job:
    """Begin the check of a sheet; the same id again is the same check. Raises SheetRefused."""
    sheet = read_sheet(content, imported.columns)
    parameters = {
        "file": without_numbers(file_name)[-LONGEST_FILE_NAME:],
        "title": sheet.title,
        "heading_row": sheet.heading_row,
        "headings": [without_numbers(heading) for heading in sheet.headings],
        "places": sheet.places,
        "unread": [without_numbers(heading) for heading in sheet.unread],
    }
    job = start(session, imported.check, job_id, actor.id, parameters, imported.lines(job_id, sheet.rows))
    if job.status is JobStatus.QUEUED:
        publish(session, imported.expired(job), not_before=datetime.now(UTC) + KEPT)
    return job


def start_import(session: Session, imported: Import, actor: Actor, check_id: UUID, wish: Wish) -> Job:
    """Begin the import of the good rows that are wished; asked for twice it is one.

    Raises NotFound, CheckUnfinished, CheckExpired, NothingToImport and ImportBegunBefore.
    """
    check = own_job(session, imported.check.name, actor.id, check_id)
    if check.status is not JobStatus.DONE:
        raise CheckUnfinished
    if has_expired(check):
        raise CheckExpired
    before = session.get(Job, import_id_of(check_id))
    if before is not None:
        if before.parameters["wish"] != to_builtins(wish):
            raise ImportBegunBefore
        return before
    good = sorted(_good_lines(session, check), key=imported.order)
    lines = [_wished(line) for line in good if wish.holds(line)]
    if not lines:
        raise NothingToImport
    parameters = {"check_id": str(check_id), "wish": to_builtins(wish)}
    return start(session, imported.run, import_id_of(check_id), actor.id, parameters, lines)


def import_id_of(check_id: UUID) -> UUID:
    """The number of the one import of a check."""
    return uuid5(check_id, "import")


def wish_of(job: Job) -> Wish:
    """What an import was asked for."""
    return convert(job.parameters["wish"], Wish)


def has_expired(check: Job) -> bool:
    """Whether what was sent is to be removed, even if nobody has done so yet."""
    return bool(check.parameters.get("expired")) or check.asked_at + KEPT <= datetime.now(UTC)


def forget_check(session: Session, check_id: UUID) -> None:
    """Remove what people sent in a sheet; what became of each row stays."""
    check = Job.locked(session, check_id)
    check.parameters = {**check.parameters, "expired": True}
    check.version += 1
    gone = func.cast(JobLine.facts, JSONB).op("-")("sealed")
    session.execute(update(JobLine).where(JobLine.job_id == check_id).values(facts=gone))


def _good_lines(session: Session, check: Job) -> Sequence[JobLine]:
    good = select(JobLine).where(JobLine.job_id == check.id, JobLine.outcome == LineOutcome.DONE)
    return session.scalars(good.order_by(JobLine.position)).all()


def _wished(line: JobLine) -> NewLine:
    return NewLine(facts={"of": line.position, "row": line.facts["row"], "name": shown_name(line)})


def asker_of(session: Session, job: Job) -> Actor:
    """Whoever asked, with the roles held now: what was taken away meanwhile counts no more."""
    person = session.get_one(Person, job.asked_by)
    actor = actor_of_person(session, person)
    return actor if person.active else Actor(actor.id, actor.account, actor.name, actor.unit_id, (), first_login=False)


def said_in(line: JobLine, columns: Sequence[Column]) -> str:
    """Everything that was found about a row, in one text: the column and what is wrong with it."""
    headings = {column.key: f"{column.heading}：" for column in columns}
    found = [*found_in(line, "faults"), *found_in(line, "notices")]
    return "；".join(f"{headings.get(one.column, '')}{one.text}" for one in found)


def verdict(line: JobLine, columns: Sequence[Column]) -> str:
    """What the check says of a row that can be imported, or needs not be. Raises RowFaulty."""
    said = said_in(line, columns)
    if found_in(line, "faults"):
        raise RowFaulty(said=said)
    if any(notice.kind == "exists" for notice in found_in(line, "notices")):
        return said
    return "。".join(filter(None, [GOOD, said]))


def tell_ended(session: Session, job: Job) -> None:
    """Whoever asked for an import hears that it is done."""
    check = session.get_one(Job, UUID(job.parameters["check_id"]))
    done = {"total": job.total, "done": job.done, "failed": job.failed}
    ended = AccountWorkEnded(
        version=1,
        job_id=job.id,
        person_id=job.asked_by,
        kind="units" if job.kind == "units_import" else "people",
        subject_id=check.id,
        title=check.parameters["file"],
        **done,
    )
    publish(session, ended)
