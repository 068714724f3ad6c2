"""The statements of the desk's list: to make one takes longer than to answer it, so each form is made once.

Every unit and status (for one's own cases: every status) is looked up by itself, in the order of an index and no
further than a page reaches; what was found is then merged. So a page costs the same however much lies behind it.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache, partial
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Text,
    Uuid,
    and_,
    bindparam,
    func,
    intersect,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import QueryableAttribute

from services.review.bundles import leads
from services.review.models import Case, CaseStatus, Unit
from services.review.narrowing import NO_TITLE, ORDERS, SOON_DAYS, Age, CaseFilter, Holder, Order, Sort
from services.review.policy import ME, reached, sight_of
from shared import policy
from shared.auth import Actor
from shared.beijing import end_of, today
from shared.db import UTC_TIME

FORMS = 64
"""So many statements are kept of each kind."""
WANTED = func.unnest(bindparam("statuses", type_=ARRAY(Text))).table_valued("status", name="wanted").render_derived()
TOP, LIMIT = bindparam("top", type_=Uuid()), bindparam("most", type_=Integer())
NOW, TONIGHT, SOON = (bindparam(name, type_=UTC_TIME) for name in ("now", "tonight", "soon"))
PAIRS, WHOLE = (bindparam(name, type_=ARRAY(Text)) for name in ("pairs", "whole"))
TYPED = bindparam("typed", type_=Text())


@lru_cache(FORMS)
def page(form: CaseFilter, below: bool, sort: Sort, *, further: bool) -> Select[Case]:
    """A page of the list, the first one or a further one. `form` and `below` are as in `values`."""
    order = ORDERS[sort]
    found = _of_status(form, below, order, further=further)
    matching = select(found.c.id).select_from(WANTED.join(found, true())).order_by(*order.of(found.c)).limit(LIMIT)
    return select(Case).where(Case.id.in_(matching)).order_by(*order.of(Case))


@lru_cache(FORMS)
def counted(form: CaseFilter, below: bool) -> Select[str, int]:
    """How many cases there are of each status, each at most as often as the limit says."""
    found = _of_status(form, below)
    counting = select(WANTED.c.status, func.count()).select_from(WANTED.join(found, true()))
    return counting.group_by(WANTED.c.status)


def values(actor: Actor, narrowed: CaseFilter, statuses: Sequence[CaseStatus], limit: int) -> dict[str, Any]:
    """What is sent with the statement of `narrowed.form`, made for grants that reach `below` or do not.

    Times are of Beijing's days; what is due at 24:00 is due on the day that ends then.
    """
    typed, tonight = (narrowed.q or "").lower(), end_of(today())
    return {
        **sight_of(actor),
        "statuses": [status.value for status in statuses],
        "most": limit,
        "top": narrowed.unit,
        "typed": typed,
        "whole": [typed],
        "pairs": sorted({typed[start : start + 2] for start in range(len(typed) - 1)}) or [typed],
        "now": datetime.now(UTC),
        "tonight": tonight,
        "soon": tonight + timedelta(days=SOON_DAYS),
    }


def _of_status(form: CaseFilter, below: bool, order: Order | None = None, *, further: bool = False) -> Any:
    """For the status of a row of `WANTED` the ids of at most so many cases, in an order those behind a key.

    No further are they looked up in each unit (or of one's own in the status). Only what decides the order is carried
    along: a statement with all columns takes longer to make than the server to answer it.
    """
    units = reached(below=below)
    within = (intersect(units, policy.units_from(Unit, Unit.id == TOP)) if form.unit else units).cte("reached")
    each = select(*order.key_of(Case)) if order else select(Case.id)
    each = each.where(Case.status == WANTED.c.status, Case.person_id != ME)
    each = each.where(*_conditions(form), leads(partial(_conditions_of_parts, form))).limit(LIMIT)
    if order:
        each = each.order_by(*order.of(Case))
    if order and further:
        each = each.where(order.behind())
    if form.holder is Holder.MINE:
        return each.where(Case.reviewer_id == ME, Case.unit_id.in_(select(within.c.id))).lateral("found")
    if form.kind == "transfer":  # few, and to be seen by the unit that is left as well
        ids = select(within.c.id)
        moved = or_(Case.unit_id.in_(ids), Case.from_unit_id.in_(ids))
        return each.where(Case.from_unit_id.is_not(None), moved).lateral("found")
    of_unit = each.where(Case.unit_id == within.c.id).correlate(within, WANTED).lateral("of_unit")
    found = select(*of_unit.c).select_from(within.join(of_unit, true())).limit(LIMIT)
    return (found.order_by(*order.of(of_unit.c)) if order else found).lateral("found")


def _conditions(form: CaseFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if form.kind:
        conditions.append(Case.kind == form.kind)
    if form.q:
        conditions.append(_named())
    for column, code in ((Case.title_series, form.title_series), (Case.title_level, form.title_level)):
        if code:
            conditions.append(column.is_(None) if code == NO_TITLE else column == code)
    return conditions


def _conditions_of_parts(form: CaseFilter, cases: Any) -> list[ColumnElement[bool]]:
    """In what cases that came together can differ."""
    conditions: list[ColumnElement[bool]] = []
    if form.holder is Holder.MINE:
        conditions.append(cases.reviewer_id == ME)
    if form.age:
        conditions.append(_aged(cases.due_at, form.age))
    if form.warnings is not None:
        conditions.append(cases.warnings > 0 if form.warnings else cases.warnings == 0)
    return conditions


def _named() -> ColumnElement[bool]:
    """Part of a name, or the beginning of an account. The index finds by pairs of signs, the rest is looked at."""
    terms = Case.__table__.c.search
    by_name = and_(terms.contains(PAIRS), func.strpos(func.lower(Case.person_name), TYPED) > 0)
    return or_(by_name, and_(terms.contains(WHOLE), func.starts_with(func.lower(Case.account), TYPED)))


def _aged(due_at: QueryableAttribute[datetime], age: Age) -> ColumnElement[bool]:
    match age:
        case Age.LATE:
            return due_at <= NOW
        case Age.TODAY:
            return and_(due_at > NOW, due_at <= TONIGHT)
        case Age.SOON:
            return and_(due_at > NOW, due_at <= SOON)
        case Age.FINE:
            return due_at > SOON
