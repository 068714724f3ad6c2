"""Certificates for the demo's records, as PDF.

The text names a Chinese font that every PDF reader has or replaces (ISO 32000-1, 9.7.5.2), so none is embedded.
"""

import io
from collections.abc import Sequence
from functools import cache

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from stack.demo.pictures import Attachment

PAGE = (595, 420)
NOTE = "样例 · 演示数据，非真实证件"


def certificate(title: str, lines: Sequence[str]) -> Attachment:
    """A page with a frame, the title, some lines, and the note that it is a specimen."""
    return Attachment(f"{title}.pdf", _page(title, tuple(lines)))


@cache
def _page(title: str, lines: tuple[str, ...]) -> bytes:
    size = 28 if len(title) < 8 else 20
    drawn = [
        "0.62 0.16 0.16 RG 3 w 24 24 547 372 re S 1 w 32 32 531 356 re S",
        _text(title, size, (PAGE[0] - size * len(title)) / 2, 320),
        *(_text(line, 14, 120, 262 - 34 * place) for place, line in enumerate(lines)),
        "0.62 0.16 0.16 rg",
        _text(NOTE, 12, 340, 52),
    ]
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=PAGE)
        page.obj.Resources = Dictionary(Font=Dictionary(F=_font()))
        page.obj.Contents = pdf.make_stream("\n".join(drawn).encode())
        written = io.BytesIO()
        pdf.save(written, static_id=True)
    return written.getvalue()


def _text(text: str, size: int, left: float, bottom: float) -> str:
    return f"BT /F {size} Tf {left:.0f} {bottom:.0f} Td <{text.encode('utf-16-be').hex()}> Tj ET"


def _font() -> Dictionary:
    system = Dictionary(Registry=String("Adobe"), Ordering=String("GB1"), Supplement=4)
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name("/STSong-Light"),
        Flags=6,
        FontBBox=Array([-25, -254, 1000, 880]),
        ItalicAngle=0,
        Ascent=880,
        Descent=-120,
        CapHeight=880,
        StemV=93,
    )
    described = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType0,
        BaseFont=Name("/STSong-Light"),
        CIDSystemInfo=system,
        FontDescriptor=descriptor,
    )
    return Dictionary(
        Type=Name.Font,
        Subtype=Name.Type0,
        BaseFont=Name("/STSong-Light"),
        Encoding=Name("/UniGB-UTF16-H"),
        DescendantFonts=Array([described]),
    )
