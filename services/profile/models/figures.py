"""What is counted of each person, and the sums for units."""

from sqlalchemy import Index

from services.profile.models.base import Base
from shared.figures.tables import CountedColumns, FigureColumns


class Counted(CountedColumns, Base):
    """One mark of a person: a status, a share of completeness, a title's level, ..."""

    __tablename__ = "counted"
    __table_args__ = (Index("counted_unit", "unit_id", "dimension", "value", "series", "subject_id"),)


class Figure(FigureColumns, Base):
    """How many people of a unit bear a mark."""

    __tablename__ = "figure"
