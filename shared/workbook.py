"""Excel files of what a page shows: what people typed is text, so that nothing of it is ever a formula."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import IO, Any

from flask import Response, send_file
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BOLD = Font(bold=True)


@dataclass(frozen=True)
class Sheet:
    """One sheet; `headings` are the columns with their widths in characters."""

    title: str
    headings: dict[str, int]
    rows: Iterable[Sequence[str | int | None]]


def workbook(title: str, headings: dict[str, int], rows: Iterable[Sequence[str | int | None]]) -> bytes:
    """A workbook of one sheet."""
    return workbook_of([Sheet(title, headings, rows)])


def workbook_of(sheets: Iterable[Sheet]) -> bytes:
    """A workbook of several sheets."""
    written = BytesIO()
    write_workbook(written, sheets)
    return written.getvalue()


def sent_workbook(name: str, content: bytes) -> Response:
    """A workbook as the answer to a request, kept by nobody on the way."""
    response = send_file(BytesIO(content), mimetype=XLSX, as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "no-store"
    return response


def write_workbook(file: IO[bytes], sheets: Iterable[Sheet]) -> None:
    """Write a workbook into a file, row by row: the memory it takes does not grow with the rows."""
    book = Workbook(write_only=True)
    for one in sheets:
        sheet: Any = book.create_sheet(one.title)
        sheet.freeze_panes = "A2"
        for number, width in enumerate(one.headings.values(), 1):
            sheet.column_dimensions[get_column_letter(number)].width = width
        sheet.append([_cell(sheet, heading, font=BOLD) for heading in one.headings])
        try:
            for row in one.rows:
                sheet.append([_cell(sheet, value) for value in row])
        finally:
            sheet.close()
    book.save(file)


def _cell(sheet: Any, value: str | int | None, *, font: Font | None = None) -> Any:
    if not isinstance(value, str):
        return WriteOnlyCell(sheet, value)
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value))
    cell.data_type = "s"  # or `=1+1` would be a formula
    cell.quotePrefix = True  # and stays text when somebody edits it, or saves the sheet in another form
    if font:
        cell.font = font
    return cell
