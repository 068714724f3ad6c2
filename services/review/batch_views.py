"""Batches as the API shows them to whoever asked for them: before, under way, and as a report."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from services.review.models import Case, Job, JobLine, Stage
from services.review.operations.batches import Deed, Wish, cases_seen, ensure_fit, wish_of
from services.review.operations.candidates import Candidate, possible_reviewers
from services.review.policy import ADMINISTRATIVE
from services.review.queries import names_of, present, stages_of, standing_in
from shared.auth import Actor
from shared.errors import DomainError
from shared.jobs import LINE_WORDS, lines_of, progress_of, report_name
from shared.words import BATCH_WORDS
from shared.workbook import workbook

COLUMNS = {"姓名": 14, "账号": 16, "单位": 36, "动作": 12, "结果": 10, "说明": 60}


def outlook(session: Session, actor: Actor, deed: Deed, case_ids: Sequence[UUID]) -> dict[str, Any]:
    """What a batch would do with each case that the actor may see, and to whom the fit ones could go."""
    found = {case.id: case for case in cases_seen(session, actor, case_ids)}
    cases = [found[each] for each in dict.fromkeys(case_ids) if each in found]
    units = names_of(session, (case.unit_id for case in cases))
    standing = standing_in(session, actor, cases)
    shown = []
    for case in cases:
        try:
            ensure_fit(actor, deed, case, standing[case.id])
            hindrance = None
        except DomainError as error:
            hindrance = str(error)
        shown.append(_named(case, units) | {"hindrance": hindrance})
    hindered = {line["id"] for line in shown if line["hindrance"]}
    fit = [case for case in cases if case.id not in hindered] if deed is Deed.REASSIGN else []
    return {"cases": shown, "colleagues": _colleagues(session, fit)}


def batches_shown(session: Session, jobs: Sequence[Job]) -> list[dict[str, Any]]:
    """Batches with what was wished."""
    wishes: list[Wish] = [wish_of(job) for job in jobs]
    names = names_of(session, (wish.reviewer_id for wish in wishes))
    return [_batch(job, wish, names) for job, wish in zip(jobs, wishes, strict=True)]


def line_shown(line: JobLine) -> dict[str, Any]:
    """A line of the report."""
    return {"position": line.position, "case_id": line.subject_id, "outcome": line.outcome, "text": line.text} | {
        name: line.facts.get(name) for name in ("person_name", "account", "unit_name")
    }


def report(session: Session, job: Job) -> tuple[str, bytes]:
    """The report as an Excel file, under a name; also while some of it is still to be done."""
    deed = BATCH_WORDS[wish_of(job).deed]
    rows = (
        [
            *(line.facts.get(name, "") for name in ("person_name", "account", "unit_name")),
            deed,
            LINE_WORDS[line.outcome],
            line.text or "",
        ]
        for line in lines_of(session, job)
    )
    return report_name(deed, job), workbook(deed, COLUMNS, rows)


def _batch(job: Job, wish: Wish, names: dict[UUID, str]) -> dict[str, Any]:
    return progress_of(job) | {
        "deed": wish.deed,
        "reviewer_name": names.get(wish.reviewer_id) if wish.reviewer_id else None,
        "reason": wish.reason,
    }


def _named(case: Case, units: dict[UUID, str]) -> dict[str, Any]:
    return {
        "id": case.id,
        "person_name": case.person_name,
        "account": case.account,
        "unit_name": units.get(case.unit_id),
    }


def _colleagues(session: Session, cases: Iterable[Case]) -> list[Candidate]:
    """Those who may get one of the cases; asked once for each unit and level, however many cases these have."""
    cases = list(cases)
    stages: dict[UUID, list[Stage]] = stages_of(session, cases)
    kinds = {
        (case.unit_id, present(case, stages[case.id]).levels_up, case.kind in ADMINISTRATIVE): case for case in cases
    }
    found: dict[UUID, Candidate] = {}
    for case in kinds.values():
        for candidate in possible_reviewers(session, case):
            found.setdefault(candidate.person_id, candidate)
    return list(found.values())
