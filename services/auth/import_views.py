"""Imports of people as the API shows them to whoever began them: how far they are, what was found, and the report."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import column, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from services.auth.importing.lines import found_in, sent_in, shown_name
from services.auth.models import Credential, Job, JobLine, Person, Unit
from services.auth.operations.imports import KEPT, CheckExpired, CheckUnfinished, Import, has_expired, import_id_of
from services.auth.operations.slips import MOST_SLIPS
from shared.jobs import JobStatus, LineOutcome, lines_of, progress_of, report_name
from shared.sheets import Finding, Tone, marked_sheet

RESULT, IMPORTED = "检查结果", "导入结果"
HINDERING, WORTH_A_LOOK = "faults", "notices"


def imports_shown(session: Session, checks: Sequence[Job]) -> list[dict[str, Any]]:
    """Checks with the import that followed, if one did."""
    numbers = {import_id_of(check.id): check.id for check in checks}
    runs = {numbers[run.id]: run for run in session.scalars(select(Job).where(Job.id.in_(numbers)))}
    return [_shown(check, runs.get(check.id)) for check in checks]


def import_shown(session: Session, imported: Import, check: Job) -> dict[str, Any]:
    """One of them with the number of rows of each kind."""
    (shown,) = imports_shown(session, [check])
    over = check.status is JobStatus.DONE
    counts = [*_counts(session, check, HINDERING), *_counts(session, check, WORTH_A_LOOK)] if over else []
    kinds = [
        {
            "kind": kind,
            "title": imported.findings.title_of(kind),
            "rows": rows,
            "hinders": imported.findings.hinders(kind),
        }
        for kind, rows in counts
    ]
    return shown | {"kinds": kinds}


def slips_offered(session: Session, check: Job) -> list[dict[str, Any]]:
    """For whom of an import slips can be printed."""
    run = session.get(Job, import_id_of(check.id))
    return _slips(session, run) if run and run.status is JobStatus.DONE else []


def lines_shown(session: Session, check: Job, lines: Sequence[JobLine]) -> list[dict[str, Any]]:
    """Rows of the sheet with what was found, and what became of those that were imported."""
    runs = _run_lines(session, check, [line.position for line in lines])
    return [
        {
            "row": line.facts["row"],
            "name": shown_name(line),
            "number": line.facts["number"],
            "outcome": line.outcome,
            "text": line.text,
            "noticed": bool(found_in(line, WORTH_A_LOOK)),
            "run_outcome": run.outcome if (run := runs.get(line.position)) else None,
            "run_text": run.text if run else None,
        }
        for line in lines
    ]


def report(session: Session, imported: Import, check: Job) -> tuple[str, bytes]:
    """The sheet as it came with what was found, under a name. Raises CheckUnfinished and CheckExpired."""
    if check.status is not JobStatus.DONE:
        raise CheckUnfinished
    if has_expired(check):
        raise CheckExpired
    lines, runs = lines_of(session, check), _run_lines(session, check)
    about = check.parameters
    titles = [RESULT, IMPORTED] if runs else [RESULT]
    rows = (_finding(line, runs, about["places"], len(titles)) for line in lines)
    content = marked_sheet(about["title"] or imported.title, about["heading_row"], about["headings"], titles, rows)
    return report_name(f"{imported.title}导入检查结果", check), content


def slip_people(session: Session, check: Job, unit_id: UUID, part: int) -> list[UUID]:
    """The people of one unit whom an import has entered, a thousand at a time."""
    run = session.get(Job, import_id_of(check.id))
    entered = [person_id for person_id, unit, _ in _entered(session, run) if unit == unit_id] if run else []
    return entered[(part - 1) * MOST_SLIPS : part * MOST_SLIPS]


def _shown(check: Job, run: Job | None) -> dict[str, Any]:
    return progress_of(check) | {
        "file": check.parameters["file"],
        "unread": check.parameters["unread"],
        "kept_until": check.asked_at + KEPT,
        "expired": has_expired(check),
        "run": progress_of(run) if run else None,
    }


def _counts(session: Session, check: Job, among: str) -> Sequence[tuple[str, int]]:
    """How many rows have each kind of fault or notice, the most frequent first."""
    found = func.jsonb_array_elements(JobLine.facts[among]).table_valued(column("value", JSONB), joins_implicitly=True)
    kind = found.c.value[0].astext
    counted = select(kind, func.count()).select_from(JobLine, found).where(JobLine.job_id == check.id).group_by(kind)
    return [(name, rows) for name, rows in session.execute(counted.order_by(func.count().desc(), kind))]


def _run_lines(session: Session, check: Job, positions: Sequence[int] | None = None) -> dict[int, JobLine]:
    """The lines of the import by the positions of the check's."""
    found = select(JobLine).where(JobLine.job_id == import_id_of(check.id))
    if positions is not None:
        found = found.where(JobLine.facts["of"].as_integer().in_(positions))
    return {line.facts["of"]: line for line in session.scalars(found)}


def _finding(line: JobLine, runs: Mapping[int, JobLine], places: Mapping[str, int], width: int) -> Finding:
    sent = sent_in(line)
    faults, notices = found_in(line, HINDERING), found_in(line, WORTH_A_LOOK)
    marked = [places[one.column] for one in (*faults, *notices) if one.column in places]
    run = runs.get(line.position)
    tone = Tone.BAD if faults else Tone.NOTICE if notices else Tone.GOOD
    if run and run.outcome is LineOutcome.FAILED:
        tone = Tone.BAD
    texts = [line.text or "", (run.text or "") if run else ""][:width]
    return Finding(line.facts["row"], sent.cells if sent else [], texts, tone, frozenset(marked))


def _entered(session: Session, run: Job) -> Sequence[tuple[UUID, UUID, bool]]:
    """Whom an import has entered, in the order of the sheet: with the unit, and whether the first password is open."""
    is_open = Credential.first_password.is_not(None)
    entered = (
        select(Person.id, Person.unit_id, is_open)
        .join(JobLine, JobLine.subject_id == Person.id)
        .join(Credential, Credential.person_id == Person.id)
        .where(JobLine.job_id == run.id, JobLine.outcome == LineOutcome.DONE, ~JobLine.facts.has_key("existed"))
        .order_by(JobLine.position)
    )
    return [(person_id, unit_id, still) for person_id, unit_id, still in session.execute(entered)]


def _slips(session: Session, run: Job) -> list[dict[str, Any]]:
    """For whom slips can be printed, unit by unit, a thousand at a time."""
    by_unit: dict[UUID, list[bool]] = {}
    for _, unit_id, still in _entered(session, run):
        by_unit.setdefault(unit_id, []).append(still)
    named = session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(by_unit)))
    names = {unit_id: name for unit_id, name in named}  # noqa: C416 - rows are no pairs to mypy
    return [
        {"unit_id": unit_id, "unit_name": names[unit_id], "part": number, "people": sum(part)}
        for unit_id, stills in by_unit.items()
        for number, start in enumerate(range(0, len(stills), MOST_SLIPS), 1)
        if any(part := stills[start : start + MOST_SLIPS])
    ]
