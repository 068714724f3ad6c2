"""The people behind a number: those who bear the mark that was counted, and no one else."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select, tuple_
from sqlalchemy.orm import Session

from services.profile.figure_queries import stored_values
from services.profile.models import Counted, Origin, Person, Record, Submission, Unit
from services.profile.operations.figures import LEDGER
from shared.auth import Actor
from shared.beijing import BEIJING
from shared.errors import DomainError
from shared.figures.reading import Scope, Wanted, everything_below, of_series, scope_of, sums_in, total
from shared.paging import cursor_of, typed_key
from shared.words import status_word
from shared.workbook import workbook

STORED_AS = {"age": "born"}
AT_ONCE = 1000  # people in a sheet that is made while somebody waits
TITLE = "人员"
COLUMNS = {"姓名": 14, "账号": 16, "单位": 36, "状态": 12, "必填项目（%）": 14, "最近提交": 18}

View = dict[str, Any]
Cells = list[str | int]


class TooManyPeople(DomainError):
    """A sheet of so many is made in the background."""

    status, error = 409, "too_many_people"
    message = "共 {count} 人，超过一次可直接导出的 {most} 人，请在后台导出。"


@dataclass(frozen=True)
class Bar:
    """One bar of a figure: which figure, and what the bar stands for."""

    dimension: str
    value: str

    @property
    def stored(self) -> tuple[str, list[str]]:
        """The dimension and the values under which its marks are kept."""
        return STORED_AS.get(self.dimension, self.dimension), stored_values(self.dimension, self.value)


def page_of_people(session: Session, actor: Actor, wanted: Wanted, bar: Bar, cursor: str | None, limit: int) -> View:
    """A page of the people of a bar by account, and how many they are; raises NotFound and CursorInvalid."""
    scope = scope_of(session, LEDGER, actor, wanted)
    found = _ids_after(session, scope, wanted, bar, typed_key(cursor, str, UUID) if cursor else None, limit + 1)
    page, number = found[:limit], how_many(session, scope, wanted, bar)
    return {
        "scope": scope,
        "total": number,
        "sheet_at_once": number <= AT_ONCE,
        "items": lines_of(session, [person_id for _, person_id in page]),
        "next": cursor_of(*page[-1]) if len(found) > limit else None,
    }


def how_many(session: Session, scope: Scope, wanted: Wanted, bar: Bar) -> int:
    """The length of a bar."""
    figure, (dimension, values) = LEDGER.figure, bar.stored
    bars = figure.dimension == dimension, figure.value.in_(values)
    return session.scalar(select(total(figure)).where(*sums_in(LEDGER, scope, wanted), *bars)) or 0


def sheet_of_people(session: Session, actor: Actor, wanted: Wanted, bar: Bar) -> bytes:
    """The people of a bar as an Excel file; raises NotFound and TooManyPeople."""
    scope = scope_of(session, LEDGER, actor, wanted)
    found = _ids_after(session, scope, wanted, bar, None, AT_ONCE + 1)
    if len(found) > AT_ONCE:
        raise TooManyPeople(count=how_many(session, scope, wanted, bar), most=AT_ONCE)
    return workbook(TITLE, COLUMNS, rows_of(session, found))


def lines_of(session: Session, people: Sequence[UUID]) -> list[View]:
    """What a list tells of people: no contents of their records."""
    shares = select(Counted.value).where(Counted.subject_id == Person.id, Counted.dimension == "completeness")
    last = select(func.max(Submission.created_at)).where(
        Submission.record_id == Person.id, Submission.origin == Origin.SUBMISSION
    )
    columns = (
        Person.id, Person.account, Person.name, Person.unit_id, Unit.name.label("unit_name"), Record.status,
        shares.scalar_subquery().label("completeness"), last.scalar_subquery().label("submitted_at"),
    )  # fmt: skip
    found = select(*columns).join(Record, Record.id == Person.id).outerjoin(Unit, Unit.id == Person.unit_id)
    rows = session.execute(found.where(Person.id.in_(people)).order_by(Person.account, Person.id)).mappings()
    return [{**row, "completeness": int(row["completeness"] or 0)} for row in rows]


def _ids_after(
    session: Session, scope: Scope, wanted: Wanted, bar: Bar, last: tuple[str, UUID] | None, limit: int
) -> list[tuple[str, UUID]]:
    """The next people of a bar after the account and id of the last, in that order."""
    listed = _by_account(scope, wanted, bar).limit(limit)
    if last:
        listed = listed.where(tuple_(Person.account, Person.id) > tuple_(*last))
    return [(account, person_id) for account, person_id in session.execute(listed)]


def everybody(
    session: Session, scope: Scope, wanted: Wanted, bar: Bar, size: int
) -> Iterator[Sequence[tuple[str, UUID]]]:
    """All people of a bar by account, in parts of this size: sorted once, however many they are."""
    listed = _by_account(scope, wanted, bar).execution_options(yield_per=size)
    for part in session.execute(listed).partitions():
        yield [(row.account, row.id) for row in part]


def _by_account(scope: Scope, wanted: Wanted, bar: Bar) -> Select[str, UUID]:
    listed = select(Person.account, Person.id).join(Counted, Counted.subject_id == Person.id)
    return listed.where(*_marked(scope, wanted, bar)).order_by(Person.account, Person.id)


def rows_of(session: Session, people: Sequence[tuple[str, UUID]]) -> list[Cells]:
    """The rows of a sheet about these people."""
    return [_row(line) for line in lines_of(session, [person_id for _, person_id in people])]


def _row(line: View) -> Cells:
    submitted = line["submitted_at"]
    return [
        line["name"],
        line["account"],
        line["unit_name"] or "",
        status_word("record", line["status"]),
        line["completeness"],
        f"{submitted.astimezone(BEIJING):%Y-%m-%d %H:%M}" if submitted else "",
    ]


def _marked(scope: Scope, wanted: Wanted, bar: Bar) -> list[ColumnElement[bool]]:
    dimension, values = bar.stored
    units = everything_below(LEDGER, scope.unit.id) if scope.below else [scope.unit.id]
    marks = Counted.dimension == dimension, Counted.value.in_(values), *of_series(Counted.series, wanted)
    return [Counted.unit_id.in_(units), *marks]
