"""Collecting files that nothing refers to: run every night by `zhicheng files collect`."""

from datetime import UTC, datetime, timedelta

import structlog

from services.profile.db import db
from services.profile.operations import collecting
from services.profile.operations.files import remove_content
from services.profile.operations.removal import forget_removed
from shared.settings import settings

log = structlog.get_logger()


def collect_files() -> dict[str, int]:
    """Condemn what nothing has named for the set time, and remove what is condemned; returns how many of each.

    May run at any time, twice at once, and be killed anywhere. Raises StoreAway; the rest is done by the next run.
    """
    before = datetime.now(UTC) - timedelta(hours=settings.unreferenced_file_hours)
    with db.transaction() as session:
        forget_removed(session)
        owners = collecting.owners_of_old_files(session, uploaded_before=before)
    condemned = 0
    for owner_id in owners:
        with db.transaction() as session:
            condemned += collecting.condemn(session, owner_id, uploaded_before=before)
    with db.reading() as session:
        waiting = collecting.condemned_files(session)
    for file in waiting:
        remove_content(file)
        with db.transaction() as session:
            collecting.forget(session, file.id)
    log.info("files collected", condemned=condemned, removed=len(waiting))
    return {"condemned": condemned, "removed": len(waiting)}
