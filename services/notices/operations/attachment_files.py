"""The files of attachments: kept in a folder of their own under names that say nothing."""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import uuid4

from services.notices.models import Attachment
from shared.files import file_store, keeping
from shared.uploads.content import SUFFIXES, Accepted, FileRefused, clean_name, examine
from shared.uploads.office import KINDS, examine_office
from shared.uploads.previews import Original
from shared.uploads.virus_scan import scan

FOLDER = "notices"


@dataclass(frozen=True)
class StoredFile:
    """Where the content lies, and how to recognise it."""

    stored_name: str
    size: int
    sha256: bytes


@dataclass(frozen=True)
class Received:
    """An upload whose content was checked and lies in the store, though no notice has it yet."""

    name: str
    media_type: str
    stored: StoredFile


@contextmanager
def received(name: str, content: bytes) -> Iterator[Received]:
    """Check an upload and put it into the store, from which it is taken again if the block finds a rule broken.

    Outside of any transaction. Raises what `examine`, `examine_office`, `scan` and the store raise.
    """
    accepted = _examined(name, content)
    scan(content)
    stored = _described(accepted.content)
    with keeping(key_of(stored.stored_name), accepted.content):
        yield Received(clean_name(name), accepted.media_type, stored)


def store(content: bytes) -> StoredFile:
    """Keep the content, durably, before anything refers to it; raises StoreAway."""
    stored = _described(content)
    file_store().keep(key_of(stored.stored_name), content)
    return stored


def remove(stored_names: Iterable[str]) -> None:
    """Remove files to which nothing refers any more; raises StoreAway."""
    for name in stored_names:
        file_store().remove(f"{FOLDER}/previews/{name}/")
        file_store().remove(key_of(name))


def key_of(stored_name: str) -> str:
    """Under what key a file lies in the store."""
    return f"{FOLDER}/{stored_name}"


def original_of(attachment: Attachment) -> Original:
    """The file as it is looked at, page by page."""
    key, pictures = key_of(attachment.stored_name), f"{FOLDER}/previews/{attachment.stored_name}/"
    return Original(attachment.media_type, key, attachment.sha256.hex(), pictures)


def _described(content: bytes) -> StoredFile:
    return StoredFile(uuid4().hex, len(content), hashlib.sha256(content).digest())


def _examined(name: str, content: bytes) -> Accepted:
    suffix = name.rpartition(".")[2].lower()
    if suffix in KINDS:
        return examine_office(name, content)
    if suffix not in SUFFIXES:
        raise FileRefused(why="只能上传 PDF、Word（docx）、Excel（xlsx）、JPG 或 PNG 文件，请转换格式后再上传。")
    return examine(name, content)
