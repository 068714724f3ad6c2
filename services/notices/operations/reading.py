"""What is noted of readers: a row when a person reads or confirms a notice, one when they mark all as read."""

import random
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.notices.models import Attachment, Downloads, Notice, Reading, ReadUntil
from shared.errors import ChangedMeanwhile, DomainError

PARTS = 16
"""In how many rows the downloads of a file are counted."""


class NothingToConfirm(DomainError):
    """Only what must be read is confirmed."""

    status, error, message = 409, "nothing_to_confirm", "这条通知不需要确认。"


def note_reading(session: Session, notice: Notice, by: UUID) -> None:
    """Note that a person has read the edition in force; again changes nothing."""
    read = {"read_at": datetime.now(UTC), "read_edition": notice.edition}
    new = insert(Reading).values(notice_id=notice.id, person_id=by, **read)
    newer = Reading.read_edition < new.excluded.read_edition
    session.execute(new.on_conflict_do_update(index_elements=["notice_id", "person_id"], set_=read, where=newer))


def confirm(session: Session, notice: Notice, by: UUID, *, expected: int) -> None:
    """Note 我已阅读并知悉 for the edition that was read; again changes nothing.

    Raises NothingToConfirm, and ChangedMeanwhile if there is another edition by now.
    """
    if not notice.must_read:
        raise NothingToConfirm
    if notice.edition != expected:
        raise ChangedMeanwhile(version=notice.edition)
    known = {"confirmed_at": datetime.now(UTC), "confirmed_edition": expected}
    read = {"read_at": known["confirmed_at"], "read_edition": expected}
    new = insert(Reading).values(notice_id=notice.id, person_id=by, **read, **known)
    newer = func.coalesce(Reading.confirmed_edition, 0) < expected
    session.execute(new.on_conflict_do_update(index_elements=["notice_id", "person_id"], set_=known, where=newer))


def read_everything(session: Session, by: UUID) -> None:
    """Let everything that is there now count as read."""
    new = insert(ReadUntil).values(person_id=by, until=datetime.now(UTC))
    session.execute(new.on_conflict_do_update(index_elements=["person_id"], set_={"until": new.excluded.until}))


def count_download(session: Session, attachment: Attachment) -> None:
    """Count one more download of a file, in any of its rows."""
    new = insert(Downloads).values(attachment_id=attachment.id, part=random.randrange(PARTS), downloads=1)  # noqa: S311
    one_more = {"downloads": Downloads.downloads + 1}
    session.execute(new.on_conflict_do_update(index_elements=["attachment_id", "part"], set_=one_more))
