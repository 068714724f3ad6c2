"""The empty sheet that people download, fill in and send back."""

from collections.abc import Iterable, Sequence
from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from shared.sheets.model import Column, Kind
from shared.sheets.reading import MOST_ROWS

AS_TEXT = "@"
WRAPPED = Alignment(wrap_text=True, vertical="top")
HEADING, SHADE = Font(bold=True), PatternFill("solid", fgColor="FFEEF2F7")
RED = Font(bold=True, color="FFB3261E")
EXPLAINED = {"列名": 30, "是否必填": 10, "怎样填写": 60, "例": 26}


def template(title: str, columns: Sequence[Column], notes: Iterable[str]) -> bytes:
    """A workbook with one sheet to fill in, its columns text from top to bottom, and one that explains it."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    sheet.freeze_panes = "A2"
    for place, column in enumerate(columns, 1):
        _lay_out(sheet, place, column)
    _explain(book.create_sheet("填写说明"), columns, notes)
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def _lay_out(sheet: Worksheet, place: int, column: Column) -> None:
    letter = get_column_letter(place)
    dimension = sheet.column_dimensions[letter]
    dimension.width, dimension.number_format = column.width, AS_TEXT  # what is typed there keeps all its digits
    cell = sheet.cell(1, place, column.heading)
    cell.font, cell.fill = RED if column.required else HEADING, SHADE
    if column.kind is Kind.CHOICE:
        words = ",".join(column.choices)
        offered = DataValidation(type="list", formula1=f'"{words}"', allow_blank=not column.required)
        offered.errorTitle, offered.error = column.heading, "请从下拉列表中选择。"
        sheet.add_data_validation(offered)
        offered.add(f"{letter}2:{letter}{MOST_ROWS + 1}")


def _explain(sheet: Worksheet, columns: Sequence[Column], notes: Iterable[str]) -> None:
    sheet.append(list(EXPLAINED))
    for column in columns:
        sheet.append([column.heading, "必填" if column.required else "可不填", column.help, column.example])
    sheet.append([])
    for note in notes:
        sheet.append([note])
        sheet.merge_cells(start_row=sheet.max_row, start_column=1, end_row=sheet.max_row, end_column=len(EXPLAINED))
    for letter, width in zip("ABCD", EXPLAINED.values(), strict=True):
        sheet.column_dimensions[letter].width = width
    for row in sheet.iter_rows():
        for cell in row:
            cell.number_format, cell.alignment = AS_TEXT, WRAPPED
            if cell.row == 1:
                cell.font, cell.fill = HEADING, SHADE
