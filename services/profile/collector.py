"""Collecting files that nothing refers to: every night by the clock, and at any time by `zhicheng files collect`."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import structlog

from services.profile.db import db
from services.profile.operations import collecting
from services.profile.operations.files import remove_content
from services.profile.operations.removal import forget_removed
from shared.settings import settings

OWNERS, FILES = 100, 200  # at a time: a second or two

log = structlog.get_logger()


@dataclass(frozen=True)
class Collected:
    """What one run did, up to which owner it came, and whether that was all."""

    condemned: int
    removed: int
    after: UUID | None
    finished: bool


def collect_files() -> dict[str, int]:
    """Condemn what nothing has named for the set time, and remove what is condemned; returns how many of each.

    May run at any time, twice at once, and be killed anywhere. Raises StoreAway; the rest is done by the next run.
    """
    runs = [collect_some(None)]
    while not runs[-1].finished:
        runs.append(collect_some(runs[-1].after))
    return {"condemned": sum(run.condemned for run in runs), "removed": sum(run.removed for run in runs)}


def collect_some(after: UUID | None) -> Collected:
    """The same for the next owners `after` one, within seconds. Raises StoreAway."""
    before = datetime.now(UTC) - timedelta(hours=settings.unreferenced_file_hours)
    with db.transaction() as session:
        forget_removed(session)
        owners = collecting.owners_of_old_files(session, uploaded_before=before, after=after, limit=OWNERS)
    condemned = 0
    for owner_id in owners:
        with db.transaction() as session:
            condemned += collecting.condemn(session, owner_id, uploaded_before=before)
    removed = _remove_condemned()
    log.info("files collected", condemned=condemned, removed=removed)
    finished = len(owners) < OWNERS and removed < FILES
    return Collected(condemned, removed, owners[-1] if owners else after, finished)


def _remove_condemned() -> int:
    with db.reading() as session:
        waiting = collecting.condemned_files(session, limit=FILES)
    for file in waiting:
        remove_content(file)
        with db.transaction() as session:
            collecting.forget(session, file.id)
    return len(waiting)
