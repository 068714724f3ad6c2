"""Looking people up by what is known of them: name, its sound, account, whole ID number; narrowed, page by page.

A page is found in one of three ways, whichever has less to look at: along the index of the sort until the page is full,
from the few people whom a filter leaves, or from the first of each of the few units that the reach or a filter leaves.
So it costs about the same whoever asks, among two million.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    SelectBase,
    and_,
    exists,
    false,
    func,
    literal,
    select,
    true,
    tuple_,
    union,
)
from sqlalchemy.orm import Session

from services.auth.models import Credential, Grant, Person, SignInFailures, Unit
from services.auth.operations.id_numbers import has_number
from services.auth.policy import RULES, SUPERIOR, Action, line_of, reached_units
from shared.auth import Actor, Role
from shared.paging import cursor_of, typed_key
from shared.pinyin import plain
from shared.policy import Reach, holds

FEW = 12_000  # people that are looked through one by one
FEW_UNITS = 1_000  # of which the first people of each are looked up
MOST_COUNTED = 100
SHORTEST_ID_NUMBER = 5
LAST_CHARACTER = "\U0010ffff"


@dataclass(frozen=True)
class PeopleFilter:
    """What a list is narrowed down to; `unit` means that unit and all below it."""

    q: str = ""
    unit: UUID | None = None
    role: Role | None = None
    active: bool | None = None
    first_password: bool | None = None
    locked: bool | None = None


@dataclass(frozen=True)
class Few:
    """The few values of a column, one of which each person has who is to be found."""

    column: Any
    ids: FromClause


@dataclass(frozen=True)
class Way:
    """One way in which people can fit what was typed, and the column by which they are then sorted."""

    fits: ColumnElement[bool]
    key: Any


def page_of_people(
    session: Session, actor: Actor, narrowed: PeopleFilter, cursor: str | None, limit: int
) -> tuple[Sequence[Person], str | None]:
    """One page of those whom the actor may see, and the cursor of the next. Raises CursorInvalid."""
    behind = typed_key(cursor, str, UUID) if cursor else None
    if (known := _of_id_number(session, actor, narrowed)) is not None:
        return [known], None
    found = session.execute(_found(session, actor, narrowed, behind, limit + 1)).all()
    page = found[:limit]
    wanted = select(Person).where(Person.id.in_([row.id for row in page]))
    people = {person.id: person for person in session.scalars(wanted)}
    following = cursor_of(page[-1].key, page[-1].id) if len(found) > limit else None
    return [people[row.id] for row in page if row.id in people], following


def count_of_people(session: Session, actor: Actor, narrowed: PeopleFilter) -> int:
    """How many there are, at most MOST_COUNTED: further counting would cost more than it tells."""
    if _of_id_number(session, actor, narrowed) is not None:
        return 1
    found = _found(session, actor, narrowed, None, MOST_COUNTED).subquery()
    return session.scalar(select(func.count()).select_from(found)) or 0


def ids_of_people(session: Session, actor: Actor, narrowed: PeopleFilter, most: int) -> list[UUID]:
    """All of a filter, and one more than `most` if there are more."""
    if (known := _of_id_number(session, actor, narrowed)) is not None:
        return [known.id]
    return [row.id for row in session.execute(_found(session, actor, narrowed, None, most + 1))]


def _of_id_number(session: Session, actor: Actor, narrowed: PeopleFilter) -> Person | None:
    """The one person with the ID number that was typed, if it is one and its person fits."""
    if len(narrowed.q) < SHORTEST_ID_NUMBER:
        return None
    found = select(Person).where(has_number(narrowed.q), *_conditions(narrowed))
    person = session.scalar(found)
    line = line_of(session, person.unit_id) if person else []
    within = narrowed.unit is None or narrowed.unit in line
    return person if within and holds(actor.grants, RULES[Action.SEE_PERSON], line) else None


def _ways(text: str) -> list[Way]:
    """What somebody who typed this may mean."""
    letters = plain(text)
    if not text:
        return [Way(true(), Person.pinyin)]
    if text.isascii() and text.isdecimal():
        return [Way(_begins(Person.account, text), Person.account)]
    if (letters and text.isascii()) or "ü" in text:
        return [Way(_begins(Person.pinyin, letters), Person.pinyin), Way(Person.initials == letters, Person.pinyin)]
    return [Way(_begins(Person.name, text), Person.name)]


def _begins(column: Any, text: str) -> ColumnElement[bool]:
    """As a range, which the index knows even where the statement is prepared for any text."""
    return and_(column >= text, column < text + LAST_CHARACTER)


def _found(
    session: Session, actor: Actor, narrowed: PeopleFilter, behind: tuple[str, UUID] | None, limit: int
) -> Select[Any]:
    """The ids and keys of at most `limit` people in their order, those behind a key."""
    ways, places = _ways(narrowed.q), _places(session, actor, narrowed)
    few = _few(session, narrowed, places, ways)
    conditions = _conditions(narrowed)
    # "IS TRUE" keeps the database from joining the units in, which would lose the order of the index.
    conditions += [Person.unit_id.in_(units).is_(true()) for units in places]
    found = (_along(way, conditions, behind, limit, few).subquery() for way in ways)
    merged = union(*(select(each.c.id, each.c.key) for each in found)).subquery()
    return select(merged.c.id, merged.c.key).order_by(merged.c.key, merged.c.id).limit(limit)


def _along(
    way: Way,
    conditions: list[ColumnElement[bool]],
    behind: tuple[str, UUID] | None,
    limit: int,
    few: Few | None,
) -> Select[Any]:
    """People who fit in this way: among the few where there are few, else along the index of the key."""
    fitting: Select[Any] = select(Person.id, way.key.label("key")).where(way.fits, *conditions)
    if behind:
        fitting = fitting.where(tuple_(way.key, Person.id) > tuple_(literal(behind[0]), literal(behind[1])))
    fitting = fitting.order_by(way.key, Person.id).limit(limit)
    if few is None:
        return fitting
    one = fitting.where(few.column == few.ids.c.id).lateral()
    joined = few.ids.join(one, true())
    return select(one.c.id, one.c.key).select_from(joined).order_by(one.c.key, one.c.id).limit(limit)


def _few(session: Session, narrowed: PeopleFilter, places: list[SelectBase], ways: list[Way]) -> Few | None:
    """The people whom one of the filters leaves, or the units that the reach leaves, if they are few."""
    if narrowed.q and _are_few(session, [select(Person.id).where(way.fits) for way in ways], FEW):
        return None  # there are fewer along the index
    for people in _candidates(narrowed):
        if _are_few(session, [people], FEW):
            return Few(Person.id, people.cte("few"))
    for place in places:
        units = select(place.subquery().c.id)
        if _are_few(session, [units], FEW_UNITS):
            return Few(Person.unit_id, units.cte("few"))
    return None


def _are_few(session: Session, candidates: list[Select[Any]], most: int) -> bool:
    bounded = (each.limit(most + 1).subquery() for each in candidates)
    numbers = (select(func.count()).select_from(each).scalar_subquery() for each in bounded)
    return sum(session.execute(select(*numbers)).one()) <= most


def _candidates(narrowed: PeopleFilter) -> Iterator[Select[Any]]:
    if narrowed.role:
        yield select(Grant.person_id.label("id")).where(Grant.role == narrowed.role).distinct()
    if narrowed.first_password:
        yield select(Credential.person_id.label("id")).where(Credential.first_password.is_not(None))
    if narrowed.locked:
        yield select(SignInFailures.person_id.label("id")).where(*_is_locked())


def _places(session: Session, actor: Actor, narrowed: PeopleFilter) -> list[SelectBase]:
    """The ids of the units to which people are narrowed down: none where that would be all units."""
    rule = RULES[Action.SEE_PERSON]
    below = reached_units([(Role.SUPERIOR_ADMIN, narrowed.unit)], SUPERIOR) if narrowed.unit else None
    places = [] if below is None else [below]
    if any(rule.get(role) is Reach.EVERYWHERE for role, _ in actor.grants):
        return places
    tops = [unit for role, unit in actor.grants if rule.get(role) is Reach.DOWN]
    if tops and not session.scalar(select(exists().where(Unit.superior_id.is_(None), Unit.id.not_in(tops)))):
        return places  # everything is below these
    reached = reached_units(actor.grants, rule)
    return [*places, select(Unit.id).where(false()) if reached is None else reached]


def _conditions(narrowed: PeopleFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if narrowed.role:
        held = select(literal(True)).where(Grant.person_id == Person.id, Grant.role == narrowed.role)
        conditions.append(_holds(held, is_so=True))
    if narrowed.active is not None:
        conditions.append(Person.active == true() if narrowed.active else ~Person.active)
    if narrowed.first_password is not None:
        is_open = select(literal(True)).where(Credential.person_id == Person.id, Credential.first_password.is_not(None))
        conditions.append(_holds(is_open, is_so=narrowed.first_password))
    if narrowed.locked is not None:
        locked = select(literal(True)).where(SignInFailures.person_id == Person.id, *_is_locked())
        conditions.append(_holds(locked, is_so=narrowed.locked))
    return conditions


def _is_locked() -> tuple[ColumnElement[bool], ...]:
    """Rows of people who cannot sign in now because of failures."""
    return SignInFailures.person_id.is_not(None), SignInFailures.locked_until > func.now()


def _holds(told: Select[bool], *, is_so: bool) -> ColumnElement[bool]:
    """Looked up person by person; an EXISTS the database would answer for everybody first, though a page needs few."""
    answer = told.limit(1).scalar_subquery()
    return answer.is_(true()) if is_so else answer.is_not(true())
