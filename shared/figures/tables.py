"""The two tables from which figures are read: what is counted of each thing, and the sums for units."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column


class Mark(NamedTuple):
    """One thing that is counted: for which unit, in which figure (`dimension`), as what.

    `series` is the title series, by which every figure can be narrowed; `detail` parts a value further.
    """

    unit_id: UUID
    dimension: str
    value: str
    series: str = ""
    detail: str = ""


class CountedColumns:
    """A mark of a subject (a person, a case) that stands in the sums."""

    subject_id: Mapped[UUID] = mapped_column(primary_key=True)
    dimension: Mapped[str] = mapped_column(Text, primary_key=True)
    value: Mapped[str] = mapped_column(Text, primary_key=True)
    detail: Mapped[str] = mapped_column(Text, primary_key=True)
    series: Mapped[str] = mapped_column(Text)
    unit_id: Mapped[UUID]


class FigureColumns:
    """How many marks there are of a kind: of one unit alone, or (`below`) of it and all units below it."""

    unit_id: Mapped[UUID] = mapped_column(primary_key=True)
    below: Mapped[bool] = mapped_column(primary_key=True)
    dimension: Mapped[str] = mapped_column(Text, primary_key=True)
    series: Mapped[str] = mapped_column(Text, primary_key=True)
    value: Mapped[str] = mapped_column(Text, primary_key=True)
    detail: Mapped[str] = mapped_column(Text, primary_key=True)
    count: Mapped[int]
