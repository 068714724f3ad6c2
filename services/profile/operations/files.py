"""Keeping uploaded files, and opening them for those who may see them."""

import hashlib
import os
import unicodedata
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.profile.models import File
from services.profile.operations.file_content import examine
from shared.catalogue import SECTIONS
from shared.errors import DomainError, NotFound
from shared.settings import settings

MOST_FILES = 500
LONGEST_NAME = 120
EVIDENCE = "evidence"
PHOTO = "photo"


class TooManyFiles(DomainError):
    """The person has uploaded as much as one person may."""

    status, error, message = 409, "too_many_files", "您上传的文件已达 {most} 个，请联系单位管理员清理后再上传。"


def purposes() -> list[str]:
    """What a file may be for: a field of the catalogue that holds files, or evidence for a change request."""
    held = {field.key for section in SECTIONS.values() for field in section.fields if field.widget == "files"}
    return sorted({*held, EVIDENCE})


def keep_file(session: Session, owner_id: UUID, name: str, content: bytes, purpose: str) -> File:
    """Check an upload and keep it; raises FileTooLarge, FileRefused and TooManyFiles."""
    owned = session.scalar(select(func.count()).where(File.owner_id == owner_id))
    if (owned or 0) >= MOST_FILES:
        raise TooManyFiles(most=MOST_FILES)
    accepted = examine(name, content, photo=purpose == PHOTO)
    stored_as = uuid4().hex
    _write(path_of(stored_as), accepted.content)
    file = File(
        id=uuid4(),
        owner_id=owner_id,
        name=clean_name(name),
        media_type=accepted.media_type,
        size=len(accepted.content),
        sha256=hashlib.sha256(accepted.content).hexdigest(),
        purpose=purpose,
        stored_as=stored_as,
    )
    session.add(file)
    return file


def find_file(session: Session, file_id: UUID, *, owner_id: UUID | None = None, among: set[UUID] | None = None) -> File:
    """A file of this owner, or one among those that a case opens; raises NotFound for all others."""
    file = session.get(File, file_id)
    if file is None or not (file.owner_id == owner_id or file.id in (among or ())):
        raise NotFound
    return file


def path_of(stored_as: str) -> Path:
    """Where the content lies."""
    return settings.files_dir / "profile" / stored_as[:2] / stored_as


def clean_name(name: str) -> str:
    """The name as it may be shown: no folders, no characters that hide or turn others around, not too long."""
    last = unicodedata.normalize("NFKC", name).replace("\\", "/").rpartition("/")[2]
    stem, _, suffix = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C").rpartition(".")
    return f"{' '.join(stem.split())[:LONGEST_NAME] or '文件'}.{suffix.lower()}"


def _write(path: Path, content: bytes) -> None:
    """Write the whole file or none: a name that is known has its content on disk."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
