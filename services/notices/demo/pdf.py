"""A small PDF of Chinese lines. The font is one that every PDF reader brings along, so that none is embedded."""

from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String

A4 = (595, 842)
MARGIN, SIZE, LEADING = 64, 12, 24
LINE = 36  # characters


def pdf_of(lines: tuple[str, ...]) -> bytes:
    """The lines on one page, long ones wrapped; the same lines give the same bytes."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=A4)
        page = pdf.pages[0]
        page.Resources = Dictionary(Font=Dictionary(F1=pdf.make_indirect(_song(pdf))))
        page.Contents = pdf.make_stream(_drawn(lines))
        buffer = BytesIO()
        pdf.save(buffer, deterministic_id=True)
    return buffer.getvalue()


def _drawn(lines: tuple[str, ...]) -> bytes:
    wrapped = [line[start : start + LINE] for line in lines for start in range(0, max(len(line), 1), LINE)]
    shown = b"".join(b"<%s> Tj T*\n" % line.encode("utf-16-be").hex().encode() for line in wrapped)
    return b"BT /F1 %d Tf %d TL %d %d Td\n%sET" % (SIZE, LEADING, MARGIN, A4[1] - MARGIN, shown)


def _song(pdf: Pdf) -> Dictionary:
    """STSong-Light, one of the predefined Chinese fonts, with Unicode text (ISO 32000-1, 9.7.5)."""
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
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType0,
        BaseFont=Name("/STSong-Light"),
        CIDSystemInfo=Dictionary(Registry=String("Adobe"), Ordering=String("GB1"), Supplement=4),
        FontDescriptor=pdf.make_indirect(descriptor),
        DW=1000,
        W=Array([1, 95, 500]),
    )
    return Dictionary(
        Type=Name.Font,
        Subtype=Name.Type0,
        BaseFont=Name("/STSong-Light"),
        Encoding=Name("/UniGB-UCS2-H"),
        DescendantFonts=Array([pdf.make_indirect(descendant)]),
    )
