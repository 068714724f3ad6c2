"""PDFs that do more than show pages, or don't open."""

import io
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

MEGABYTE = 1024 * 1024


def document(**root: Any) -> bytes:
    """A PDF of one empty page, with these entries of its catalogue."""
    return changed(lambda pdf: [pdf.Root.__setitem__(f"/{key}", value) for key, value in root.items()])


def changed(change: Callable[[pikepdf.Pdf], object], **options: Any) -> bytes:
    """A PDF of one empty page to which this was done."""
    pdf = pikepdf.new()
    pdf.add_blank_page()
    change(pdf)
    written = io.BytesIO()
    pdf.save(written, **options)
    return written.getvalue()


def acting(kind: str, **facts: Any) -> bytes:
    """A PDF that does something of this kind when it is opened."""
    return document(OpenAction=Dictionary(S=Name(f"/{kind}"), **facts))


def script() -> Dictionary:
    """An action that runs a script."""
    return Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def script_on_leaving() -> bytes:
    """A script that runs when its page is left."""
    return changed(lambda pdf: pdf.pages[0].obj.__setitem__("/AA", Dictionary(C=script())))


def script_by_name() -> bytes:
    """A script among the names of the document, in an object of its own inside a packed list."""

    def change(pdf: pikepdf.Pdf) -> None:
        named = pdf.make_indirect(Dictionary(Names=Array([String("a"), pdf.make_indirect(script())])))
        pdf.Root.Names = Dictionary(JavaScript=named)

    return changed(change, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def link_to(address: str) -> bytes:
    """A page with a link."""

    def change(pdf: pikepdf.Pdf) -> None:
        action = Dictionary(S=Name.URI, URI=String(address))
        link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=action)
        pdf.pages[0].obj.Annots = Array([link])

    return changed(change)


def content_from_elsewhere() -> bytes:
    """A page whose content lies in a file of whoever opens it."""

    def change(pdf: pikepdf.Pdf) -> None:
        stream = pikepdf.Stream(pdf, b"")
        stream["/F"] = String(r"\\198.51.100.7\share\x")
        pdf.pages[0].obj.Contents = stream

    return changed(change)


def with_file() -> bytes:
    """A program inside."""

    def change(pdf: pikepdf.Pdf) -> None:
        pdf.attachments["x.exe"] = pikepdf.AttachedFileSpec(pdf, b"MZ", filename="x.exe")

    return changed(change)


def locked() -> bytes:
    """A document that nobody but its owner opens."""
    return changed(lambda _: None, encryption=pikepdf.Encryption(owner="a", user="b"))


def without_pages() -> bytes:
    """Nothing to read."""
    return changed(lambda pdf: pdf.pages.__delitem__(0))


def pages(number: int) -> bytes:
    """A document of so many pages."""
    return changed(lambda pdf: [pdf.add_blank_page() for _ in range(number - 1)])


def endless_pages() -> bytes:
    """Pages that hold one another."""
    whole = document()
    return whole.replace(b"/Kids [ 3 0 R ]", b"/Kids [ 2 0 R ]")


def archive() -> bytes:
    """A small archive."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as file:
        file.writestr("a.txt", "x")
    return written.getvalue()


def unfolding(megabytes: int) -> bytes:
    """A PDF whose list of objects unfolds into so much; it takes a thousandth of that."""
    packing = zlib.compressobj(9)
    packed = packing.compress(b"1 0 << /Type /Catalog /Pages 2 0 R >>")
    packed += b"".join(packing.compress(b" " * MEGABYTE) for _ in range(megabytes)) + packing.flush()
    objects = [
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] >>",
        b"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n%b\nendstream"
        % (len(packed), packed),
    ]
    written, rows = b"%PDF-1.5\n", [(0, 0), (2, 4)]
    for number, content in enumerate(objects, 2):
        rows.append((1, len(written)))
        written += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    rows.append((1, len(written)))
    table = b"".join(kind.to_bytes() + place.to_bytes(4) + bytes(1) for kind, place in rows)
    head = b"5 0 obj\n<< /Type /XRef /Size 6 /W [1 4 1] /Root 1 0 R /Length %d >>\nstream\n" % len(table)
    return written + head + table + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % len(written)
