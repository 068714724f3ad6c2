"""Reminding those who have not handed in before a collection window closes. Once each for every set number of days."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.profile.models import CollectionWindow, Person, Record, Unit, WindowReminder
from services.profile.operations.windows import governing
from shared.beijing import day_of
from shared.messaging.clocks import RemindersDue, SubmissionDue
from shared.messaging.outbox import publish
from shared.policy import units_from
from shared.settings import settings

PEOPLE = 500  # in one message


def begin_reminding(session: Session, now: datetime) -> None:
    """Begin the reminders of the windows that are open and close soon, each once, however often it is looked.

    One that was missed is made up for, as long as no later one is due.
    """
    today = day_of(now)
    open_ = (CollectionWindow.opens_on <= today) & (CollectionWindow.closes_on >= today)
    for window in session.scalars(select(CollectionWindow).where(open_, CollectionWindow.withdrawn_at.is_(None))):
        days_left = (window.closes_on - today).days
        milestone = min((days for days in settings.reminder_days if days >= days_left), default=None)
        if milestone is not None and now < window.closes_at and _first_time(session, window, milestone):
            publish(session, _due(window, milestone, version=1, after=None))


def remind_some(session: Session, due: RemindersDue, now: datetime) -> None:
    """Remind the next people of a window, and let those behind them be next. One that has ended reminds nobody."""
    window = session.get_one(CollectionWindow, due.window_id)
    if window.withdrawn_at or window.closes_at <= now or window.closes_on != due.closes_on:
        return
    people = _who_has_not_handed_in(session, window, due.after)
    bound = {unit_id for unit_id in {person.unit_id for person in people} if window in governing(session, unit_id)}
    recipients = [person.id for person in people if person.unit_id in bound]
    if recipients:
        told = SubmissionDue(
            version=due.version,
            window_id=window.id,
            window_name=window.name,
            closes_on=window.closes_on,
            milestone=due.milestone,
            recipients=recipients,
        )
        publish(session, told)
    if len(people) == PEOPLE:
        publish(session, _due(window, due.milestone, version=due.version + 1, after=people[-1].id))


def _first_time(session: Session, window: CollectionWindow, milestone: int) -> bool:
    noted = insert(WindowReminder).values(window_id=window.id, closes_on=window.closes_on, days_left=milestone)
    return session.scalar(noted.on_conflict_do_nothing().returning(WindowReminder.window_id)) is not None


def _due(window: CollectionWindow, milestone: int, *, version: int, after: UUID | None) -> RemindersDue:
    return RemindersDue(
        version=version, window_id=window.id, closes_on=window.closes_on, milestone=milestone, after=after
    )


def _who_has_not_handed_in(session: Session, window: CollectionWindow, after: UUID | None) -> list[Person]:
    units = units_from(Unit, Unit.id == window.unit_id)
    waiting = select(Person).join(Record, Record.id == Person.id).where(Record.status.in_(Record.EDITABLE))
    within = waiting.where(Person.active, Person.unit_id.in_(units))
    if after:
        within = within.where(Person.id > after)
    return list(session.scalars(within.order_by(Person.id).limit(PEOPLE)))
