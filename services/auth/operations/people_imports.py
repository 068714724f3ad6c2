"""Import of people from a sheet: first every row is checked, then the good ones are entered, each once.

The check is a job with a line for each row of the sheet, the import another whose lines name those of the check. What
people sent lies sealed in the lines of the check: of a row that was imported its number is removed at once, all of the
rest when the check expires. The file itself is kept nowhere.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid5

from msgspec import Struct, convert, to_builtins
from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from services.auth.importing.checking import Examined, as_uploaded, examine
from services.auth.importing.columns import COLUMNS, ID_NUMBER, ID_TYPE, PROFESSIONAL, YES
from services.auth.importing.lines import (
    Sent,
    forget_number,
    found_in,
    line_of,
    note_found,
    sent_in,
    shown_name,
    uploaded_in,
    without_numbers,
)
from services.auth.models import Job, JobLine, Person
from services.auth.operations.grants import GrantOf
from services.auth.operations.people import NewPerson, create_person
from services.auth.queries import actor as actor_of_person
from shared import audit
from shared.auth import Actor, Role
from shared.errors import DomainError
from shared.jobs import ChunkKind, JobStatus, LineOutcome, NewLine, own_job, start
from shared.jobs.working import Work
from shared.messaging.long_work import PeopleCheckContinued, PeopleCheckExpired, PeopleImportContinued
from shared.messaging.outbox import publish
from shared.sheets import read_sheet

KEPT = timedelta(days=7)  # long enough to correct a sheet over a holiday week
CHECKED_AT_ONCE, IMPORTED_AT_ONCE = 500, 100
LONGEST_FILE_NAME = 100
GOOD = "可以导入"
PERSON = "person"  # in the audit log


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

    error, message = "nothing_to_import", "选择的行里没有可以导入的人员，请重新选择，或修改后重新上传。"


class ImportBegunBefore(DomainError):
    """One check is imported once; what remains is sent again."""

    status, error = 409, "import_begun_before"
    message = "这次上传已经开始导入。其余的行请修改后重新上传，已导入的人员会自动跳过。"


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


def start_check(session: Session, actor: Actor, job_id: UUID, file_name: str, content: bytes) -> Job:
    """Begin the check of a sheet; the same id again is the same check. Raises SheetRefused."""
    sheet = read_sheet(content, COLUMNS)
    uploaded = as_uploaded(sheet.rows)
    lines = [
        line_of(job_id, position, row.number, one, row.cells)
        for position, (row, one) in enumerate(zip(sheet.rows, uploaded, strict=True), 1)
    ]
    parameters = {
        "file": without_numbers(file_name)[-LONGEST_FILE_NAME:],
        "title": sheet.title,
        "heading_row": sheet.heading_row,
        "headings": [without_numbers(heading) for heading in sheet.headings],
        "places": sheet.places,
        "unread": [without_numbers(heading) for heading in sheet.unread],
    }
    job = start(session, CHECK, job_id, actor.id, parameters, lines)
    if job.status is JobStatus.QUEUED:
        publish(session, PeopleCheckExpired(version=1, job_id=job.id), not_before=datetime.now(UTC) + KEPT)
    return job


def start_import(session: Session, actor: Actor, check_id: UUID, wish: Wish) -> Job:
    """Begin the import of the good rows that are wished; asked for twice it is one.

    Raises NotFound, CheckUnfinished, CheckExpired, NothingToImport and ImportBegunBefore.
    """
    check = own_job(session, CHECK.name, actor.id, check_id)
    if check.status is not JobStatus.DONE:
        raise CheckUnfinished
    if has_expired(check):
        raise CheckExpired
    before = session.get(Job, import_id_of(check_id))
    if before is not None:
        if before.parameters["wish"] != to_builtins(wish):
            raise ImportBegunBefore
        return before
    lines = [_wished(line) for line in _good_lines(session, check) if wish.holds(line)]
    if not lines:
        raise NothingToImport
    parameters = {"check_id": str(check_id), "wish": to_builtins(wish)}
    return start(session, IMPORT, import_id_of(check_id), actor.id, parameters, lines)


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


def _asker(session: Session, job: Job) -> Actor:
    """Whoever asked, with the roles held now: what was taken away meanwhile counts no more."""
    person = session.get_one(Person, job.asked_by)
    actor = actor_of_person(session, person)
    return actor if person.active else Actor(actor.id, actor.account, actor.name, actor.unit_id, (), first_login=False)


def _check(session: Session, job: Job, lines: Sequence[JobLine]) -> Work:
    """Examine all rows of a chunk together and note in each what was found."""
    rows = [(line, sent) for line in lines if (sent := sent_in(line))]
    found = examine(session, _asker(session, job), [uploaded_in(line, sent) for line, sent in rows])
    for (line, _), one in zip(rows, found, strict=True):
        note_found(line, one.faults, one.notices)
    return _checked


def _checked(line: JobLine) -> str:
    faults = found_in(line, "faults")
    if faults:
        raise RowFaulty(said=said_of(line))
    if any(notice.kind == "exists" for notice in found_in(line, "notices")):
        return said_of(line)
    return "。".join(filter(None, [GOOD, said_of(line)]))


def said_of(line: JobLine) -> str:
    """Everything that was found about a row, in one text: the column and what is wrong with it."""
    headings = {column.key: f"{column.heading}：" for column in COLUMNS}
    found = [*found_in(line, "faults"), *found_in(line, "notices")]
    return "；".join(f"{headings.get(one.column, '')}{one.text}" for one in found)


def _import(session: Session, job: Job, lines: Sequence[JobLine]) -> Work:
    """Look once more at all rows of a chunk, as things stand now; returns what enters one of them."""
    check = session.get_one(Job, UUID(job.parameters["check_id"]))
    positions = [line.facts["of"] for line in lines]
    of_check = select(JobLine).where(JobLine.job_id == check.id, JobLine.position.in_(positions))
    rows = [(line, sent) for line in session.scalars(of_check) if (sent := sent_in(line))]
    found = examine(session, _asker(session, job), [uploaded_in(line, sent) for line, sent in rows])
    known = {line.position: (line, sent, one) for (line, sent), one in zip(rows, found, strict=True)}

    def work(line: JobLine) -> str:
        if line.facts["of"] not in known:
            raise CheckExpired
        checked, sent, one = known[line.facts["of"]]
        text = _enter(session, line, sent, one)
        forget_number(checked, sent, check.parameters["places"])
        return text

    return work


def _enter(session: Session, line: JobLine, sent: Sent, found: Examined) -> str:
    if found.faults or found.unit_id is None:
        raise RowFaulty(said="；".join(one.text for one in found.faults))
    if found.person:
        line.subject_id = found.person.id
        line.facts = {**line.facts, "account": found.person.account, "existed": True}
        return "已存在，已跳过"
    grants = (GrantOf(Role.PROFESSIONAL, found.unit_id),) if sent.values[PROFESSIONAL] == YES else ()
    new = NewPerson(
        name=sent.values["name"],
        unit_id=found.unit_id,
        id_number=sent.values[ID_NUMBER],
        id_type=sent.values[ID_TYPE],
        grants=grants,
    )
    try:
        person, _ = create_person(session, new)  # nobody is handed this first password: slips carry new ones
    except IntegrityError as error:
        raise RowFaulty(said="该证件号码的人员刚刚由他人录入，请刷新后核对。") from error
    audit.note(about=(PERSON, person.id))
    line.subject_id = person.id
    line.facts = {**line.facts, "account": person.account}
    return f"已导入，账号 {person.account}"


CHECK = ChunkKind(
    "people_check",
    continued=lambda job: PeopleCheckContinued(version=job.version, job_id=job.id),
    prepare=_check,
    recorded=False,  # nothing is changed by it
    lines_at_once=CHECKED_AT_ONCE,
)
IMPORT = ChunkKind(
    "people_import",
    continued=lambda job: PeopleImportContinued(version=job.version, job_id=job.id),
    prepare=_import,
    word="导入人员",
    about=PERSON,
    lines_at_once=IMPORTED_AT_ONCE,
)
