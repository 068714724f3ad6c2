"""Who has not confirmed a notice that must be read: computed among those whom it concerns, person by person."""

from collections.abc import Iterator, Sequence

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session

from services.notices.audience import concerned
from services.notices.models import Notice, Person, Reading, Unit

COUNTED = 1000
PART = 500


def people_behind(session: Session, notice: Notice, account: str, limit: int) -> Sequence[Person]:
    """The next of those who have not confirmed the edition in force, by account, behind this one."""
    following = _unconfirmed(session, notice).where(Person.account > account)
    return session.scalars(following.order_by(Person.account).limit(limit)).all()


def how_many(session: Session, notice: Notice, most: int = COUNTED) -> int:
    """How many they are, counted as far as `most`."""
    return session.scalar(select(func.count()).select_from(_unconfirmed(session, notice).limit(most).subquery())) or 0


def rows_of(session: Session, notice: Notice) -> Iterator[tuple[str, str, str]]:
    """All of them for a sheet: account, name, unit."""
    account = ""
    while people := people_behind(session, notice, account, PART):
        names = unit_names(session, people)
        yield from ((person.account, person.name, names.get(str(person.unit_id), "")) for person in people)
        account = people[-1].account


def unit_names(session: Session, people: Sequence[Person]) -> dict[str, str]:
    """The names of their units."""
    units = select(Unit.id, Unit.name).where(Unit.id.in_({person.unit_id for person in people}))
    return {str(unit_id): name for unit_id, name in session.execute(units)}


def _unconfirmed(session: Session, notice: Notice) -> Select[Person]:
    confirmed = exists().where(
        Reading.notice_id == notice.id,
        Reading.person_id == Person.id,
        Reading.confirmed_edition == notice.edition,
    )
    return select(Person).where(concerned(session, notice), ~confirmed)
