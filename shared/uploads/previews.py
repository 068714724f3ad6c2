"""Kept files as pictures of their pages, small or large: drawn when first looked at, by a process of its own, and kept.

See docs/decisions/0011-previews.md.
"""

import io
import os
import subprocess
import sys
import threading
from dataclasses import dataclass

import pikepdf
import structlog

from shared.errors import DomainError, NotFound
from shared.files import StoreAway, file_store, read_file

SIZES = {"small": (240, 240), "large": (1400, 2000)}
DRAWING_SECONDS = 7  # the gateway waits ten
WAITING_SECONDS = 7
AT_ONCE = 2
PDF = "application/pdf"
DRAWABLE = frozenset({PDF, "image/jpeg", "image/png"})
NOT_DRAWABLE = b""  # kept in place of a picture, so that what can't be drawn is tried once

_drawing = threading.BoundedSemaphore(AT_ONCE)
log = structlog.get_logger()


class PreviewImpossible(DomainError):
    """The page takes more time or memory to draw than it may, or can't be drawn."""

    status, error, message = 422, "preview_impossible", "这一页无法预览，请下载后查看。"


class PreviewsBusy(DomainError):
    """So many pages are being drawn that this one has to wait too long."""

    status, error, message = 503, "previews_busy", "正在生成的预览较多，请稍后再试。"


@dataclass(frozen=True)
class Original:
    """A kept file that is looked at: what it is, and under which keys it and, below, its pictures lie in the store."""

    media_type: str
    key: str
    sha256: str
    pictures: str

    def content(self) -> bytes:
        """What was stored; raises NotFound if it is lost, FileDamaged and StoreAway."""
        return read_file(self.key, self.sha256)


def page_count(file: Original) -> int:
    """How many pages a file has, a picture one.

    Raises PreviewImpossible for what has no pages to draw, NotFound, FileDamaged and StoreAway.
    """
    if file.media_type not in DRAWABLE:
        raise PreviewImpossible
    if file.media_type != PDF:
        return 1
    with pikepdf.open(io.BytesIO(file.content())) as pdf:  # it was opened so when it was accepted
        return len(pdf.pages)


def page_picture(file: Original, page: int, size: str) -> bytes:
    """A page as JPEG; drawn now if nobody has looked at it before.

    Raises NotFound for a page that is not there, PreviewImpossible, PreviewsBusy, FileDamaged and StoreAway.
    """
    key = f"{file.pictures}{page}-{size}"
    picture = file_store().find(key)
    if picture is None:
        if not 1 <= page <= page_count(file):
            raise NotFound
        picture = _draw(file.content(), file.media_type, page, size)
        _keep(key, picture)
    if picture == NOT_DRAWABLE:
        raise PreviewImpossible
    return picture


def _draw(content: bytes, media_type: str, page: int, size: str) -> bytes:
    """The picture, or NOT_DRAWABLE."""
    arguments = [media_type, str(page), *map(str, SIZES[size])]
    if not _drawing.acquire(timeout=WAITING_SECONDS):
        raise PreviewsBusy
    try:
        done = subprocess.run(  # noqa: S603 - our own program, with arguments of ours
            [sys.executable, "-m", "shared.uploads.page_image", *arguments],
            input=content,
            env={"PYTHONPATH": os.pathsep.join(sys.path)},  # no secrets for a process that reads what strangers made
            capture_output=True,
            timeout=DRAWING_SECONDS,
            check=True,
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        log.warning("page not drawn", page=page, error=type(error).__name__, said=(error.stderr or b"")[-500:])
        return NOT_DRAWABLE
    finally:
        _drawing.release()
    return done.stdout


def _keep(key: str, picture: bytes) -> None:
    """Keep it for the next time, unless somebody was faster; what could not be kept is drawn again."""
    try:
        if file_store().find(key) is None:
            file_store().keep(key, picture)
    except StoreAway:
        log.warning("preview not kept", key=key)
