"""The desk's list: cases within reach, narrowed down, sorted, page by page, and counted within bounds."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.review.listing_statements import counted, page, values
from services.review.models import Case, CaseStatus, Unit
from services.review.narrowing import ORDERS, UNDER_WAY, CaseFilter, Holder, Key, Sort
from services.review.policy import reached_units, reaches_below
from services.review.queries import find_case
from shared.auth import Actor
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
    everywhere = replace(narrowed, status=None)
    statuses = [status for status in everywhere.statuses if status in UNDER_WAY]
    statement = counted(everywhere.form, reaches_below(actor.grants))
    found = session.execute(statement, values(actor, everywhere, statuses, MOST_COUNTED)).all() if statuses else []
    return {status.value: 0 for status in UNDER_WAY} | dict(found)


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
    statement = page(narrowed.form, reaches_below(actor.grants), sort, further=behind is not None)
    key = ORDERS[sort].sent(behind) if behind else {}
    return session.scalars(statement, values(actor, narrowed, narrowed.statuses, limit) | key).all()
