"""The files of attachments: kept in a folder of their own under names that say nothing."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from shared.settings import settings

FOLDER = "notices"


@dataclass(frozen=True)
class StoredFile:
    """Where the content lies, and how to recognise it."""

    stored_name: str
    size: int
    sha256: bytes


def store(content: bytes) -> StoredFile:
    """Write the content to the disk, durably, before anything refers to it."""
    stored = StoredFile(uuid4().hex, len(content), hashlib.sha256(content).digest())
    folder = settings.files_dir / FOLDER
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(path_of(stored.stored_name), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return stored


def path_of(stored_name: str) -> Path:
    """The path of a stored file."""
    return settings.files_dir / FOLDER / stored_name
