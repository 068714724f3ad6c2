"""Import of people from a sheet. Of a row that was imported the ID number is removed at once."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from services.auth.importing.checking import Examined, as_uploaded, examine
from services.auth.importing.columns import COLUMNS, ID_NUMBER, ID_TYPE, PROFESSIONAL, TITLE, YES
from services.auth.importing.faults import PEOPLE as FINDINGS
from services.auth.importing.lines import (
    Sent,
    forget_number,
    line_of,
    note_found,
    sent_in,
    uploaded_in,
    without_numbers,
)
from services.auth.models import Job, JobLine
from services.auth.operations.grants import GrantOf
from services.auth.operations.imports import CheckExpired, Import, RowFaulty, asker_of, tell_ended, verdict
from services.auth.operations.people import NewPerson, create_person
from shared import audit
from shared.auth import Role
from shared.catalogue.identity import masked
from shared.jobs import ChunkKind, NewLine
from shared.jobs.working import Work
from shared.messaging.long_work import PeopleCheckContinued, PeopleCheckExpired, PeopleImportContinued
from shared.sheets import Row

CHECKED_AT_ONCE, IMPORTED_AT_ONCE = 500, 100
PERSON = "person"  # in the audit log


def _lines(job_id: UUID, rows: Sequence[Row]) -> list[NewLine]:
    made = []
    for position, (row, one) in enumerate(zip(rows, as_uploaded(rows), strict=True), 1):
        number = masked(one.values[ID_NUMBER]) if one.values.get(ID_NUMBER) else ""
        shown = {"name": without_numbers(one.name), "number": number}
        made.append(line_of(job_id, position, row.number, one, row.cells, **shown))
    return made


def _check(session: Session, job: Job, lines: Sequence[JobLine]) -> Work:
    """Examine all rows of a chunk together and note in each what was found."""
    rows = [(line, sent) for line in lines if (sent := sent_in(line))]
    found = examine(session, asker_of(session, job), [uploaded_in(line, sent) for line, sent in rows])
    for (line, _), one in zip(rows, found, strict=True):
        note_found(line, one.faults, one.notices)
    return lambda line: verdict(line, COLUMNS)


def _import(session: Session, job: Job, lines: Sequence[JobLine]) -> Work:
    """Look once more at all rows of a chunk, as things stand now; returns what enters one of them."""
    check = session.get_one(Job, UUID(job.parameters["check_id"]))
    positions = [line.facts["of"] for line in lines]
    of_check = select(JobLine).where(JobLine.job_id == check.id, JobLine.position.in_(positions))
    rows = [(line, sent) for line in session.scalars(of_check) if (sent := sent_in(line))]
    found = examine(session, asker_of(session, job), [uploaded_in(line, sent) for line, sent in rows])
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
    finish=tell_ended,
)
PEOPLE = Import(
    title=TITLE,
    columns=COLUMNS,
    findings=FINDINGS,
    lines=_lines,
    check=CHECK,
    run=IMPORT,
    expired=lambda job: PeopleCheckExpired(version=1, job_id=job.id),
)
