"""A deed on many cases at once: each by the same rules as alone, one after the other, outside anybody's request."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.review.models import Case, CaseStatus, Job, JobLine, Staff
from services.review.operations.decisions import NotAssignedToYou, ensure_waiting, record_decision
from services.review.operations.handing import reassign, release
from services.review.policy import Action, Standing, can, reaches_below, sight_of, visible
from services.review.queries import find_case, grants_of, names_of, standing_in
from shared.auth import ADMINISTERING, Actor, actor_claims, actor_of
from shared.errors import DomainError, NotAllowed, NotFound
from shared.jobs import JobKind, LineOutcome, NewLine, start
from shared.messaging.long_work import BatchContinued, BatchEnded, ReviewerReminded
from shared.messaging.outbox import publish
from shared.words import stage_word

REMINDED_FOR = timedelta(days=1)


class Deed(StrEnum):
    """What a batch does with each of its cases."""

    APPROVE = "approve"
    REASSIGN = "reassign"
    REMIND = "remind"


TITLES = {Deed.APPROVE: "通过", Deed.REASSIGN: "转交", Deed.REMIND: "催办"}
NEEDS = {Deed.APPROVE: Action.DECIDE, Deed.REASSIGN: Action.REASSIGN, Deed.REMIND: Action.REMIND}


class HasWarnings(DomainError):
    """What the checks found is looked at by somebody, case by case."""

    status, error, message = 409, "has_warnings", "有 {warnings} 处提醒，请逐件审核。"


class NotAdministered(DomainError):
    """Only administrators of the case's unit, or of one above it, do this."""

    status, error, message = 403, "not_administered", "您不是该单位的管理员，不能进行这项操作。"


class NobodyToRemind(DomainError):
    """No other person holds the case."""

    status, error, message = 409, "nobody_to_remind", "该审核件尚未分配，或者由您本人审核，没有可以提醒的人。"


class RemindedBefore(DomainError):
    """One reminder a day is enough."""

    status, error, message = 409, "reminded_before", "24 小时内已经提醒过审核人，不再重复提醒。"


class Wish(Struct, frozen=True):
    """A deed, and where it needs more: to whom the cases go, or why they go back into the queue."""

    deed: Deed
    reviewer_id: UUID | None = None
    reason: str | None = None


def start_batch(session: Session, actor: Actor, job_id: UUID, wish: Wish, case_ids: Sequence[UUID]) -> Job:
    """Begin a batch; the same id again is the same batch. Raises NotAllowed or KeyReused.

    What the report says of a case is what the actor can see of it now; of others it says nothing.
    """
    if wish.deed is not Deed.APPROVE and not actor.has(*ADMINISTERING):
        raise NotAllowed
    asker = actor_claims(replace(actor, grants=()))
    parameters = {"asker": asker, "wish": msgspec.to_builtins(wish)}
    seen = {case.id: case for case in cases_seen(session, actor, case_ids)}
    units = names_of(session, (case.unit_id for case in seen.values()))
    lines = [NewLine(each, _facts(seen.get(each), units)) for each in dict.fromkeys(case_ids)]
    return start(session, BATCH, job_id, actor.id, parameters, lines)


def cases_seen(session: Session, actor: Actor, case_ids: Sequence[UUID]) -> Sequence[Case]:
    """Those of the cases that the actor may see."""
    seen = select(Case).where(Case.id.in_(case_ids), visible(below=reaches_below(actor.grants)))
    return session.scalars(seen, sight_of(actor)).all()


def ensure_fit(actor: Actor, deed: Deed, case: Case, standing: Standing) -> None:
    """Refuse a case with which a batch would do nothing.

    Raises CaseAlreadyDecided, CaseClosed, NotAssignedToYou, HasWarnings, NotAdministered or NobodyToRemind.
    """
    ensure_waiting(case)
    if deed is Deed.APPROVE:
        if not can(actor, NEEDS[deed], case, standing):
            raise NotAssignedToYou
        if case.warnings:
            raise HasWarnings(warnings=case.warnings)
    elif standing.administers_as is None:
        raise NotAdministered
    elif not can(actor, NEEDS[deed], case, standing):
        raise NobodyToRemind
    elif deed is Deed.REMIND and case.reminded_at and case.reminded_at > datetime.now(UTC) - REMINDED_FOR:
        raise RemindedBefore


def _facts(case: Case | None, units: dict[UUID, str]) -> dict[str, Any]:
    if case is None:
        return {}
    return {"person_name": case.person_name, "account": case.account, "unit_name": units.get(case.unit_id, "")}


def _continued(job: Job) -> BatchContinued:
    return BatchContinued(version=job.version, job_id=job.id)


def _work(session: Session, job: Job, line: JobLine) -> str:
    if line.subject_id is None:
        raise NotFound
    actor, wish = _asker(session, job), wish_of(job)
    case = find_case(session, actor, line.subject_id)
    ensure_fit(actor, wish.deed, case, standing_in(session, actor, [case])[case.id])
    if wish.deed is Deed.APPROVE:
        return _approve(session, actor, case)
    if wish.deed is Deed.REMIND:
        return _note_reminder(session, actor, case)
    if wish.reviewer_id is None:
        release(session, actor, case.id, wish.reason or "")
        return "已退回待分配"
    reassign(session, actor, case.id, wish.reviewer_id)
    return f"已转交给{_name(session, wish.reviewer_id)}"


def _approve(session: Session, actor: Actor, case: Case) -> str:
    decided = record_decision(session, actor, case.id, "approve", [])
    return f"已通过，转{stage_word(decided.stage)}审核" if decided.status is CaseStatus.QUEUED else "已通过"


def _note_reminder(session: Session, actor: Actor, case: Case) -> str:
    """Have the holder reminded at the end of the batch, of all cases at once."""
    case = find_case(session, actor, case.id, lock=True)
    ensure_fit(actor, Deed.REMIND, case, standing_in(session, actor, [case])[case.id])
    case.reminded_at = datetime.now(UTC)
    return f"已提醒{_name(session, case.reviewer_id)}"


def _finish(session: Session, job: Job) -> None:
    """Whoever asked hears that it is done, and the holders of reminded cases that they are waited for."""
    deed = wish_of(job).deed
    ended = BatchEnded(
        version=1,
        job_id=job.id,
        person_id=job.asked_by,
        kind="cases",
        subject_id=job.id,
        title=TITLES[deed],
        total=job.total,
        done=job.done,
        failed=job.failed,
    )
    publish(session, ended)
    if deed is Deed.REMIND:
        _remind(session, job)


def _remind(session: Session, job: Job) -> None:
    """One message to each holder, however many of the cases that person has."""
    lines = select(JobLine.subject_id).where(JobLine.job_id == job.id, JobLine.outcome == LineOutcome.DONE)
    waiting = select(Case).where(Case.id.in_(lines), Case.status == CaseStatus.ASSIGNED).order_by(Case.submitted_at)
    held: dict[UUID, list[Case]] = {}
    for case in session.scalars(waiting):
        if case.reviewer_id:
            held.setdefault(case.reviewer_id, []).append(case)
    for reviewer_id, cases in held.items():
        reminded = ReviewerReminded(
            version=job.version,
            batch_id=job.id,
            reviewer_id=reviewer_id,
            cases=len({case.together_id for case in cases}),
            oldest_person=cases[0].person_name,
            oldest_submitted_at=cases[0].submitted_at,
        )
        publish(session, reminded)


def wish_of(job: Job) -> Wish:
    """What a batch was asked to do."""
    return msgspec.convert(job.parameters["wish"], Wish)


def _asker(session: Session, job: Job) -> Actor:
    """Whoever asked for the batch, with the roles held now: what was taken away meanwhile counts no more."""
    staff = session.get(Staff, job.asked_by)
    grants = grants_of(session, job.asked_by) if staff and staff.active else ()
    return replace(actor_of(job.parameters["asker"]), grants=tuple(grants))


def _name(session: Session, person_id: UUID | None) -> str:
    return names_of(session, [person_id]).get(person_id, "") if person_id else ""


BATCH = JobKind("batch", continued=_continued, work=_work, finish=_finish, about="case")
