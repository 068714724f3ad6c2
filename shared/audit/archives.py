"""Files of the audit log: a month of one service, readable without any of our programs.

Each line is a row in the form over which its hash was made, so `h = SHA256(h || line)` leads from the hash before the
file to that in its last line, which is a head signed by the service: `zcat file | head -n -1` are the rows.
"""

import gzip
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

import msgspec

from shared.audit.heads import Head


class ArchiveUnreadable(Exception):
    """There is no such file, or it isn't one of ours."""


class Line(NamedTuple):
    """A row as it lies in a file, and its place among the rows."""

    said: bytes
    key: tuple[int, int]


def path_of(folder: Path, service: str, month: date) -> Path:
    """Where a month lies."""
    return folder / "archive" / f"{service}-{month:%Y-%m}.jsonl.gz"


@contextmanager
def writing(path: Path) -> Iterator[BinaryIO]:
    """A file that stands under its name when it is whole and on the disk."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    half = path.with_suffix(".unfinished")
    with half.open("wb") as file:
        with gzip.GzipFile(fileobj=file, mode="wb", filename="", mtime=0) as packed:
            yield cast(BinaryIO, packed)
        file.flush()
        os.fsync(file.fileno())
    half.rename(path)


def read(path: Path) -> Iterator[Line | Head]:
    """The rows of a file, and at last the head. Raises ArchiveUnreadable."""
    try:
        with gzip.open(path) as file:
            before = None
            for line in file:
                if before is not None:
                    said = json.loads(before)
                    yield Line(before, (said["xid"], said["seq"]))
                before = line.removesuffix(b"\n")
            yield msgspec.json.decode(before or b"", type=Head)
    except (OSError, EOFError, ValueError, KeyError, TypeError) as error:
        raise ArchiveUnreadable(path) from error
