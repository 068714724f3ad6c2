"""Changing keys: values that lie encrypted under an older key are encrypted under the current one, while all goes on.

No row is locked while it is looked at, and a value is replaced only if it is still the one that was read: whoever saves
meanwhile saves under the current key anyway. A page of rows is one transaction, so the work may be killed and repeated.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Row, bindparam, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from shared.crypto import Undecryptable, decrypt, encrypt, key_of
from shared.db import Database
from shared.keys import current_key

PAGE = 1_000
MOST_PASSES = 5

log = structlog.get_logger()


class KeysStillInUse(Exception):
    """Pass after pass found values under older keys: some process still writes with one."""


@dataclass(frozen=True)
class SealedColumn:
    """A column of encrypted values, the key's name, and what the value of each row is bound to."""

    column: InstrumentedAttribute[Any]
    key: str
    place: Callable[[UUID], str]

    @property
    def id(self) -> InstrumentedAttribute[Any]:
        """The primary key of its table."""
        found: InstrumentedAttribute[Any] = self.column.class_.id
        return found

    def __str__(self) -> str:
        return f"{self.column.class_.__tablename__}.{self.column.key}"


def reencrypt(db: Database, columns: Sequence[SealedColumn]) -> dict[str, int]:
    """Encrypt everything under the current keys; returns how many values of each column were changed.

    Ends only when a whole pass has found nothing under an older key. Raises KeysStillInUse if there is no such end.
    """
    changed = Counter({str(column): 0 for column in columns})
    for _ in range(MOST_PASSES):
        found = 0
        for column in columns:
            for old, new in pages(db, column):
                found += old
                changed[str(column)] += new
        if not found:
            return dict(changed)
    raise KeysStillInUse


def pages(db: Database, sealed: SealedColumn) -> Iterator[tuple[int, int]]:
    """Go through a column once, page by page: how many values lay under an older key, and how many were changed."""
    for rows in _read(db, sealed):
        old = [row for row in rows if row.value and key_of(row.value) != current_key(sealed.key)]
        with db.transaction() as session:
            new = sum(_replace(session, sealed, row.id, row.value) for row in old)
        log.info("re-encrypted", column=str(sealed), old=len(old), changed=new, up_to=str(rows[-1].id))
        yield len(old), new


def under_older_keys(db: Database, columns: Sequence[SealedColumn]) -> dict[str, int]:
    """How many values of each column lie under a key that is not the current one; a key may go when there are none."""
    return {
        str(sealed): sum(
            bool(row.value) and key_of(row.value) != current_key(sealed.key)
            for rows in _read(db, sealed)
            for row in rows
        )
        for sealed in columns
    }


def unreadable(db: Database, columns: Sequence[SealedColumn]) -> dict[str, int]:
    """How many values of each column the keys that are here don't open."""
    return {
        str(sealed): sum(not _opens(row.value, sealed.place(row.id)) for rows in _read(db, sealed) for row in rows)
        for sealed in columns
    }


def _opens(value: str | None, place: str) -> bool:
    try:
        if value:
            decrypt(value, place=place)
    except Undecryptable:
        return False
    return True


def _read(db: Database, sealed: SealedColumn) -> Iterator[Sequence[Row[Any]]]:
    """All rows in the order of their ids, a page at a time: no statement takes long, however large the table."""
    following = select(sealed.id.label("id"), sealed.column.label("value")).order_by(sealed.id).limit(PAGE)
    after: UUID | None = None
    while True:
        with db.reading() as session:
            rows = session.execute(following.where(sealed.id > after) if after else following).all()
        if not rows:
            return
        yield rows
        after = rows[-1].id


def _replace(session: Session, sealed: SealedColumn, row_id: UUID, old: str) -> int:
    place = sealed.place(row_id)
    new = encrypt(decrypt(old, place=place), key=sealed.key, place=place)
    changed = session.execute(
        update(sealed.column.class_)
        .where(sealed.id == bindparam("row"), sealed.column == bindparam("as_read"))
        .values({sealed.column: bindparam("sealed_anew")})
        .execution_options(synchronize_session=False),
        {"row": row_id, "as_read": old, "sealed_anew": new},
    )
    return int(changed.rowcount)  # type: ignore[attr-defined]
