"""Where files lie that outlive a process: a folder of this machine, or a bucket of an S3 store.

Both keep whole files under keys such as `profile/4f/4f09…`, which say nothing of their owners and can be reached by no
address of the web. What is read is compared with its checksum: a file that was changed in the store is never shown.
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import IO, Any, Protocol
from uuid import uuid4

import structlog

from shared.errors import DomainError, NotFound
from shared.settings import settings

CONNECT_SECONDS, READ_SECONDS = 2, 8
UNFINISHED = ".unfinished"

log = structlog.get_logger()


class StoreAway(DomainError):
    """The store can't be reached, or refuses us; nothing was kept."""

    status, error, message = 503, "file_store_away", "文件存储暂时无法访问，您的操作没有生效，请稍后再试。"


class FileDamaged(DomainError):
    """What lies in the store isn't what was put there."""

    status, error, message = 503, "file_damaged", "文件内容与上传时不一致，不能打开，请联系系统管理员。"


class FileStore(Protocol):
    """What every store can do; all raise StoreAway."""

    def keep(self, key: str, content: bytes | IO[bytes]) -> None:
        """Keep a whole file durably, in the place of what lay there, or raise. A large one is read piece by piece."""

    def opened(self, key: str) -> AbstractContextManager[IO[bytes] | None]:
        """The content, to be read piece by piece within the block, or None if there is nothing under this key."""

    def find(self, key: str) -> bytes | None:
        """The content, or None if there is nothing under this key."""
        with self.opened(key) as file:
            return file.read() if file else None

    def keys(self, folder: str) -> list[str]:
        """The keys of all files below a folder, whose name ends with a slash, in order."""

    def remove(self, key: str) -> None:
        """Remove a file, or all that lie below if it ends with a slash; what is not there is no error."""


class Folder(FileStore):
    """Files below a folder of this machine."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def keep(self, key: str, content: bytes | IO[bytes]) -> None:
        """Write the whole file or none: whatever stands under a key is whole and on the disk."""
        path = self.root / key
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            _write(path, content)
        except OSError as error:
            log.warning("file not kept", key=key, error=str(error))
            raise StoreAway from error

    @contextmanager
    def opened(self, key: str) -> Iterator[IO[bytes] | None]:
        """The file."""
        try:
            file = (self.root / key).open("rb")
        except FileNotFoundError:
            yield None
            return
        except OSError as error:
            log.warning("file not read", key=key, error=str(error))
            raise StoreAway from error
        with file:
            yield file

    def keys(self, folder: str) -> list[str]:
        """Where the files lie below the root."""
        found = (self.root / folder).rglob("*")
        files = (path for path in found if path.is_file() and path.suffix != UNFINISHED)
        return sorted(str(path.relative_to(self.root)) for path in files)

    def remove(self, key: str) -> None:
        """Remove the file, or the folder."""
        path = self.root / key
        try:
            if key.endswith("/"):
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
        except OSError as error:
            log.warning("file not removed", key=key, error=str(error))
            raise StoreAway from error


class Bucket(FileStore):
    """Files in a bucket of an S3 store."""

    def __init__(self, client: Any, name: str) -> None:
        self.client = client
        self.name = name

    def keep(self, key: str, content: bytes | IO[bytes]) -> None:
        """Put the object, in parts if it is large; the store answers when it is safe."""
        from boto3.s3.transfer import TransferConfig

        file = BytesIO(content) if isinstance(content, bytes) else content
        with _speaking("upload"):  # without threads of its own: what is read may come from a database
            self.client.upload_fileobj(file, self.name, key, Config=TransferConfig(use_threads=False))

    @contextmanager
    def opened(self, key: str) -> Iterator[IO[bytes] | None]:
        """The object as it comes over the wire."""
        with _speaking("get_object"):
            try:
                body = self.client.get_object(Bucket=self.name, Key=key)["Body"]
            except self.client.exceptions.NoSuchKey:
                yield None
                return
            with closing(body):
                yield body

    def keys(self, folder: str) -> list[str]:
        """The keys that begin so."""
        with _speaking("list_objects_v2"):
            pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.name, Prefix=folder)
            return [found["Key"] for page in pages for found in page.get("Contents", ())]

    def remove(self, key: str) -> None:
        """Delete the object, or all whose keys begin so."""
        for each in self.keys(key) if key.endswith("/") else [key]:
            with _speaking("delete_object"):
                self.client.delete_object(Bucket=self.name, Key=each)


def file_store() -> FileStore:
    """The store that the settings name."""
    if settings.file_store == "local":
        return Folder(settings.files_dir)
    return bucket(settings.s3_endpoint, settings.s3_bucket, settings.s3_access_key, settings.s3_secret_key)


@contextmanager
def keeping(key: str, content: bytes) -> Iterator[None]:
    """Keep a file while the block tells the database of it; it is taken out again if that finds a rule broken.

    Outside of any transaction: what is slow here holds up nobody. Raises StoreAway.
    """
    file_store().keep(key, content)
    try:
        yield
    except DomainError:
        file_store().remove(key)
        raise


def read_file(key: str, sha256: str) -> bytes:
    """The content of a kept file; raises NotFound if it is lost, FileDamaged if it was changed, StoreAway."""
    content = file_store().find(key)
    if content is None:
        log.error("file lost", key=key)
        raise NotFound
    if hashlib.sha256(content).hexdigest() != sha256:
        log.error("file damaged", key=key)
        raise FileDamaged
    return content


def open_large_file(key: str, sha256: str) -> IO[bytes]:
    """A kept file that is too large for the memory, checked as `read_file` does, in a file that vanishes when closed.

    Raises NotFound, FileDamaged and StoreAway.
    """
    copy = tempfile.TemporaryFile()  # noqa: SIM115 - it is the caller who reads and closes it
    with file_store().opened(key) as file:
        if file is None:
            log.error("file lost", key=key)
            raise NotFound
        shutil.copyfileobj(file, copy)
    copy.seek(0)
    if hashlib.file_digest(copy, "sha256").hexdigest() != sha256:
        log.error("file damaged", key=key)
        raise FileDamaged
    copy.seek(0)
    return copy


@cache
def bucket(endpoint: str, name: str, access_key: str, secret_key: str) -> Bucket:
    """A bucket of an S3 store, entered with this key."""
    # Loaded late: 30 MB that a process whose files lie in a folder does without.
    import boto3
    from botocore.config import Config

    client = boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name=settings.s3_region,
        aws_access_key_id=access_key,
        aws_secret_access_key=secret_key,
        config=Config(
            connect_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
            retries={"total_max_attempts": 2},
            s3={"addressing_style": "path"},
            proxies={},
        ),
    )
    return Bucket(client, name)


@contextmanager
def _speaking(action: str) -> Iterator[None]:
    """Raise StoreAway for whatever goes wrong between us and an S3 store."""
    # With the client, which only a process that speaks to a store has loaded.
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except (BotoCoreError, ClientError) as error:
        log.warning("file store away", action=action, error=str(error))
        raise StoreAway from error


def _write(path: Path, content: bytes | IO[bytes]) -> None:
    half = path.with_name(f"{path.name}.{uuid4().hex}{UNFINISHED}")
    try:
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            shutil.copyfileobj(BytesIO(content) if isinstance(content, bytes) else content, file)
            file.flush()
            os.fsync(file.fileno())
        half.rename(path)
    finally:
        half.unlink(missing_ok=True)
