"""The tables that only auth has."""

from sqlalchemy.orm import DeclarativeBase

from shared.db import TYPES


class Base(DeclarativeBase):
    """Auth's own tables; those that every service has are in `shared.db.SharedBase`."""

    type_annotation_map = TYPES
