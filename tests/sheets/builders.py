"""Files as people send them."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook

from shared.sheets import Column, Kind

COLUMNS = (
    Column(key="name", heading="姓名", longest=50),
    Column(key="number", heading="证件号码", kind=Kind.CODE, also=("身份证号",)),
    Column(key="sex", heading="性别", kind=Kind.CHOICE, choices={"男": "1", "女": "2"}, also_choices={"先生": "1"}),
    Column(key="note", heading="备注", required=False, default="无"),
)
HEADINGS = ("姓名", "证件号码", "性别", "备注")
NUMBER = "130104199001010013"
ROW = ("张晓梅", NUMBER, "女", "")


def book(*rows: Sequence[Any], headings: Sequence[Any] = HEADINGS) -> Workbook:
    """A workbook with one sheet of these rows."""
    made = Workbook()
    for row in (headings, *rows):
        made.worksheets[0].append(list(row))
    return made


def saved(made: Workbook) -> bytes:
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


def xlsx(*rows: Sequence[Any], headings: Sequence[Any] = HEADINGS) -> bytes:
    """An Excel file of these rows."""
    return saved(book(*rows, headings=headings))


def csv_text(rows: Iterable[Sequence[str]] = (ROW,), headings: Sequence[str] = HEADINGS, delimiter: str = ",") -> str:
    """The same as the text of a CSV file."""
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter).writerows([headings, *rows])
    return written.getvalue()
