"""Reading a printed form as its reader does."""

import pypdfium2
import zxingcpp


def text_of(pdf: bytes) -> str:
    """Everything that stands on all pages, without spaces and line ends."""
    return "".join(pages_of(pdf))


def pages_of(pdf: bytes) -> list[str]:
    """What stands on each page, without spaces and line ends."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [squeezed(page.get_textpage().get_text_range(errors="replace")) for page in document]


def squeezed(text: str) -> str:
    """The text without what a line break or a narrow column changes in it."""
    return "".join(text.split()).replace("\ufffe", "-")  # what PDFium makes of a hyphen at the end of a line


def scanned(pdf: bytes) -> str:
    """What the QR code on the first page says."""
    with pypdfium2.PdfDocument(pdf) as document:
        (code,) = zxingcpp.read_barcodes(document[0].render(scale=3).to_pil())
    return code.text
