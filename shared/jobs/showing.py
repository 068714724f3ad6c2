"""How long work is shown to whoever asked for it, whatever it does."""

from typing import Any

from shared.beijing import BEIJING
from shared.jobs.tables import Job, LineOutcome

LINE_WORDS = {LineOutcome.DONE: "已完成", LineOutcome.FAILED: "未完成", None: "等待处理"}
PROGRESS = ("id", "status", "version", "total", "done", "failed", "asked_at", "finished_at")


def progress_of(job: Job) -> dict[str, Any]:
    """How far a job has come."""
    return {name: getattr(job, name) for name in PROGRESS}


def report_name(word: str, job: Job) -> str:
    """The name of the Excel file that reports on a job: what was done, and when it was asked for."""
    return f"{word}-{job.asked_at.astimezone(BEIJING):%Y%m%d-%H%M}.xlsx"
