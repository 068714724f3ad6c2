"""Long work: a row that says how far it has come, a line for each thing to be done, and chunks worked one by one."""

from shared.jobs.queries import lines_of, own_job, page_of_jobs, page_of_lines
from shared.jobs.showing import LINE_WORDS, progress_of, report_name
from shared.jobs.tables import Job, JobLine, JobStatus, LineOutcome
from shared.jobs.working import ChunkKind, JobKind, Kind, LineKind, NewLine, go_on, start

__all__ = [
    "LINE_WORDS",
    "ChunkKind",
    "Job",
    "JobKind",
    "JobLine",
    "JobStatus",
    "Kind",
    "LineKind",
    "LineOutcome",
    "NewLine",
    "go_on",
    "lines_of",
    "own_job",
    "page_of_jobs",
    "page_of_lines",
    "progress_of",
    "report_name",
    "start",
]
