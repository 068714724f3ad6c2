"""The metadata that all tables of the review service share."""

from sqlalchemy.orm import DeclarativeBase

from shared.db import TYPES


class Base(DeclarativeBase):
    """Tables of this service alone."""

    type_annotation_map = TYPES
