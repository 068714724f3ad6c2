"""The desk's list: cases within reach, narrowed down, sorted, page by page, and counted within bounds.

Every unit and status (for one's own cases: every status) is looked up by itself, in the order of an index and no
further than a page reaches; what was found is then merged. So a page costs the same however much lies behind it.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    Select,
    String,
    Text,
    and_,
    func,
    intersect,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY, array
from sqlalchemy.orm import QueryableAttribute, Session

from services.review.bundles import leads
from services.review.models import Case, CaseStatus, Unit
from services.review.narrowing import NO_TITLE, ORDERS, SOON_DAYS, UNDER_WAY, Age, CaseFilter, Holder, Key, Order, Sort
from services.review.policy import reached_units, units_from
from services.review.queries import find_case
from shared.auth import Actor
from shared.beijing import end_of, today
from shared.paging import cursor_of

MOST_COUNTED = 5000  # of one status: further counting would cost more than it tells


def page_of_cases(
    session: Session, actor: Actor, narrowed: CaseFilter, sort: Sort | None, cursor: str | None, limit: int
) -> tuple[Sequence[Case], str | None]:
    """One page and the cursor of the next. Raises CursorInvalid, also for a cursor of another sort."""
    sort = sort or narrowed.usual_sort
    behind = ORDERS[sort].key(sort, cursor) if cursor else None
    found = _found(session, actor, narrowed, sort, behind, limit + 1)
    page = found[:limit]
    return page, cursor_of(sort, *ORDERS[sort].key_of(page[-1])) if len(found) > limit else None


def next_case(
    session: Session, actor: Actor, narrowed: CaseFilter, sort: Sort | None, after: UUID | None
) -> UUID | None:
    """The case behind this one in the list that the actor can decide; behind the last comes the first again.

    None if there is no other. Raises NotFound for a case out of reach.
    """
    sort = sort or narrowed.usual_sort
    if CaseStatus.ASSIGNED not in narrowed.statuses:
        return None
    mine = replace(narrowed, holder=Holder.MINE, status=CaseStatus.ASSIGNED)
    before = find_case(session, actor, after) if after else None
    for start in (ORDERS[sort].key_of(before), None) if before else (None,):
        found = _found(session, actor, mine, sort, start, 2)
        if others := [case.id for case in found if not before or case.together_id != before.together_id]:
            return others[0]
    return None


def counts(session: Session, actor: Actor, narrowed: CaseFilter) -> dict[str, int]:
    """How many cases under way stand in each status, at most MOST_COUNTED. Closed ones grow without end."""
    reached = _units(actor, narrowed).cte("reached")
    numbers = []
    for status in set(UNDER_WAY) & set(replace(narrowed, status=None).statuses):
        matching = _matching(actor, reached, replace(narrowed, status=status), MOST_COUNTED)
        numbers.append(select(func.count()).select_from(matching.subquery()).scalar_subquery().label(status))
    counted = session.execute(select(*numbers)).one()._asdict() if numbers else {}
    return {status.value: 0 for status in UNDER_WAY} | counted


def units_within(session: Session, actor: Actor, name: str | None, limit: int) -> Sequence[Unit]:
    """Units of whose cases the actor's list can tell, by name; with one that it has to contain."""
    wanted = select(Unit).where(Unit.id.in_(reached_units(actor.grants)))
    if name:
        wanted = wanted.where(Unit.name.contains(name, autoescape=True))
    return session.scalars(wanted.order_by(Unit.name, Unit.id).limit(limit)).all()


def _found(
    session: Session, actor: Actor, narrowed: CaseFilter, sort: Sort, behind: Key | None, limit: int
) -> Sequence[Case]:
    if not narrowed.statuses:
        return []
    reached = _units(actor, narrowed).cte("reached")
    matching = _matching(actor, reached, narrowed, limit, ORDERS[sort], behind)
    return session.scalars(select(Case).where(Case.id.in_(matching)).order_by(*ORDERS[sort].of(Case))).all()


def _matching(
    actor: Actor,
    reached: CTE,
    narrowed: CaseFilter,
    limit: int,
    order: Order | None = None,
    behind: Key | None = None,
) -> Select[Any]:
    """The ids of at most `limit` cases, in an order those behind a key.

    No further are they looked up in each unit and status (or of one's own in each). Only what decides the order is
    carried along: a statement with all columns takes longer to make than the server to answer it.
    """
    statuses = array([literal(status.value, String) for status in narrowed.statuses])
    wanted = func.unnest(statuses).table_valued("status", name="wanted").render_derived()
    places: FromClause = reached.join(wanted, true())
    where = Case.unit_id == reached.c.id
    if narrowed.holder is Holder.MINE:
        places, where = wanted, and_(Case.reviewer_id == actor.id, Case.unit_id.in_(select(reached.c.id)))
    elif narrowed.kind == "transfer":  # few, and to be seen by the unit that is left as well
        ids = select(reached.c.id)
        moved = or_(Case.unit_id.in_(ids), Case.from_unit_id.in_(ids))
        places, where = wanted, and_(Case.from_unit_id.is_not(None), moved)
    each = select(*order.key_of(Case)) if order else select(Case.id)
    each = each.where(where, Case.status == wanted.c.status, Case.person_id != actor.id)
    each = each.where(*_conditions(narrowed), leads(partial(_conditions_of_parts, actor, narrowed))).limit(limit)
    if order:
        each = each.order_by(*order.of(Case))
    if order and behind:
        each = each.where(order.behind(behind))
    found = each.lateral("found")
    matching = select(found.c.id).select_from(places.join(found, true())).limit(limit)
    return matching.order_by(*order.of(found.c)) if order else matching


def _units(actor: Actor, narrowed: CaseFilter) -> Any:
    reached = reached_units(actor.grants)
    return intersect(reached, units_from([narrowed.unit])) if narrowed.unit else reached


def _conditions(narrowed: CaseFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if narrowed.kind:
        conditions.append(Case.kind == narrowed.kind)
    if narrowed.q:
        conditions.append(_named(narrowed.q.lower()))
    for column, code in ((Case.title_series, narrowed.title_series), (Case.title_level, narrowed.title_level)):
        if code:
            conditions.append(column.is_(None) if code == NO_TITLE else column == code)
    return conditions


def _conditions_of_parts(actor: Actor, narrowed: CaseFilter, cases: Any) -> list[ColumnElement[bool]]:
    """In what cases that came together can differ."""
    conditions: list[ColumnElement[bool]] = []
    if narrowed.holder is Holder.MINE:
        conditions.append(cases.reviewer_id == actor.id)
    if narrowed.age:
        conditions.append(_aged(cases.due_at, narrowed.age))
    if narrowed.warnings is not None:
        conditions.append(cases.warnings > 0 if narrowed.warnings else cases.warnings == 0)
    return conditions


def _named(text: str) -> ColumnElement[bool]:
    """Part of a name, or the beginning of an account. The index finds by pairs of signs, the rest is looked at."""
    pairs = sorted({text[start : start + 2] for start in range(len(text) - 1)}) or [text]
    terms = Case.__table__.c.search

    def holds(wanted: list[str]) -> ColumnElement[bool]:
        return terms.contains(literal(wanted, ARRAY(Text)))

    by_name = and_(holds(pairs), func.lower(Case.person_name).contains(text, autoescape=True))
    return or_(by_name, and_(holds([text]), func.lower(Case.account).startswith(text, autoescape=True)))


def _aged(due_at: QueryableAttribute[datetime], age: Age) -> ColumnElement[bool]:
    """By the days of Beijing; what is due at 24:00 is due on the day that ends then."""
    now, tonight = datetime.now(UTC), end_of(today())
    soon = tonight + timedelta(days=SOON_DAYS)
    match age:
        case Age.LATE:
            return due_at <= now
        case Age.TODAY:
            return and_(due_at > now, due_at <= tonight)
        case Age.SOON:
            return and_(due_at > now, due_at <= soon)
        case Age.FINE:
            return due_at > soon
