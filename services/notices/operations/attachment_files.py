"""The files of attachments: kept in a folder of their own under names that say nothing."""

import hashlib
from dataclasses import dataclass
from uuid import uuid4

from shared.files import file_store

FOLDER = "notices"


@dataclass(frozen=True)
class StoredFile:
    """Where the content lies, and how to recognise it."""

    stored_name: str
    size: int
    sha256: bytes


def store(content: bytes) -> StoredFile:
    """Keep the content, durably, before anything refers to it; raises StoreAway."""
    stored = StoredFile(uuid4().hex, len(content), hashlib.sha256(content).digest())
    file_store().keep(key_of(stored.stored_name), content)
    return stored


def key_of(stored_name: str) -> str:
    """Under what key a file lies in the store."""
    return f"{FOLDER}/{stored_name}"
