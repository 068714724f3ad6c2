"""Taking contents of old snapshots out of the database: into the store of files, by year, where they are read again.

Only of snapshots that another one has followed. The stored file is the written form over which the snapshot's checksum
was made, so whatever is read from it later is what was handed in, or nothing.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select, tuple_

from services.profile.db import db
from services.profile.models import Record, Submission
from services.profile.operations.snapshots import written
from shared.beijing import start_of, today
from shared.files import file_store, read_file

AT_A_TIME = 200


def archive_snapshots(years: int, *, dry_run: bool) -> dict[str, int]:
    """Archive what was handed in before the last so many whole years, and followed by another.

    May run twice at once and be killed anywhere. Raises StoreAway; the rest is done by the next run.
    """
    before = start_of(date(today().year - years, 1, 1))
    due = archived = 0
    for snapshot in _superseded(before):
        due += 1
        archived += not dry_run and _archive(snapshot)
    return {"due": due, "archived": archived}


def _superseded(before: datetime) -> Iterator[UUID]:
    after: tuple[datetime, UUID] | None = None
    while True:
        with db.reading() as session:
            found = session.execute(_some(before, after)).all()
        yield from (row.id for row in found)
        if len(found) < AT_A_TIME:
            return
        after = found[-1].created_at, found[-1].id


def _some(before: datetime, after: tuple[datetime, UUID] | None) -> Select[datetime, UUID]:
    current = select(Record.id).where(Record.submission_id == Submission.id, Record.id == Submission.record_id)
    key = Submission.created_at, Submission.id
    old = select(*key).where(Submission.archived_at.is_(None), Submission.created_at < before, ~current.exists())
    if after:
        old = old.where(tuple_(*key) > tuple_(*after))
    return old.order_by(*key).limit(AT_A_TIME)


def _archive(snapshot_id: UUID) -> bool:
    """Store the content, read it back, and only then let go of it; False if another run does, or was faster.

    The row is locked all the while: a file is written over only while the content lies in the database as well.
    """
    wanted = select(Submission).where(Submission.id == snapshot_id, Submission.archived_at.is_(None))
    with db.transaction() as session:
        snapshot = session.scalar(wanted.with_for_update(key_share=True, skip_locked=True))
        if snapshot is None:
            return False
        store = file_store()
        store.keep(snapshot.archive_key, written(snapshot.content))
        read_file(snapshot.archive_key, snapshot.sha256)
        snapshot.kept = {"named": [{"id": one} for one in sorted(set(_ids(snapshot.kept)))]}
        snapshot.archived_at = func.now()
    return True


def _ids(content: Any) -> Iterator[str]:
    """Every id that stands anywhere in it."""
    if isinstance(content, dict):
        if "id" in content:
            yield content["id"]
        content = list(content.values())
    if isinstance(content, list):
        for part in content:
            yield from _ids(part)
