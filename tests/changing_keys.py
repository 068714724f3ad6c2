"""Keys of a test's own, so that changing them changes nothing for the others."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Table, Text
from sqlalchemy.orm import DeclarativeBase

import shared.auth
from shared.keyed_columns import SealedColumn
from shared.keys import _secret, private_key, public_key
from shared.settings import settings


@contextmanager
def keys_of_its_own(directory: Path) -> Iterator[Path]:
    """A copy of the key files, used as long as the block lasts."""
    shutil.copytree(settings.keys_dir, directory)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "keys_dir", directory)
        _forget()
        yield directory
    _forget()


def _forget() -> None:
    for cached in (_secret, private_key, public_key, shared.auth._private, shared.auth._imported):
        cached.cache_clear()


def unlisted(base: type[DeclarativeBase], sealed: tuple[SealedColumn, ...]) -> set[str]:
    """The columns that by their name hold encrypted values, and that a change of keys would miss."""
    listed = {(one.column.class_.__tablename__, one.column.key) for one in sealed}
    tables: list[Table] = list(base.metadata.tables.values())
    return {
        f"{table.name}.{column.name}"
        for table in tables
        for column in table.columns
        if column.name.startswith("encrypted") and isinstance(column.type, Text)
    } - {".".join(name) for name in listed}
