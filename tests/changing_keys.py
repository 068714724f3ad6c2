"""Keys of a test's own, so that changing them changes nothing for the others, and work that goes on meanwhile."""

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event

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
        forget_keys()
        yield directory
    forget_keys()


def forget_keys() -> None:
    """What has been read of the files is read anew."""
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


@contextmanager
def at_work(*deeds: Callable[[], None]) -> Iterator[None]:
    """Each deed is done again and again as long as the block lasts; whatever one raises is raised at its end."""
    over = Event()

    def again(deed: Callable[[], None]) -> int:
        done = 0
        while not over.is_set() or not done:
            deed()
            done += 1
        return done

    with ThreadPoolExecutor(len(deeds)) as pool:
        doing = [pool.submit(again, deed) for deed in deeds]
        try:
            yield
        finally:
            over.set()
        assert all(one.result() for one in doing)
