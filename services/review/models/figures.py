"""What is counted of each case, and the sums for units."""

from sqlalchemy import Index

from services.review.models.base import Base
from shared.figures.tables import CountedColumns, FigureColumns


class Counted(CountedColumns, Base):
    """One mark of a case: the day since which it waits, whoever holds it, how long it took, why it was returned."""

    __tablename__ = "counted"
    __table_args__ = (Index("counted_unit", "unit_id", "dimension", "value", "series", "subject_id"),)


class Figure(FigureColumns, Base):
    """How many cases of a unit bear a mark."""

    __tablename__ = "figure"
