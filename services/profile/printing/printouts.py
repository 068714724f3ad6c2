"""A snapshot or the draft as a PDF: gathered in a transaction, typeset after it."""

import io
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

import structlog
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.profile import queries
from services.profile.models import File, Record, Submission
from services.profile.operations.files import PHOTO, content_of
from services.profile.operations.snapshots import readable_content
from services.profile.printing.form import TEMPLATE, TITLE, Printed, form_of
from services.profile.verification_queries import standing_of
from shared.beijing import BEIJING
from shared.errors import NotFound
from shared.printing.typeset import typeset
from shared.words import STANDING_WORDS, status_word

PHOTO_PIXELS = (590, 826)  # 25 × 35 mm at 600 dpi

log = structlog.get_logger()


@dataclass(frozen=True)
class Printout:
    """A form to be typeset, with the photo that belongs on it."""

    printed: Printed
    photo: File | None

    @property
    def file_name(self) -> str:
        """Under what name it is saved."""
        return f"{TITLE}-{self.printed.name}-{self.printed.version}.pdf"

    def pdf(self) -> bytes:
        """The PDF; raises PrintBusy, and StoreAway while the photo can't be fetched."""
        photo = _photo(self.photo) if self.photo else b""
        return typeset(form_of(replace(self.printed, photo=photo)), TEMPLATE)


def printout_of_snapshot(session: Session, submission: Submission) -> Printout:
    """A snapshot, with the code by which everybody can verify it."""
    printed = Printed(
        content=readable_content(submission),
        status=STANDING_WORDS[standing_of(session, submission)],
        version=f"第{submission.number}版",
        number=f"{submission.created_at.astimezone(BEIJING):%Y%m%d}-{submission.sha256[:8].upper()}",
        code=submission.verification_code.hex,
        at=submission.created_at,
    )
    return Printout(printed, _photo_file(session, printed, submission.record_id))


def printout_of_draft(session: Session, person_id: UUID) -> Printout:
    """The person's own record as it stands now, marked as a draft."""
    record = queries.record_view(session, person_id)
    status = status_word(Record.KIND, record["status"])
    printed = Printed(content=record, status=status, version="草稿", draft=True, at=datetime.now(UTC))
    return Printout(printed, _photo_file(session, printed, person_id))


def own_snapshot(session: Session, person_id: UUID, number: int) -> Submission:
    """A person's snapshot by its number; raises NotFound."""
    found = select(Submission).where(Submission.record_id == person_id, Submission.number == number)
    submission = session.scalar(found)
    if submission is None:
        raise NotFound
    return submission


def _photo_file(session: Session, printed: Printed, owner_id: UUID) -> File | None:
    photos = printed.basic_info.get(PHOTO)
    file = session.get(File, UUID(photos[0]["id"])) if photos else None
    return file if file and file.owner_id == owner_id else None


def _photo(file: File) -> bytes:
    """The photo decoded and encoded anew in the size of the print; nothing, told to the log, of one that is lost."""
    try:
        with Image.open(io.BytesIO(content_of(file))) as picture:
            picture.thumbnail(PHOTO_PIXELS)
            written = io.BytesIO()
            picture.convert("RGB").save(written, "JPEG", quality=88)
    except (NotFound, OSError):
        log.warning("photo not printed", file=str(file.id))
        return b""
    return written.getvalue()
