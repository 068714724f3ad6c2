"""Deeds on many accounts as the API shows them to whoever asked: under way, and as a report."""

from typing import Any

from sqlalchemy.orm import Session

from services.auth.models import Job, JobLine
from services.auth.operations.account_batches import FACTS
from shared.beijing import BEIJING
from shared.jobs import LineOutcome, lines_of
from shared.words import ACCOUNT_BATCH_WORDS
from shared.workbook import workbook

OUTCOME_WORDS = {LineOutcome.DONE: "已完成", LineOutcome.FAILED: "未完成", None: "等待处理"}
COLUMNS = {"姓名": 14, "账号": 16, "单位": 36, "结果": 10, "说明": 60}
OF_JOB = ("id", "status", "total", "done", "failed", "asked_at", "finished_at")


def shown(job: Job) -> dict[str, Any]:
    """A batch with what was wished."""
    return {**{name: getattr(job, name) for name in OF_JOB}, **job.parameters}


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
        [*(line.facts.get(name, "") for name in FACTS), OUTCOME_WORDS[line.outcome], line.text or ""]
        for line in lines_of(session, job)
    )
    return f"{deed}-{job.asked_at.astimezone(BEIJING):%Y%m%d-%H%M}.xlsx", workbook(deed, COLUMNS, rows)
