"""A deed on many accounts at once: each by the same rules as alone, one after the other, outside anybody's request."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.auth import people_views, queries
from services.auth.models import Job, JobLine, Person
from services.auth.operations import accounts, leave
from services.auth.policy import people_visible_to
from shared.auth import Actor
from shared.errors import DomainError, NotAllowed, NotFound
from shared.jobs import JobKind, NewLine, start
from shared.messaging.long_work import AccountBatchContinued, AccountWorkEnded
from shared.messaging.outbox import publish

MOST = 2_000
FACTS = ("name", "account", "unit_name")


class BatchDeed(StrEnum):
    """What can be done to many accounts. New first passwords are not among these: somebody has to be handed each."""

    DISABLE = "disable"
    ENABLE = "enable"
    UNLOCK = "unlock"
    END_SESSIONS = "end_sessions"
    END_LEAVE = "end_leave"


DO: Mapping[BatchDeed, Callable[[Session, Actor, UUID, str], Person]] = {
    BatchDeed.DISABLE: accounts.disable,
    BatchDeed.ENABLE: accounts.enable,
    BatchDeed.UNLOCK: accounts.unlock,
    BatchDeed.END_SESSIONS: accounts.end_all_sessions,
    BatchDeed.END_LEAVE: leave.end_leave,
}
DONE = {
    BatchDeed.DISABLE: "已停用",
    BatchDeed.ENABLE: "已启用",
    BatchDeed.UNLOCK: "已解除锁定",
    BatchDeed.END_SESSIONS: "已结束全部会话",
    BatchDeed.END_LEAVE: "已结束休假",
}


class TooMany(DomainError):
    """So many at once are more likely a mistake."""

    status, error, message = 422, "too_many_people", "一次最多处理 {most} 人，请缩小范围。"


def start_batch(
    session: Session, actor: Actor, job_id: UUID, deed: BatchDeed, reason: str, people: Sequence[UUID]
) -> Job:
    """Begin a batch; the same id again is the same batch. Raises TooMany or KeyReused.

    What the report says of a person is what the actor can see now; of others it says nothing.
    """
    people = list(dict.fromkeys(people))
    if len(people) > MOST:
        raise TooMany(most=MOST)
    seen = session.scalars(select(Person).where(Person.id.in_(people), people_visible_to(actor))).all()
    facts = {line["id"]: {name: line[name] for name in FACTS} for line in people_views.lines(session, seen)}
    lines = [NewLine(each, facts.get(each, {})) for each in people]
    return start(session, BATCH, job_id, actor.id, {"deed": deed.value, "reason": reason}, lines)


def _continued(job: Job) -> AccountBatchContinued:
    return AccountBatchContinued(version=job.version, job_id=job.id)


def _work(session: Session, job: Job, line: JobLine) -> str:
    """Do it in the name of whoever asked, with the roles held now: what was taken away meanwhile counts no more."""
    asker = session.get_one(Person, job.asked_by)
    if not asker.active:
        raise NotAllowed
    if line.subject_id is None:
        raise NotFound
    deed = BatchDeed(job.parameters["deed"])
    DO[deed](session, queries.actor(session, asker), line.subject_id, job.parameters["reason"])
    return DONE[deed]


def _finish(session: Session, job: Job) -> None:
    """Whoever asked hears that it is done."""
    title = DONE[BatchDeed(job.parameters["deed"])].removeprefix("已")
    ended = AccountWorkEnded(
        version=1,
        job_id=job.id,
        person_id=job.asked_by,
        kind="accounts",
        subject_id=job.id,
        title=title,
        total=job.total,
        done=job.done,
        failed=job.failed,
    )
    publish(session, ended)


BATCH = JobKind("account_batch", continued=_continued, work=_work, finish=_finish)
