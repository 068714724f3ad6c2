"""The tables that only notices has."""

from sqlalchemy.orm import DeclarativeBase

from shared.db import TYPES


class Base(DeclarativeBase):
    """Notices' own tables; those that every service has are in `shared.db.SharedBase`."""

    type_annotation_map = TYPES
