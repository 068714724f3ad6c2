"""Keeping figures: the marks of one subject are compared with those that stand in the sums, and the sums follow."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import and_, delete, func, insert, literal, select, text, tuple_
from sqlalchemy.orm import Session

from shared.errors import NotFound
from shared.figures.tables import CountedColumns, FigureColumns, Mark
from shared.locks import Lock, wait_for, wait_for_thing

MOST_LEVELS = 20  # of units above each other; bounds the walk should a correction ever make a circle

# One statement for any number of sums: written out row by row, each number of rows would be another to be prepared.
CHANGE = text(
    "INSERT INTO figure AS kept (unit_id, below, dimension, series, value, detail, count)"
    " SELECT * FROM unnest(CAST(:unit_id AS uuid[]), CAST(:below AS boolean[]), CAST(:dimension AS text[]),"
    " CAST(:series AS text[]), CAST(:value AS text[]), CAST(:detail AS text[]), CAST(:count AS integer[]))"
    " ON CONFLICT (unit_id, below, dimension, series, value, detail) DO UPDATE SET count = kept.count + excluded.count"
)


class Place(NamedTuple):
    """Which sum."""

    unit_id: UUID
    below: bool
    dimension: str
    series: str
    value: str
    detail: str


@dataclass(frozen=True)
class Ledger:
    """The figures of one service.

    A unit has its own sums and those that include the units below it; the latter are kept up the whole line, so that
    reading never walks the tree. Figures of `own_only` dimensions are kept for units alone.
    """

    counted: type[CountedColumns]
    figure: type[FigureColumns]
    unit: Any  # the service's table of units, with `id`, `name` and `superior_id`
    own_only: frozenset[str] = frozenset()

    def keep_apart(self, session: Session, subject_id: UUID) -> None:
        """Let nobody else count this subject until the transaction ends; to be called before its truth is read."""
        wait_for_thing(session, f"|{subject_id}")

    def note(self, session: Session, subject_id: UUID, marks: Collection[Mark]) -> None:
        """Let these be the marks of the subject, and the sums follow by the difference. Doing it twice is once."""
        now, known = set(marks), self.marks_of(session, subject_id)
        if now == known:
            return
        key = tuple_(self.counted.dimension, self.counted.value, self.counted.detail)
        gone = [(mark.dimension, mark.value, mark.detail) for mark in known - now]
        session.execute(delete(self.counted).where(self.counted.subject_id == subject_id, key.in_(gone)))
        if now - known:
            rows = [{"subject_id": subject_id, **mark._asdict()} for mark in sorted(now - known)]
            session.execute(insert(self.counted), rows)
        self.add(session, Counter(now - known), Counter(known - now))

    def marks_of(self, session: Session, subject_id: UUID) -> set[Mark]:
        """The marks of the subject that stand in the sums."""
        found = select(*self._columns(self.counted)).where(self.counted.subject_id == subject_id)
        return {Mark(*row) for row in session.execute(found)}

    def move_unit(self, session: Session, unit_id: UUID, old: UUID | None, new: UUID | None) -> None:
        """Carry a unit's sums from the line above it to another; to be called before the unit itself is changed.

        Of two moves that are heard in another order than they were made, the later one may make a circle for as long
        as the earlier one is not heard. Raises NotFound then: the message comes again.
        """
        if old == new:
            return
        self.one_at_a_time(session)
        changes: Counter[Place] = Counter()
        line = self.line_of(session, new)
        if unit_id in line:
            raise NotFound
        for place, count in self.sums(session, unit_id, below=True).items():
            changes.update({place._replace(unit_id=above): count for above in line})
            changes.subtract({place._replace(unit_id=above): count for above in self.line_of(session, old)})
        self._apply(session, changes)

    def add(self, session: Session, more: Counter[Mark], fewer: Counter[Mark] | None = None) -> None:
        """Change the sums of the units of these marks and of all units above them."""
        self.one_at_a_time(session)
        marks = Counter(more)
        marks.subtract(fewer or Counter())
        lines = {unit_id: self.line_of(session, unit_id) for unit_id in {mark.unit_id for mark in marks}}
        changes: Counter[Place] = Counter()
        for mark, count in marks.items():
            changes[_place(mark, mark.unit_id, below=False)] += count
            for above in lines[mark.unit_id] if mark.dimension not in self.own_only else ():
                changes[_place(mark, above, below=True)] += count
        self._apply(session, changes)

    def sums(self, session: Session, unit_id: UUID, *, below: bool) -> Counter[Place]:
        """All sums of a unit."""
        figure = self.figure
        columns = (figure.unit_id, figure.below, figure.dimension, figure.series, figure.value, figure.detail)
        found = select(*columns, figure.count).where(figure.unit_id == unit_id, figure.below == below)
        return Counter({Place(*row[:-1]): row[-1] for row in session.execute(found).all()})

    def line_of(self, session: Session, unit_id: UUID | None) -> list[UUID]:
        """The unit and those above it, from below to the top, whether they are known here (yet) or not."""
        if unit_id is None:
            return []
        unit = self.unit
        has_superior = unit.superior_id.is_not(None)
        first = select(unit.superior_id.label("id"), literal(1).label("level")).where(unit.id == unit_id, has_superior)
        line = first.cte("line", recursive=True)
        further = and_(unit.id == line.c.id, has_superior, line.c.level < MOST_LEVELS)
        line = line.union_all(select(unit.superior_id, line.c.level + 1).where(further))
        above = session.scalars(select(line.c.id).order_by(line.c.level))
        return list(dict.fromkeys([unit_id, *above]))

    def one_at_a_time(self, session: Session) -> None:
        """Let no other change of the sums and no move of a unit happen until this transaction ends.

        Every change reaches the sums of the topmost unit, so they would wait for each other anyway, and in any order.
        Only the service's own messages come here: nobody's request waits.
        """
        wait_for(session, Lock.SUMMING_FIGURES)

    def mend(self, session: Session, unit_id: UUID) -> int:
        """Bring a unit's sums to what is counted there and what the units below it have; returns how many differed.

        A difference goes up the line, so that units may be mended in any order; the deepest first needs one round.
        """
        self.one_at_a_time(session)
        truth = self._own(session, unit_id)
        own = _difference(truth, self.sums(session, unit_id, below=False))
        summed = Counter({p._replace(below=True): n for p, n in truth.items() if p.dimension not in self.own_only})
        summed.update(self._of_units_below(session, unit_id))
        whole = _difference(summed, self.sums(session, unit_id, below=True))
        line = self.line_of(session, unit_id) if whole else []
        self._apply(session, own)
        self._apply(session, {p._replace(unit_id=above): n for p, n in whole.items() for above in line})
        return len(own) + len(whole)

    def _own(self, session: Session, unit_id: UUID) -> Counter[Place]:
        columns = self._columns(self.counted)
        found = select(*columns, func.count()).where(self.counted.unit_id == unit_id).group_by(*columns)
        own = {Mark(*row[:-1]): row[-1] for row in session.execute(found)}
        return Counter({_place(mark, mark.unit_id, below=False): count for mark, count in own.items()})

    def _of_units_below(self, session: Session, unit_id: UUID) -> Counter[Place]:
        figure = self.figure
        columns = (figure.dimension, figure.series, figure.value, figure.detail)
        children = select(self.unit.id).where(self.unit.superior_id == unit_id)
        found = select(*columns, func.sum(figure.count)).where(figure.below, figure.unit_id.in_(children))
        rows = session.execute(found.group_by(*columns))
        return Counter({Place(unit_id, True, *place): int(count) for *place, count in rows})

    def _apply(self, session: Session, changes: Mapping[Place, int]) -> None:
        rows = [(*place, count) for place, count in sorted(changes.items()) if count]
        if rows:
            columns = (*Place._fields, "count")
            session.execute(CHANGE, dict(zip(columns, map(list, zip(*rows, strict=True)), strict=True)))

    @staticmethod
    def _columns(table: type[CountedColumns]) -> tuple[Any, ...]:
        return (table.unit_id, table.dimension, table.value, table.series, table.detail)


def _place(mark: Mark, unit_id: UUID, *, below: bool) -> Place:
    return Place(unit_id, below, mark.dimension, mark.series, mark.value, mark.detail)


def _difference(truth: Counter[Place], kept: Counter[Place]) -> Counter[Place]:
    found = Counter(truth)
    found.subtract(kept)
    return Counter({place: count for place, count in found.items() if count})
