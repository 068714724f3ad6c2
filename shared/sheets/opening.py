"""Opening what was sent: .xlsx and .csv only, within limits that keep a small file from becoming a large one."""

import csv
import io
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from openpyxl import load_workbook
from openpyxl.worksheet._reader import WorkSheetParser

from shared.sheets.model import Cell, Form, SheetRefused

LARGEST_FILE = 5 * 1024 * 1024
MOST_COLUMNS = 60
MOST_BLANK_ROWS = 5_000  # formatted to the end of the sheet; nobody writes on below so many
MOST_PARTS = 1_000
MOST_UNPACKED = 48 * 1024 * 1024
MOST_RATIO = 200

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
ENCODINGS = ("utf-8-sig", "gb18030")
BYTE_ORDER_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
DELIMITERS = ",\t;，"

WRONG_KIND = "只能上传 Excel（.xlsx）或 CSV 文件，请使用下载的模板。"
OLD_EXCEL = "这是旧版 Excel 文件（.xls），请在 Excel 或 WPS 中“另存为”.xlsx 格式后再上传。"
LOCKED = "文件设有密码，请取消密码后再上传。"
DAMAGED = "文件已损坏，无法打开，请在 Excel 或 WPS 中打开并另存后再上传。"
TOO_LARGE = "文件展开后过大，请只保留需要导入的工作表和列，另存后再上传。"
NOT_TEXT = "CSV 文件的文字编码无法识别，请另存为“CSV UTF-8”或 .xlsx 格式后再上传。"


class RawRow(NamedTuple):
    """A row of the file, its number counted from 1."""

    number: int
    cells: list[Cell]
    hidden: bool = False


class Block(NamedTuple):
    """A range of cells that were merged into one."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass
class Table:
    """One sheet; `merged` is known when all rows were read."""

    title: str
    rows: Iterator[RawRow]
    merged: list[Block] = field(default_factory=list)


def open_tables(content: bytes) -> list[Table]:
    """The sheets of a file, hidden ones left out; what it is, its content says, not its name. Raises SheetRefused."""
    if not content.strip():
        raise SheetRefused("文件是空的，请重新选择。")
    if len(content) > LARGEST_FILE:
        raise SheetRefused("文件超过 5 MB，请分成几个文件上传。")
    if content.startswith(COMPOUND):
        raise SheetRefused(LOCKED if ENCRYPTED in content else OLD_EXCEL)
    if content.startswith(b"PK"):
        return _workbook_tables(content)
    return [Table("", _csv_rows(_decoded(content)))]


def _workbook_tables(content: bytes) -> list[Table]:
    try:
        _refuse_bombs(content)
        with warnings.catch_warnings(action="ignore"):  # of drawings and rules, which are not read
            book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        sheets: list[Any] = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    except SheetRefused:
        raise
    except Exception as error:  # openpyxl raises whatever it meets in a broken file
        raise SheetRefused(DAMAGED) from error
    tables = [Table(sheet.title, iter(())) for sheet in sheets]
    for table, sheet in zip(tables, sheets, strict=True):
        table.rows = _workbook_rows(table, sheet)
    return tables


def _refuse_bombs(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
    if not any(part.filename == "[Content_Types].xml" for part in parts):
        raise SheetRefused(WRONG_KIND)
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts) or 1
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or unpacked / packed > MOST_RATIO:
        raise SheetRefused(TOO_LARGE)
    if any("vbaproject" in part.filename.lower() for part in parts):
        raise SheetRefused("文件含有宏，请另存为不含宏的 .xlsx 格式后再上传。")


def _workbook_rows(table: Table, sheet: Any) -> Iterator[RawRow]:
    """The rows one by one. openpyxl's own reader, since its sheets tell nothing of hidden rows and merged cells."""
    book, blank = sheet.parent, 0
    try:
        with sheet._get_source() as source, warnings.catch_warnings(action="ignore"):  # noqa: SLF001
            parser = WorkSheetParser(
                source,
                sheet._shared_strings,  # noqa: SLF001
                epoch=book.epoch,
                date_formats=book._date_formats,  # noqa: SLF001
                timedelta_formats=book._timedelta_formats,  # noqa: SLF001
            )
            for number, found in parser.parse():
                cells = _in_their_places(found)
                blank = 0 if cells else blank + 1
                if blank > MOST_BLANK_ROWS:
                    return
                if cells:
                    yield RawRow(number, cells, _is_hidden(parser, number))
            ranges = parser.merged_cells.mergeCell if parser.merged_cells else ()
            table.merged = [Block(one.min_row, one.min_col, one.max_row, one.max_col) for one in ranges]
    except Exception as error:  # as above
        raise SheetRefused(DAMAGED) from error


def _is_hidden(parser: Any, number: int) -> bool:
    return str(parser.row_dimensions.get(str(number), {}).get("hidden", "0")) in {"1", "true"}


def _in_their_places(found: list[dict[str, Any]]) -> list[Cell]:
    """The cells up to the last that is not empty."""
    cells: list[Cell] = []
    for one in found:
        place = one["column"]
        if one["value"] is None or not 0 < place <= MOST_COLUMNS:
            continue
        cells += [Cell("")] * (place - len(cells))
        cells[place - 1] = _cell(one["value"], one["data_type"])
    return cells if any(cell.text.strip() for cell in cells) else []


def _cell(value: Any, data_type: str) -> Cell:
    if data_type == "f":
        return Cell(value if isinstance(value, str) else "=", Form.FORMULA)
    if data_type == "e":
        return Cell(str(value), Form.ERROR)
    if isinstance(value, datetime | date | time | timedelta):
        return Cell(str(value), Form.DATE)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return Cell(str(value))
    whole = isinstance(value, float) and value.is_integer()
    return Cell(f"{value:.0f}" if whole else str(value), Form.NUMBER)


def _decoded(content: bytes) -> str:
    encodings = (BYTE_ORDER_MARKS[content[:2]],) if content[:2] in BYTE_ORDER_MARKS else ENCODINGS
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            raise SheetRefused(WRONG_KIND)
        return text
    raise SheetRefused(NOT_TEXT)


def _csv_rows(text: str) -> Iterator[RawRow]:
    first = text.lstrip().split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=first.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for number, found in enumerate(lines, 1):
            if any(each.strip() for each in found):
                yield RawRow(number, [Cell(each) for each in found[:MOST_COLUMNS]])
    except csv.Error as error:
        raise SheetRefused(DAMAGED) from error
