"""Reminding those who have not confirmed a notice: once a day at most, part by part, however many they are."""

from datetime import UTC, datetime
from uuid import UUID, uuid5

from sqlalchemy.orm import Session

from services.notices.models import Job, Notice
from services.notices.operations.messages import tell_all
from services.notices.operations.reading import NothingToConfirm
from services.notices.policy import is_shown
from services.notices.texts import own_data
from services.notices.unconfirmed import PART, people_behind
from shared.auth import Actor
from shared.beijing import today
from shared.errors import DomainError
from shared.idempotency import KeyReused
from shared.jobs import JobStatus, Kind, start
from shared.messaging.long_work import NoticeReminderContinued
from shared.messaging.outbox import publish

SYSTEM = "system"


class RemindedToday(DomainError):
    """One reminder a day is enough."""

    status, error, message = 409, "reminded_today", "今天已经提醒过未确认的人员，请明天再提醒。"


def reminder_of_today(notice: Notice) -> UUID:
    """Under what number today's reminder runs."""
    return uuid5(notice.id, str(today()))


def remind(session: Session, actor: Actor, notice: Notice) -> Job:
    """Begin to remind whoever has not confirmed. Raises NothingToConfirm and RemindedToday."""
    if not (notice.must_read and is_shown(notice, datetime.now(UTC))):
        raise NothingToConfirm
    job_id = reminder_of_today(notice)
    if session.get(Job, job_id):
        raise RemindedToday
    try:
        reminder = Kind("notice_reminder", continued=lambda job: _following(job, notice))
        return start(session, reminder, job_id, actor.id, {"notice_id": str(notice.id)}, [])
    except KeyReused as error:  # somebody else was faster by a moment
        raise RemindedToday from error


def tell_unconfirmed(session: Session, message: NoticeReminderContinued) -> None:
    """The next of them read it; a message that is not the newest about its reminder does nothing."""
    job = Job.locked(session, message.job_id)
    if job.version != message.version or job.status is JobStatus.DONE:
        return
    if job.status is JobStatus.QUEUED:
        job.move_to(JobStatus.RUNNING, by=None, role=SYSTEM)
    notice = session.get_one(Notice, message.notice_id)
    shown = is_shown(notice, datetime.now(UTC))
    people = people_behind(session, notice, message.after, PART) if shown else []
    recipients = [person.id for person in people]
    tell_all(session, recipients, message, own_data.notice_unconfirmed(message), event=str(job.id))
    job.total += len(people)
    job.done += len(people)
    if len(people) == PART:
        job.version += 1
        session.flush()
        publish(session, _following(job, notice, people[-1].account))
        return
    job.move_to(JobStatus.DONE, by=None, role=SYSTEM)
    job.finished_at = datetime.now(UTC)


def _following(job: Job, notice: Notice, after: str = "") -> NoticeReminderContinued:
    return NoticeReminderContinued(
        version=job.version, job_id=job.id, notice_id=notice.id, title=notice.title, after=after
    )
