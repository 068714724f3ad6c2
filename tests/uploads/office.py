"""Word and Excel files, plain ones and such as do more than be read."""

import io
import zipfile

from openpyxl import Workbook

RELATIONS = "word/_rels/document.xml.rels"
TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = {"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"}


def docx(**parts: str | bytes) -> bytes:
    """A Word file with these parts more, by their names."""
    return packed({**WORD, **parts})


def packed(parts: dict[str, str | bytes], remark: bytes = b"") -> bytes:
    """An archive of these parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = remark
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def xlsx(cell: str = "", **parts: str | bytes) -> bytes:
    """An Excel file with this in its first cell, and these parts more."""
    buffer, book = io.BytesIO(), Workbook()
    assert book.active is not None
    book.active["A1"] = cell
    book.save(buffer)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def relation(target: str, kind: str, mode: str = "External") -> str:
    """A reference of this kind to something elsewhere."""
    relationship = f'<Relationship Id="1" Type="{TYPE}/{kind}" Target="{target}" TargetMode="{mode}"/>'
    return f"<Relationships>{relationship}</Relationships>"


def many_parts() -> bytes:
    """Ten thousand parts."""
    return packed({**WORD, **{f"word/{number}": "" for number in range(10_000)}})


def twice() -> bytes:
    """Two parts of one name, of which programs read the one or the other."""
    content = docx(**{"word/documens.xml": "<script/>"})
    return content.replace(b"word/documens.xml", b"word/document.xml")


def lying_sizes() -> bytes:
    """Three megabytes that say they are one byte."""
    content = bytearray(docx(**{"word/zz": b"0" * 3_000_000}))
    place = content.rindex(b"PK\x01\x02")
    content[place + 24 : place + 28] = (1).to_bytes(4, "little")
    return bytes(content)
