"""The base of all tables of this service."""

from sqlalchemy.orm import DeclarativeBase

from shared.db import TYPES


class Base(DeclarativeBase):
    """What the profile service's own tables have alike."""

    type_annotation_map = TYPES
