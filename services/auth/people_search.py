"""Looking people up by what is known of them: name, its sound, account, whole ID number; narrowed, page by page.

A page is found in one of two ways, whichever has less to look at: along the index of the sort until the page is full,
or from the few people whom a filter or the reach leaves. So it costs about the same whoever asks, among two million.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, Select, SelectBase, and_, func, literal, select, true, tuple_, union
from sqlalchemy.orm import Session

from services.auth.models import Credential, Grant, Person
from services.auth.operations.id_numbers import index_of
from services.auth.pinyin import plain
from services.auth.policy import RULES, SUPERIOR, Action, Reach, people_visible_to, reached_units
from shared.auth import Actor, Role
from shared.paging import CursorInvalid, cursor_of, key_of

FEW = 8_000  # people that are looked through one by one
MOST_COUNTED = 200
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


@dataclass(frozen=True)
class Way:
    """One way in which people can fit what was typed, and the column by which they are then sorted."""

    fits: ColumnElement[bool]
    key: Any


def page_of_people(
    session: Session, actor: Actor, narrowed: PeopleFilter, cursor: str | None, limit: int
) -> tuple[Sequence[Person], str | None]:
    """One page of those whom the actor may see, and the cursor of the next. Raises CursorInvalid."""
    if (known := _of_id_number(session, actor, narrowed)) is not None:
        return [known], None
    behind = _key_of(cursor) if cursor else None
    found = session.execute(_found(session, actor, narrowed, behind, limit + 1)).all()
    people = {
        person.id: person for person in session.scalars(select(Person).where(Person.id.in_([i for i, _ in found])))
    }
    page = found[:limit]
    return [people[id_] for id_, _ in page], cursor_of(page[-1].key, page[-1].id) if len(found) > limit else None


def count_of_people(session: Session, actor: Actor, narrowed: PeopleFilter) -> int:
    """How many there are, at most MOST_COUNTED: further counting would cost more than it tells."""
    if _of_id_number(session, actor, narrowed) is not None:
        return 1
    found = _found(session, actor, narrowed, None, MOST_COUNTED).subquery()
    return session.scalar(select(func.count()).select_from(found)) or 0


def _of_id_number(session: Session, actor: Actor, narrowed: PeopleFilter) -> Person | None:
    """The one person with the ID number that was typed, if it is one and its person fits."""
    if len(narrowed.q) < SHORTEST_ID_NUMBER:
        return None
    found = Person.id_number_index == index_of(narrowed.q)
    return session.scalar(select(Person).where(found, people_visible_to(actor), *_conditions(narrowed)))


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


def _found(session: Session, actor: Actor, narrowed: PeopleFilter, behind: tuple[str, UUID] | None, limit: int) -> Any:
    """The ids and keys of at most `limit` people in their order, those behind a key."""
    ways = _ways(narrowed.q)
    few = (
        None
        if _are_few(session, *(select(Person.id).where(way.fits) for way in ways if narrowed.q))
        else (_few(session, actor, narrowed))
    )
    each = [_along(actor, narrowed, way, behind, limit, few).subquery() for way in ways]
    merged = union(*(select(one.c.id, one.c.key) for one in each)).subquery()
    return select(merged.c.id, merged.c.key).order_by(merged.c.key, merged.c.id).limit(limit)


def _along(
    actor: Actor, narrowed: PeopleFilter, way: Way, behind: tuple[str, UUID] | None, limit: int, few: FromClause | None
) -> Select[Any]:
    """People who fit in this way: among the few where there are few, else along the index of the key."""
    fitting: Select[Any] = select(Person.id, way.key.label("key")).where(way.fits, *_conditions(narrowed))
    # "IS TRUE" keeps the database from joining the units in, which would lose the order of the index.
    fitting = fitting.where(people_visible_to(actor).is_(true()))
    if behind:
        fitting = fitting.where(tuple_(way.key, Person.id) > tuple_(literal(behind[0]), literal(behind[1])))
    fitting = fitting.order_by(way.key, Person.id).limit(limit)
    if few is None:
        return fitting
    one = fitting.where(Person.id == few.c.id).lateral()
    return select(one.c.id, one.c.key).select_from(few.join(one, true())).order_by(one.c.key, one.c.id).limit(limit)


def _few(session: Session, actor: Actor, narrowed: PeopleFilter) -> FromClause | None:
    """The ids of everybody whom the narrowest filter leaves, if they are few."""
    for candidates in _candidates(actor, narrowed):
        if _are_few(session, candidates):
            return candidates.cte("few")
    return None


def _are_few(session: Session, *candidates: Select[Any]) -> bool:
    if not candidates:
        return False
    numbers = (
        select(func.count()).select_from(each.limit(FEW + 1).subquery()).scalar_subquery() for each in candidates
    )
    return sum(session.execute(select(*numbers)).one()) <= FEW


def _candidates(actor: Actor, narrowed: PeopleFilter) -> list[Select[Any]]:
    found: list[Select[Any]] = []
    if narrowed.role:
        found.append(select(Grant.person_id.label("id")).where(Grant.role == narrowed.role).distinct())
    if narrowed.active is False:
        found.append(select(Person.id).where(~Person.active))
    if narrowed.first_password:
        found.append(select(Credential.person_id.label("id")).where(Credential.first_password.is_not(None)))
    reached = None if _sees_all(actor) else reached_units(actor.grants, RULES[Action.SEE_PERSON])
    for units in (_from(narrowed.unit), reached):
        if units is not None:
            unit = units.subquery()
            found.append(select(Person.id).select_from(unit).join(Person, Person.unit_id == unit.c.id))
    return found


def _sees_all(actor: Actor) -> bool:
    return any(RULES[Action.SEE_PERSON].get(role) is Reach.EVERYWHERE for role, _ in actor.grants)


def _from(unit: UUID | None) -> SelectBase | None:
    """The ids of a unit and of those below it."""
    return reached_units([(Role.SUPERIOR_ADMIN, unit)], SUPERIOR) if unit else None


def _conditions(narrowed: PeopleFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    units = _from(narrowed.unit)
    if units is not None:
        conditions.append(Person.unit_id.in_(units).is_(true()))
    if narrowed.role:
        held = select(Grant.id).where(Grant.person_id == Person.id, Grant.role == narrowed.role)
        conditions.append(held.exists().is_(true()))
    if narrowed.active is not None:
        conditions.append(Person.active.is_(narrowed.active))
    if narrowed.first_password is not None:
        is_open = select(Credential.person_id).where(
            Credential.person_id == Person.id, Credential.first_password.is_not(None)
        )
        conditions.append(is_open.exists().is_(narrowed.first_password))
    return conditions


def _key_of(cursor: str) -> tuple[str, UUID]:
    key, person_id = key_of(cursor, 2)
    try:
        return key, UUID(person_id)
    except ValueError as error:
        raise CursorInvalid from error
