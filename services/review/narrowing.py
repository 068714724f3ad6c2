"""To what a list of cases can be narrowed down, and the orders in which it can stand."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, tuple_

from services.review.models import Case, CaseStatus
from shared.paging import CursorInvalid, typed_key

UNDER_WAY = (CaseStatus.QUEUED, CaseStatus.ASSIGNED, CaseStatus.DECIDED)
SOON_DAYS = 3
NO_TITLE = "none"
TYPED, ANY_UNIT = "typed", UUID(int=0)

Key = list[Any]
"""Where a case stands in an order: the values of its columns, and its id."""


class Age(StrEnum):
    """How a case under way stands against its date; `soon` is within days, today included, `fine` is later."""

    LATE = "late"
    TODAY = "today"
    SOON = "soon"
    FINE = "fine"


class Holder(StrEnum):
    """Whose cases; everybody's where none of these is asked for."""

    MINE = "mine"
    UNASSIGNED = "unassigned"


class Sort(StrEnum):
    """The orders of the list."""

    DUE = "due"
    SUBMITTED = "submitted"
    NEWEST = "newest"
    NAME = "name"


@dataclass(frozen=True)
class CaseFilter:
    """What a list is narrowed down to; titles are codes, or NO_TITLE for 尚无职称."""

    status: CaseStatus | None = None
    kind: str | None = None
    q: str | None = None
    age: Age | None = None
    unit: UUID | None = None
    title_series: str | None = None
    title_level: str | None = None
    warnings: bool | None = None
    holder: Holder | None = None

    @property
    def statuses(self) -> list[CaseStatus]:
        """The statuses of the cases that can fit: only one under way has an age, only a queued one has no reviewer."""
        fitting = set(CaseStatus) if self.status is None else {self.status}
        if self.age:
            fitting &= set(UNDER_WAY)
        if self.holder is Holder.MINE:
            fitting -= {CaseStatus.QUEUED}
        elif self.holder is Holder.UNASSIGNED:
            fitting &= {CaseStatus.QUEUED}
        return sorted(fitting)

    @property
    def form(self) -> "CaseFilter":
        """The same for all of which one statement tells: what is typed and which unit it is are sent with it."""
        return replace(self, status=None, q=self.q and TYPED, unit=self.unit and ANY_UNIT)

    @property
    def usual_sort(self) -> Sort:
        """What is under way by its date, what is over newest first."""
        return Sort.NEWEST if self.status in (None, CaseStatus.CLOSED) else Sort.DUE


class Order(NamedTuple):
    """A sort: its columns, how a value of each comes back out of a cursor, its direction; at last the id decides."""

    columns: dict[str, Callable[[str], Any]]
    descending: bool = False

    def of(self, cases: Any) -> list[ColumnElement[Any]]:
        """What to sort these cases by."""
        columns = self._key(cases)
        return [column.desc() for column in columns] if self.descending else columns

    def behind(self) -> ColumnElement[bool]:
        """The cases that stand behind the key that is sent with the statement."""
        key = self._key(Case)
        place, start = tuple_(*key), tuple_(*(bindparam(f"behind_{one.key}", type_=one.type) for one in key))
        return place < start if self.descending else place > start

    def sent(self, key: Key) -> dict[str, Any]:
        """What is sent with a statement that looks behind this key."""
        return dict(zip((f"behind_{name}" for name in (*self.columns, "id")), key, strict=True))

    def key_of(self, case: Any) -> Key:
        """Where a case stands, or by which columns all do."""
        return self._key(case)

    def key(self, sort: Sort, cursor: str) -> Key:
        """The key that a cursor of this sort holds; raises CursorInvalid."""
        named, *key = typed_key(cursor, str, *self.columns.values(), UUID)
        if named != sort:
            raise CursorInvalid
        return key

    def _key(self, cases: Any) -> list[Any]:
        return [*(getattr(cases, column) for column in self.columns), cases.id]


def _storable(text: str) -> str:
    """A text that the database can compare with; raises ValueError."""
    if "\x00" in text:
        raise ValueError(text)
    text.encode()
    return text


# Deadlines end at midnight, so that many cases share one; of these the longest waiting comes first.
ORDERS = {
    Sort.DUE: Order({"due_at": datetime.fromisoformat, "submitted_at": datetime.fromisoformat}),
    Sort.SUBMITTED: Order({"submitted_at": datetime.fromisoformat}),
    Sort.NEWEST: Order({"submitted_at": datetime.fromisoformat}, descending=True),
    Sort.NAME: Order({"name_key": _storable}),
}
