"""Deeds on many accounts as the API shows them to whoever asked: under way, and as a report."""

from typing import Any

from sqlalchemy.orm import Session

from services.auth.models import Job, JobLine
from services.auth.operations.account_batches import FACTS
from shared.jobs import LINE_WORDS, lines_of, progress_of, report_name
from shared.words import ACCOUNT_BATCH_WORDS
from shared.workbook import workbook

COLUMNS = {"姓名": 14, "账号": 16, "单位": 36, "结果": 10, "说明": 60}


def shown(job: Job) -> dict[str, Any]:
    """A batch with what was wished."""
    return progress_of(job) | job.parameters


def line_shown(line: JobLine) -> dict[str, Any]:
    """A line of the report."""
    facts = {name: line.facts.get(name) for name in FACTS}
    return {
        "position": line.position,
        "person_id": line.subject_id,
        "outcome": line.outcome,
        "text": line.text,
        **facts,
    }


def report(session: Session, job: Job) -> tuple[str, bytes]:
    """The report as an Excel file, under a name; also while some of it is still to be done."""
    deed = ACCOUNT_BATCH_WORDS[job.parameters["deed"]]
    rows = (
        [*(line.facts.get(name, "") for name in FACTS), LINE_WORDS[line.outcome], line.text or ""]
        for line in lines_of(session, job)
    )
    return report_name(deed, job), workbook(deed, COLUMNS, rows)
