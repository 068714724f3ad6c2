"""Pictures that are something else besides, or too much to open."""

import io
import struct
import zlib
from typing import Any

from PIL import Image

SCRIPT = b"<script>alert(document.domain)</script>"
SIGNATURE = b"\x89PNG\r\n\x1a\n"


def picture(form: str = "JPEG", size: tuple[int, int] = (600, 800), **options: Any) -> bytes:
    """A plain picture of one colour."""
    written = io.BytesIO()
    Image.new("RGB", size, "teal").save(written, form, **options)
    return written.getvalue()


def huge_png() -> bytes:
    """100 million pixels in some ten kilobytes."""
    return _png(10_000, 10_000, bytes(10_000 * 1_251))


def line_png() -> bytes:
    """One row of more pixels than a picture may have."""
    return _png(50_000_000, 1, bytes(6_250_001))


def lying_jpeg() -> bytes:
    """A small picture whose head says 65,500 by 65,500."""
    content = bytearray(picture())
    place = content.index(b"\xff\xc0") + 5
    content[place : place + 4] = struct.pack(">HH", 65_500, 65_500)
    return bytes(content)


def empty_png() -> bytes:
    """No pixels at all."""
    return _png(0, 0, b"")


def bomb_in_text_png() -> bytes:
    """A remark of 80 MB, packed."""
    return _with_chunk(_chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(80_000_000), 9)))


def bomb_in_profile_png() -> bytes:
    """A colour profile of 80 MB, packed."""
    return _with_chunk(_chunk(b"iCCP", b"p\0\0" + zlib.compress(bytes(80_000_000), 9)))


def wrong_sum_png() -> bytes:
    """A head whose checksum is another's."""
    content = bytearray(picture("PNG"))
    content[29] ^= 0xFF
    return bytes(content)


def remark_png() -> bytes:
    """A script in a remark."""
    return _with_chunk(_chunk(b"tEXt", b"Comment\0" + SCRIPT))


def located_jpeg() -> bytes:
    """EXIF that tells what the picture does not show."""
    exif = Image.Exif()
    exif[0x010E] = SCRIPT.decode()
    return picture(exif=exif)


def tailed_gif() -> bytes:
    """A GIF that is a script, too."""
    return b"GIF89a/*" + bytes(20) + b"*/=1;" + SCRIPT


def svg() -> bytes:
    """A picture that is a page."""
    return b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">' + SCRIPT + b"</svg>"


def _with_chunk(chunk: bytes) -> bytes:
    """A picture with a part more behind its head."""
    content = picture("PNG")
    return content[:33] + chunk + content[33:]


def _png(width: int, height: int, pixels: bytes) -> bytes:
    """A black and white picture, as its head says."""
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    return SIGNATURE + head + _chunk(b"IDAT", zlib.compress(pixels)) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
