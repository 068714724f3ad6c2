"""The report in the sheet itself: the rows and columns as they came, and beside them what was found."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

COLUMN_WIDTH, FINDING_WIDTH = 24, 70
BOLD = Font(bold=True)


class Tone(StrEnum):
    """How what was found is coloured; the words say it too."""

    GOOD = "FFE3F1E5"
    NOTICE = "FFFFF3CD"
    BAD = "FFF8D7DA"


FILLS = {tone: PatternFill("solid", fgColor=tone.value) for tone in Tone}


@dataclass(frozen=True)
class Finding:
    """A row as it came, by its number, and what was found; `marked` are the places of the cells that it is about."""

    number: int
    cells: Sequence[str]
    texts: Sequence[str]
    tone: Tone
    marked: frozenset[int] = field(default_factory=frozenset)


def marked_sheet(
    title: str, heading_row: int, headings: Sequence[str], found: Sequence[str], rows: Iterable[Finding]
) -> bytes:
    """The sheet with the columns `found` added; each row stands where it stood, so that the numbers agree."""
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet(ILLEGAL_CHARACTERS_RE.sub("", title) or "检查结果")
    sheet.freeze_panes = f"A{heading_row + 1}"
    for place in range(1, len(headings) + len(found) + 1):
        letter, is_text = get_column_letter(place), place <= len(headings)
        sheet.column_dimensions[letter].width = COLUMN_WIDTH if is_text else FINDING_WIDTH // len(found)
    _skip_to(sheet, 1, heading_row)
    sheet.append([_cell(sheet, text, font=BOLD) for text in (*headings, *found)])
    following = heading_row + 1
    for row in rows:
        _skip_to(sheet, following, row.number)
        following = row.number + 1
        tones = dict.fromkeys((*row.marked, *range(len(headings), len(headings) + len(found))), row.tone)
        cells = [*row.cells[: len(headings)], *[""] * (len(headings) - len(row.cells)), *row.texts]
        sheet.append([_cell(sheet, text, fill=tones.get(place)) for place, text in enumerate(cells)])
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def _skip_to(sheet: Any, following: int, number: int) -> None:
    for _ in range(following, number):
        sheet.append([])


def _cell(sheet: Any, text: str, *, font: Font | None = None, fill: Tone | None = None) -> Any:
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", text))
    cell.data_type, cell.quotePrefix, cell.number_format = "s", True, "@"  # as in `shared.workbook`: never a formula
    if font:
        cell.font = font
    if fill:
        cell.fill = FILLS[fill]
    return cell
