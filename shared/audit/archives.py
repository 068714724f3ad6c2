"""Files of the audit log: a month of one service, readable without any of our programs.

Each line is a row in the form over which its hash was made, so `h = SHA256(h || line)` leads from the hash before the
file to that in its last line, which is a head signed by the service: `zcat file | head -n -1` are the rows.
"""

import gzip
import json
import zlib
from collections.abc import Iterator
from datetime import date
from io import BufferedReader, RawIOBase
from typing import IO, NamedTuple

import msgspec

from shared.audit.heads import Head
from shared.files import FileStore

GZIP = 16  # what zlib adds to the size of its window for this format


class ArchiveUnreadable(Exception):
    """There is no such file, or it isn't one of ours."""


class Line(NamedTuple):
    """A row as it lies in a file, and its place among the rows."""

    said: bytes
    key: tuple[int, int]


class _Packed(RawIOBase):
    """A file that is made while it is read: no process needs a disk, or the memory, for a month of a province."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self.pieces = _pack(lines)
        self.left = b""

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Give what is left of the piece before, or the next."""
        self.left = self.left or next(self.pieces, b"")
        given, self.left = self.left[: len(buffer)], self.left[len(buffer) :]
        buffer[: len(given)] = given
        return len(given)


def key_of(service: str, month: date) -> str:
    """Where a month lies."""
    return f"archive/{service}-{month:%Y-%m}.jsonl.gz"


def packed(lines: Iterator[bytes]) -> IO[bytes]:
    """The file of these lines, which are asked for while it is read."""
    return BufferedReader(_Packed(lines))


def read(store: FileStore, key: str) -> Iterator[Line | Head]:
    """The rows of a file, and at last the head. Raises ArchiveUnreadable and StoreAway."""
    with store.opened(key) as file:
        if file is None:
            raise ArchiveUnreadable(key)
        try:
            before = None
            for line in gzip.GzipFile(fileobj=file):
                if before is not None:
                    said = json.loads(before)
                    yield Line(before, (said["xid"], said["seq"]))
                before = line.removesuffix(b"\n")
            yield msgspec.json.decode(before or b"", type=Head)
        except (OSError, EOFError, ValueError, KeyError, TypeError, zlib.error) as error:
            raise ArchiveUnreadable(key) from error


def _pack(lines: Iterator[bytes]) -> Iterator[bytes]:
    packing = zlib.compressobj(wbits=zlib.MAX_WBITS | GZIP)
    for line in lines:
        if piece := packing.compress(line):
            yield piece
    yield packing.flush()
