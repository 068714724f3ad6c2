"""Excel files of what a list shows: everything is text, so that nothing that a person typed is ever a formula."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BOLD = Font(bold=True)


def workbook(title: str, headings: dict[str, int], rows: Iterable[Sequence[str]]) -> bytes:
    """A workbook of one sheet; `headings` are the columns with their widths in characters."""
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for number, width in enumerate(headings.values(), 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.append([_cell(sheet, heading, font=BOLD) for heading in headings])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def _cell(sheet: Any, value: str, *, font: Font | None = None) -> Any:
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value))
    cell.data_type = "s"  # or `=1+1` would be a formula
    cell.quotePrefix = True  # and stays text when somebody edits it, or saves the sheet in another form
    if font:
        cell.font = font
    return cell
