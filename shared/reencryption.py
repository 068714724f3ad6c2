"""Changing keys: what was made with an older generation of a key is made anew with the current one, while all goes on.

No row is locked while it is looked at, and a value is replaced only if it is still the one that was read: whoever saves
meanwhile saves under the current key anyway. A page of rows is one transaction, so the work may be killed and repeated.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import structlog
from sqlalchemy import select, tuple_, update
from sqlalchemy.orm import Session

from shared.crypto import key_of
from shared.db import Database
from shared.keyed_columns import Kept, KeyedColumn, SealedColumn
from shared.keys import current_key, key_named
from shared.messaging.outbox import sealed_under_way

PAGE = 1_000
MOST_PASSES = 5

log = structlog.get_logger()


class KeysStillInUse(Exception):
    """Pass after pass found values under older keys: some process still writes with one."""


def reencrypt(db: Database, columns: Sequence[KeyedColumn]) -> dict[str, int]:
    """Make everything with the current keys; returns how many values of each column were changed.

    Ends only when a whole pass has found nothing that could be made anew. Raises KeysStillInUse if there is no such
    end.
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


def pages(db: Database, column: KeyedColumn) -> Iterator[tuple[int, int]]:
    """Go through a column once, page by page: how many old values could be made anew, and how many were."""
    for rows in _read(db, column):
        old = [(kept, new) for kept in rows if column.is_old(kept) and (new := column.renewed(kept)) is not None]
        with db.transaction() as session:
            changed = sum(_replace(session, column, kept, new) for kept, new in old)
        log.info("made with the current key", column=str(column), old=len(old), changed=changed)
        yield len(old), changed


def under_older_keys(db: Database, columns: Sequence[KeyedColumn]) -> dict[str, dict[str, int]]:
    """By key, how many values of which column were made with a generation that is not the current one.

    Values in messages that have yet to arrive are among them. A generation may go when there are none.
    """
    found: dict[str, Counter[str]] = {}
    for column in columns:
        old = sum(column.is_old(kept) for rows in _read(db, column) for kept in rows)
        if old:
            found.setdefault(column.key, Counter())[str(column)] = old
    with db.reading() as session:
        for generation in map(key_of, sealed_under_way(session)):
            if generation != current_key(name := key_named(generation)):
                found.setdefault(name, Counter())["outbox_message.payload"] += 1
    return {key: dict(columns) for key, columns in found.items()}


def unreadable(db: Database, columns: Sequence[KeyedColumn]) -> dict[str, int]:
    """How many values of each encrypted column the keys that are here don't open."""
    sealed = [column for column in columns if isinstance(column, SealedColumn)]
    return {
        str(column): sum(not column.opens(kept) for rows in _read(db, column) for kept in rows) for column in sealed
    }


def _read(db: Database, column: KeyedColumn) -> Iterator[Sequence[Kept]]:
    """All rows in the order of their ids, a page at a time: no statement takes long, however large the table."""
    width = len(column.id)
    following = select(*column.id, *column.reads).order_by(*column.id).limit(PAGE)
    after: tuple[Any, ...] = ()
    while True:
        asked = following.where(tuple_(*column.id) > after) if after else following
        with db.reading() as session:
            rows = [Kept(tuple(row[:width]), *row[width:]) for row in session.execute(asked)]
        if not rows:
            return
        yield rows
        after = rows[-1].id


def _replace(session: Session, column: KeyedColumn, kept: Kept, new: Any) -> int:
    read = zip((*column.id, *column.reads), (*kept.id, *kept[1:]), strict=False)
    changed = session.execute(
        update(column.column.class_)
        .where(*(place == value for place, value in read))
        .values({column.column: new})
        .execution_options(synchronize_session=False)
    )
    return int(changed.rowcount)  # type: ignore[attr-defined]
