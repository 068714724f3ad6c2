"""Import of units from a sheet. Superiors are entered first, wherever they stand in it.

The lines of the check lie in the order of the sheet, those of the import level by level. A job works its lines by
position (those of a chunk by what they are about, which of a unit that is not there yet is nothing), so a unit's
superior is there or has failed before its own turn comes.
"""

from collections.abc import Iterable, Sequence
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.auth.importing.lines import line_of, note_found, sent_in, uploaded_in
from services.auth.importing.unit_checking import Examined, Lying, examine, facts_in
from services.auth.importing.unit_columns import CODE, COLUMNS, NAME, SUPERIOR_CODE, TITLE
from services.auth.importing.unit_faults import UNITS as FINDINGS
from services.auth.importing.unit_placing import placed
from services.auth.models import Job, JobLine
from services.auth.models.unit_names import normalised_unit_name
from services.auth.operations.imports import CheckExpired, Import, RowFaulty, asker_of, tell_ended, verdict
from services.auth.operations.unit_faults import code_of
from services.auth.operations.units import UnitRefused, add_unit
from shared import audit
from shared.jobs import ChunkKind, JobKind, NewLine
from shared.jobs.working import Work
from shared.messaging.long_work import UnitsCheckContinued, UnitsCheckExpired, UnitsImportContinued
from shared.policy import MOST_LEVELS
from shared.sheets import Row

CHECKED_AT_ONCE = 500
UNIT = "unit"  # in the audit log


def _lines(job_id: UUID, rows: Sequence[Row]) -> list[NewLine]:
    for row in rows:
        row.values.update({key: code_of(row.values[key]) for key in (CODE, SUPERIOR_CODE) if row.values.get(key)})
    made = []
    for position, (row, one) in enumerate(zip(rows, placed(rows), strict=True), 1):
        shown = {
            "name": normalised_unit_name(row.values.get(NAME, "")),
            "number": row.values.get(CODE, ""),
            "above": one.above,
            "above_row": rows[one.above - 1].number if one.above else None,
            "level": one.level,
        }
        made.append(line_of(job_id, position, row.number, one.uploaded, row.cells, **shown))
    return made


def _check(session: Session, job: Job, lines: Sequence[JobLine]) -> Work:
    """Examine the rows of a chunk together with all that stand above them, and note in each what was found."""
    rows = _lying(lines)
    above = _above(rows)
    for _ in range(MOST_LEVELS):
        if not above:
            break
        wanted = select(JobLine).where(JobLine.job_id == job.id, JobLine.position.in_(above))
        rows |= _lying(session.scalars(wanted).all())
        above = _above(rows) - above
    found = examine(session, asker_of(session, job), rows)
    for line in lines:
        if one := found.get(line.position):
            note_found(line, one.faults, one.notices)
    return lambda line: verdict(line, COLUMNS)


def _lying(lines: Iterable[JobLine]) -> dict[int, Lying]:
    """The rows that lie in lines, by position."""
    return {
        line.position: Lying(uploaded_in(line, sent), line.facts["above"], line.facts["above_row"])
        for line in lines
        if (sent := sent_in(line))
    }


def _above(rows: dict[int, Lying]) -> set[int]:
    """The positions of the rows directly above, as far as they are not among these."""
    return {row.above for row in rows.values() if row.above} - rows.keys()


def _import(session: Session, job: Job, line: JobLine) -> str:
    """Look once more at a row, as things stand now, and enter its unit."""
    checked = session.get_one(JobLine, (UUID(job.parameters["check_id"]), line.facts["of"]))
    rows = _lying([checked])
    if not rows:
        raise CheckExpired
    actor, row = asker_of(session, job), rows[checked.position]
    found: Examined = examine(session, actor, rows)[checked.position]
    if found.faults:
        raise RowFaulty(said="；".join(one.text for one in found.faults))
    if found.unit_id:
        line.subject_id = found.unit_id
        return "已存在，已跳过"
    unit_id = uuid5(checked.job_id, str(checked.position))
    try:
        unit = add_unit(session, actor, found.superior_id, facts_in(row.uploaded), unit_id, same_name=True)
    except UnitRefused as error:
        raise RowFaulty(said="；".join(text for texts in error.fields.values() for text in texts)) from error
    audit.note(about=(UNIT, unit.id))
    line.subject_id = unit.id
    return "已导入"


def _level(line: JobLine) -> int:
    return int(line.facts["level"])


CHECK = ChunkKind(
    "units_check",
    continued=lambda job: UnitsCheckContinued(version=job.version, job_id=job.id),
    prepare=_check,
    recorded=False,  # nothing is changed by it
    lines_at_once=CHECKED_AT_ONCE,
)
IMPORT = JobKind(
    "units_import",
    continued=lambda job: UnitsImportContinued(version=job.version, job_id=job.id),
    work=_import,
    word="导入单位",
    about=UNIT,
    finish=tell_ended,
)
UNITS = Import(
    title=TITLE,
    columns=COLUMNS,
    findings=FINDINGS,
    lines=_lines,
    check=CHECK,
    run=IMPORT,
    expired=lambda job: UnitsCheckExpired(version=1, job_id=job.id),
    order=_level,
)
