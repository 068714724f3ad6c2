"""Keeping uploaded files, and opening them for those who may see them."""

import hashlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.profile.models import File
from services.profile.policy import visible_to
from shared.catalogue import SECTIONS
from shared.errors import DomainError, NotFound
from shared.files import file_store, keeping, read_file
from shared.locks import wait_for_thing
from shared.settings import settings
from shared.uploads.content import Accepted, clean_name, examine
from shared.uploads.previews import Original
from shared.uploads.virus_scan import scan

MOST_FILES = 500
MEGABYTE = 1024 * 1024
EVIDENCE = "evidence"
PHOTO = "photo"


class TooManyFiles(DomainError):
    """The person has uploaded as much as one person may."""

    status, error, message = 409, "too_many_files", "您上传的文件已达 {most} 个，请联系单位管理员清理后再上传。"


class QuotaReached(DomainError):
    """The person's files together would take more room than one person may."""

    status, error, message = (
        409,
        "file_quota_reached",
        "您的文件合计已达 {used} MB，最多 {most} MB。请压缩文件后再上传，或联系单位管理员。",
    )


def purposes() -> list[str]:
    """What a file may be for: a field of the catalogue that holds files, or evidence for a change request."""
    held = {field.key for section in SECTIONS.values() for field in section.fields if field.widget == "files"}
    return sorted({*held, EVIDENCE})


@dataclass(frozen=True)
class Received:
    """An upload whose content was checked and lies in the store, though nobody knows of it yet."""

    name: str
    accepted: Accepted
    purpose: str
    stored_as: str


@contextmanager
def received(name: str, content: bytes, purpose: str) -> Iterator[Received]:
    """Check an upload and put it into the store, from which it is taken again if the block finds a rule broken.

    Outside of any transaction: what is slow here holds up nobody. Raises what `examine`, `scan` and the store raise.
    """
    accepted = examine(name, content, photo=purpose == PHOTO)
    scan(content)
    stored_as = uuid4().hex
    with keeping(key_of(stored_as), accepted.content):
        yield Received(clean_name(name), accepted, purpose, stored_as)


def keep_file(session: Session, owner_id: UUID, upload: Received) -> File:
    """Make a received upload a file of this person; raises TooManyFiles and QuotaReached."""
    content = upload.accepted.content
    _leave_room(session, owner_id, len(content))
    file = File(
        id=uuid4(),
        owner_id=owner_id,
        name=upload.name,
        media_type=upload.accepted.media_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        purpose=upload.purpose,
        stored_as=upload.stored_as,
    )
    session.add(file)
    return file


def find_file(session: Session, file_id: UUID, *, viewer_id: UUID, opened: Collection[UUID] = ()) -> File:
    """A file of the viewer, or one that their pass opens; raises NotFound for all others."""
    visible = visible_to(viewer_id, File.owner_id, File.id, opened)
    file = session.scalar(select(File).where(File.id == file_id, File.condemned_at.is_(None), visible))
    if file is None:
        raise NotFound
    return file


def content_of(file: File) -> bytes:
    """What was stored; raises NotFound if it is lost, FileDamaged and StoreAway."""
    return read_file(key_of(file.stored_as), file.sha256)


def original_of(file: File) -> Original:
    """The file as it is looked at, page by page."""
    return Original(file.media_type, key_of(file.stored_as), file.sha256, previews_of(file.stored_as))


def remove_content(file: File) -> None:
    """Remove what was stored, and the pictures of it; what is not there is no error. Raises StoreAway."""
    file_store().remove(previews_of(file.stored_as))
    file_store().remove(key_of(file.stored_as))


def key_of(stored_as: str) -> str:
    """Under what key the content lies in the store."""
    return f"profile/{stored_as[:2]}/{stored_as}"


def previews_of(stored_as: str) -> str:
    """Below what key the pictures of its pages lie."""
    return f"profile/previews/{stored_as[:2]}/{stored_as}/"


def _leave_room(session: Session, owner_id: UUID, size: int) -> None:
    """Refuse what is more than one person may keep; uploads of one person at the same time wait for each other."""
    wait_for_thing(session, f"files|{owner_id}")
    owned, used = session.execute(
        select(func.count(), func.coalesce(func.sum(File.size), 0)).where(File.owner_id == owner_id)
    ).one()
    if owned >= MOST_FILES:
        raise TooManyFiles(most=MOST_FILES)
    if used + size > settings.file_quota_mb * MEGABYTE:
        raise QuotaReached(used=round(used / MEGABYTE, 1), most=settings.file_quota_mb)
