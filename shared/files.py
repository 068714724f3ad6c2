"""Where the contents of uploaded files lie: a folder of this machine, or a bucket of an S3 store.

Both keep whole files under keys such as `profile/4f/4f09…`, which say nothing of their owners and can be reached by no
address of the web. What is read is compared with its checksum: a file that was changed in the store is never shown.
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import IO, Any, Protocol

import structlog

from shared.errors import DomainError, NotFound
from shared.settings import settings

CONNECT_SECONDS, READ_SECONDS = 2, 8

log = structlog.get_logger()


class StoreAway(DomainError):
    """The store can't be reached, or refuses us; nothing was kept."""

    status, error, message = 503, "file_store_away", "文件存储暂时无法访问，您的操作没有生效，请稍后再试。"


class FileDamaged(DomainError):
    """What lies in the store isn't what was put there."""

    status, error, message = 503, "file_damaged", "文件内容与上传时不一致，不能打开，请联系系统管理员。"


class FileStore(Protocol):
    """What every store can do; all but `find` raise StoreAway."""

    def keep(self, key: str, content: bytes | IO[bytes]) -> None:
        """Keep a whole file durably, or raise; a key is used once. A large one is read from a file piece by piece."""

    def find(self, key: str) -> bytes | None:
        """The content, or None if there is nothing under this key; raises StoreAway."""

    def copy_to(self, target: IO[bytes], key: str) -> bool:
        """Write the content into a file piece by piece; False if there is nothing under this key."""

    def remove(self, key: str) -> None:
        """Remove a file, or all that lie below if it ends with a slash; what is not there is no error."""


class Folder:
    """Files below `FILES_DIR`."""

    def keep(self, key: str, content: bytes | IO[bytes]) -> None:
        """Write the whole file or none: a name that is known has its content on disk."""
        path = settings.files_dir / key
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            try:
                _write(opened, content)
            except OSError:
                path.unlink()
                raise
        except OSError as error:
            log.exception("file not kept", key=key)
            raise StoreAway from error

    def find(self, key: str) -> bytes | None:
        """The file's content."""
        path = settings.files_dir / key
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            log.exception("file not read", key=key)
            raise StoreAway from error

    def copy_to(self, target: IO[bytes], key: str) -> bool:
        """Copy the file."""
        try:
            with (settings.files_dir / key).open("rb") as source:
                shutil.copyfileobj(source, target)
        except FileNotFoundError:
            return False
        except OSError as error:
            log.exception("file not read", key=key)
            raise StoreAway from error
        return True

    def remove(self, key: str) -> None:
        """Remove the file, or the folder."""
        path = settings.files_dir / key
        try:
            if key.endswith("/"):
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
        except OSError as error:
            log.exception("file not removed", key=key)
            raise StoreAway from error


class Bucket:
    """Files in a bucket of an S3 store."""

    def __init__(self, client: Any, name: str) -> None:
        self.client = client
        self.name = name

    def keep(self, key: str, content: bytes | IO[bytes]) -> None:
        """Put the object; the store answers when it is safe."""
        self._ask("put_object", Key=key, Body=content)

    def find(self, key: str) -> bytes | None:
        """The object's content."""
        answer = self._ask("get_object", Key=key)
        return None if answer is None else bytes(answer["Body"].read())

    def copy_to(self, target: IO[bytes], key: str) -> bool:
        """Copy the object."""
        answer = self._ask("get_object", Key=key)
        if answer is not None:
            shutil.copyfileobj(answer["Body"], target)
        return answer is not None

    def remove(self, key: str) -> None:
        """Delete the object, or all whose keys begin so."""
        if key.endswith("/"):
            for found in (self._ask("list_objects_v2", Prefix=key) or {}).get("Contents", ()):
                self._ask("delete_object", Key=found["Key"])
        else:
            self._ask("delete_object", Key=key)

    def _ask(self, action: str, **what: Any) -> Any:
        """The store's answer, None if there is no such object; raises StoreAway."""
        # With the client, which only a process that speaks to a store has loaded.
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            return getattr(self.client, action)(Bucket=self.name, **what)
        except (BotoCoreError, ClientError) as error:
            if isinstance(error, ClientError) and error.response["Error"]["Code"] == "NoSuchKey":
                return None
            log.exception("file store away", action=action)
            raise StoreAway from error


def file_store() -> FileStore:
    """The store that the settings name."""
    return _bucket() if settings.file_store == "s3" else Folder()


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
    if not file_store().copy_to(copy, key):
        log.error("file lost", key=key)
        raise NotFound
    copy.seek(0)
    if hashlib.file_digest(copy, "sha256").hexdigest() != sha256:
        log.error("file damaged", key=key)
        raise FileDamaged
    copy.seek(0)
    return copy


def _write(opened: int, content: bytes | IO[bytes]) -> None:
    with os.fdopen(opened, "wb") as file:
        if isinstance(content, bytes):
            file.write(content)
        else:
            shutil.copyfileobj(content, file)
        file.flush()
        os.fsync(file.fileno())


@cache
def _bucket() -> Bucket:
    # Loaded late: 30 MB that a process whose files lie in a folder does without.
    import boto3
    from botocore.config import Config

    client = boto3.client(
        "s3",
        endpoint_url=settings.s3_endpoint,
        region_name=settings.s3_region,
        aws_access_key_id=settings.s3_access_key,
        aws_secret_access_key=settings.s3_secret_key,
        config=Config(
            connect_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
            retries={"total_max_attempts": 2},
            s3={"addressing_style": "path"},
            proxies={},
        ),
    )
    return Bucket(client, settings.s3_bucket)
