"""Building figures anew, and saying where they differ from the truth: for commands, and safe while all runs."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, false, func, literal, select, true, union_all
from sqlalchemy.orm import Session

from shared.db import Database
from shared.figures.ledger import Ledger
from shared.figures.tables import Mark

CHUNK = 100  # a transaction of less than a second, in which figures wait and nobody's request does
FIRST = UUID(int=0)

Difference = dict[str, Any]


@dataclass(frozen=True)
class Upkeep:
    """How the figures of a service are rebuilt and compared.

    `subjects` is the column of everything that is counted, `marks` reads what is true of one, `count` counts it.
    """

    db: Database
    ledger: Ledger
    subjects: Any
    marks: Callable[[Session, UUID], set[Mark]]
    count: Callable[[Session, UUID], None]

    def rebuild(self) -> dict[str, int]:
        """Count everything anew; may be interrupted and begun again. Returns how many were counted and sums mended."""
        counted = 0
        for chunk in self._chunks():
            with self.db.transaction() as session:
                for subject_id in chunk:
                    self.count(session, subject_id)
            counted += len(chunk)
        return {"counted": counted, "mended": self.mend()}

    def differences(self, session: Session) -> list[Difference]:
        """Where marks differ from the truth of their subject, and sums from the marks."""
        return [*self._of_marks(session), *self.differing_sums(session)]

    def mend(self) -> int:
        """Bring all sums to the marks, the deepest units first; returns how many differed."""
        with self.db.reading() as session:
            units = self._deepest_first(session)
        mended = 0
        for start in range(0, len(units), CHUNK):
            with self.db.transaction() as session:
                mended += sum(self.ledger.mend(session, unit_id) for unit_id in units[start : start + CHUNK])
        return mended

    def differing_sums(self, session: Session) -> Iterator[Difference]:
        """Where sums differ from the marks, and from the sums of the units below."""
        sides = union_all(*self._sides()).subquery()
        kept, counted = func.sum(sides.c.kept), func.sum(sides.c.counted)
        place = [column for column in sides.c if column.name not in {"kept", "counted"}]
        differing = select(*place, kept.label("kept"), counted.label("counted")).group_by(*place)
        for row in session.execute(differing.having(kept != counted).order_by(*place)).mappings():
            yield {"what": "sum differs", **row, "kept": int(row["kept"]), "counted": int(row["counted"])}

    def _deepest_first(self, session: Session) -> list[UUID]:
        """Every unit that is known, has marks or has sums."""
        unit, ledger = self.ledger.unit, self.ledger
        superiors: dict[UUID, UUID | None] = dict(session.execute(select(unit.id, unit.superior_id)).all())
        known = superiors.keys() | {above for above in superiors.values() if above}
        known |= set(session.scalars(select(ledger.counted.unit_id).distinct()))
        known |= set(session.scalars(select(ledger.figure.unit_id).distinct()))
        return sorted(known, key=lambda unit_id: (-_depth(superiors, unit_id), unit_id))

    def _chunks(self) -> Iterator[list[UUID]]:
        last = FIRST
        while True:
            following = select(self.subjects).where(self.subjects > last).order_by(self.subjects).limit(CHUNK)
            with self.db.reading() as session:
                chunk = list(session.scalars(following))
            if not chunk:
                return
            yield chunk
            last = chunk[-1]

    def _of_marks(self, session: Session) -> Iterator[Difference]:
        for chunk in self._chunks():
            for subject_id in chunk:
                truth, kept = self.marks(session, subject_id), self.ledger.marks_of(session, subject_id)
                for what, marks in (("not counted", truth - kept), ("counted wrongly", kept - truth)):
                    yield from ({"what": what, "id": subject_id, **mark._asdict()} for mark in sorted(marks))

    def _sides(self) -> list[Select[Any]]:
        """What the sums say, and what they are made of: a unit's own marks, and the sums of the units below it."""
        figure, counted, unit = self.ledger.figure, self.ledger.counted, self.ledger.unit
        kept = select(
            figure.unit_id, figure.below, *_what(figure), figure.count.label("kept"), literal(0).label("counted")
        )
        own = select(counted.unit_id, false(), *_what(counted), literal(0), func.count())
        own = own.group_by(counted.unit_id, *_what(counted))
        whole = select(counted.unit_id, true(), *_what(counted), literal(0), func.count())
        whole = whole.where(counted.dimension.not_in(self.ledger.own_only)).group_by(counted.unit_id, *_what(counted))
        below = select(unit.superior_id, true(), *_what(figure), literal(0), figure.count)
        below = below.join_from(unit, figure, figure.unit_id == unit.id)
        return [kept, own, whole, below.where(figure.below, unit.superior_id.is_not(None))]


def _what(table: Any) -> tuple[Any, ...]:
    return (table.dimension, table.series, table.value, table.detail)


def _depth(superiors: dict[UUID, UUID | None], unit_id: UUID) -> int:
    passed = {unit_id}
    while (above := superiors.get(unit_id)) and above not in passed:
        passed.add(above)
        unit_id = above
    return len(passed)
